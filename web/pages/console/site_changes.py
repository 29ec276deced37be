"""The history of a site's changes: what was changed, from when, by whom and why; each can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core import clock
from core.errors import NotFound
from core.running.changing import undo_change
from core.running.records import Change, still_standing
from core.running.running import Running
from web.asking import answered, ask
from web.contexts import PageContext
from web.pages.console.forms import StaffQuestion
from web.pages.console.site_forms import WhyUndone
from web.pages.console.site_words import Line, lines_of, name_of
from web.pages.console.text_difference import ComparedText, compared
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

SITE, CHANGES = "/support/site", "/support/site/changes"
LEADS = staff("site-administrator")
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Told:
    """One change as the history tells it."""

    change: Change
    what: str
    state: str


@dataclass(frozen=True, slots=True)
class HistoryPage(PageContext):
    """Changes, the newest first."""

    template: ClassVar[str] = "support/site_changes.html"
    told: Sequence[Told]
    older: int | None


@dataclass(frozen=True, slots=True)
class ChangePage(PageContext):
    """One change: each value before and after."""

    template: ClassVar[str] = "support/site_change.html"
    told: Told
    lines: Sequence[Line]
    compared: Sequence[ComparedText]
    may_undo: bool


@get(CHANGES, guards=[LEADS])
async def show_history(
    visit: NamedDependency[Visit], running: NamedDependency[Running], before: FromQuery[int | None] = None
) -> Response[Any]:
    """Show what was changed of the site."""
    await running.look()
    known = [each for each in reversed(running.changes) if before is None or each.number < before]
    shown = known[:AT_ONCE]
    older = shown[-1].number if len(known) > AT_ONCE else None
    return render(visit.request, HistoryPage([told(running, each) for each in shown], older))


@get(f"{CHANGES}/{{number:int}}", guards=[LEADS])
async def show_change(
    visit: NamedDependency[Visit], running: NamedDependency[Running], number: FromPath[int]
) -> Response[Any]:
    """Show one change."""
    found = await _found(running, number)
    may_undo = found in still_standing(running.changes)
    texts = await asyncio.to_thread(compared, found.settings)
    page = ChangePage(told(running, found), lines_of(found.settings), texts, may_undo)
    return render(visit.request, page)


@get(f"{CHANGES}/{{number:int}}/undo", guards=[LEADS])
async def show_undo(
    visit: NamedDependency[Visit], running: NamedDependency[Running], number: FromPath[int]
) -> Response[Any]:
    """Ask why a change is undone."""
    return ask(visit, _undoing(await _standing(running, number)), WhyUndone)


@post(f"{CHANGES}/{{number:int}}/undo", guards=[LEADS, fresh_code])
async def send_undo(
    visit: NamedDependency[Visit], running: NamedDependency[Running], number: FromPath[int]
) -> Response[Any]:
    """Undo a change."""

    async def act(given: WhyUndone) -> None:
        await undo_change(running, number, given.reason, by=visit.actor)

    return await answered(visit, _undoing(await _standing(running, number)), WhyUndone, act)


handlers = [show_history, show_change, show_undo, send_undo]


def told(running: Running, change: Change) -> Told:
    """Say what a change is about, and whether it holds."""
    return Told(change, ", ".join(name_of(each) for each in change.settings), _state(running, change))


def _state(running: Running, change: Change) -> str:
    if change.undoes is not None:
        return f"Undid change {change.undoes}"
    if change not in still_standing(running.changes):
        return "Undone"
    if change in running.unfit:
        return "Left out: it doesn’t fit the profile any more"
    return "In force" if change.has_begun(clock.now()) else "Begins later"


async def _found(running: Running, number: int) -> Change:
    await running.look()
    found = next((each for each in running.changes if each.number == number), None)
    if found is None:
        raise NotFound
    return found


async def _standing(running: Running, number: int) -> Change:
    """Find a change that can be undone."""
    found = await _found(running, number)
    if found not in still_standing(running.changes):
        raise NotFound
    return found


def _undoing(change: Change) -> StaffQuestion:
    what = ", ".join(name_of(each) for each in change.settings)
    effect = "What it changed is then as it was before, on every page and at once."
    back = f"{CHANGES}/{change.number}"
    return StaffQuestion(f"Undo the change of {what}", effect, "Undo the change", back, warn=True)
