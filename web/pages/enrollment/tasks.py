"""The tasks of an enrollment: how each stands, and who or what is still missing."""

from __future__ import annotations

from collections.abc import Sequence

from core.enrollment.drafts import Draft, WaitingRows
from core.enrollment.review import Missing, review, statuses
from core.portal import Portal
from web.pages.enrollment import words
from web.pages.enrollment.shared import CHECK, address
from web.parts import Task

STATUS = {"to-do": "Not started", "started": "In progress", "done": "Completed"}
_NAMED = 3


def tasks_of(portal: Portal, draft: Draft) -> Sequence[Task]:
    """List every task in its order, the last one only when the others are done.

    The list of people says how many rows of spreadsheets are still waiting.
    """
    looked = review(portal, draft)
    found = [
        _task(portal, draft, name, status, [each for each in looked.missing if each.section == name])
        for name, status in statuses(portal, draft, looked).items()
    ]
    found = [
        _with_rows(each, draft.waiting) if each.href == address(draft, "members") else each for each in found
    ]
    href = address(draft, CHECK) if looked.ready else None
    return [
        *found,
        Task("Check your answers and submit", href, "Ready" if looked.ready else "Can’t start yet"),
    ]


def progress(tasks: Sequence[Task]) -> str:
    """Say how far one has come, in words."""
    *asked, _ = tasks
    done = sum(task.done for task in asked)
    return f"You have completed {done} of {len(asked)} tasks."


def _task(portal: Portal, draft: Draft, name: str, status: str, missing: Sequence[Missing]) -> Task:
    hint = ""
    if status == "started":
        hint = _still_open(missing)
    elif name == "members" and status == "done":
        hint = _counted(draft)
    return Task(words.title_of(portal, name), address(draft, name), STATUS[status], status == "done", hint)


def _with_rows(task: Task, waiting: WaitingRows) -> Task:
    if not waiting.rows:
        return task
    rows = "1 row" if waiting.rows == 1 else f"{waiting.rows} rows"
    words = f"{rows} of your list {'isn’t' if waiting.rows == 1 else 'aren’t'} added yet"
    hint = ". ".join(filter(None, (task.hint, words)))
    return task._replace(hint=hint, done=False, status=STATUS["started"])


def _still_open(missing: Sequence[Missing]) -> str:
    named = "; ".join(each.words for each in missing[:_NAMED])
    more = f"; and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    return f"Still open: {named}{more}"


def _counted(draft: Draft) -> str:
    people = len(draft.people)
    asking = sum(bool(person.wanted) for person in draft.people)
    return f"{people} {'person' if people == 1 else 'people'}, {asking} of them with applications"
