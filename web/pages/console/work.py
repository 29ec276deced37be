"""The queue of work at the applications, and one thing to do with its check-list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.audit.following import newest_number
from core.console import working
from core.console.notes import colleagues
from core.console.plugin_pages import own_pages
from core.console.presence import Other, others, stays
from core.console.queries import work
from core.console.queries.away import Absence, given_by
from core.console.queries.looks import looked_at
from core.console.queries.said import understood, work_filters
from core.console.queries.work import WorkLine, WorkView, may_work
from core.console.queries.work_filters import WorkFilters
from core.console.queries.work_order import LATE, STATES
from core.console.visits import looks_at
from core.console.working import StaffActor
from core.database import at_once
from core.errors import Forbidden, Invalid, NotFound
from core.forms import Form, draw, phone_in_words, read
from core.identity.staff import StaffMember
from core.moves import NotNow
from web.asking import answered, ask
from web.contexts import FormContext, PageContext
from web.forms import Values, one, see_other, submitted, without_optional
from web.pages.console.forms import Finished, StaffQuestion, Why
from web.pages.console.lists import Around, SortLink, around, sort_links
from web.pages.console.walking import WORK_LIST, Step, Walk, among_work, and_say, came, came_from, next_work
from web.pages.console.words import WORK
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

ITEM = "/support/work/{item:uuid}"
WORKS = staff("provisioning", "analyst")
LONGEST_NUMBER = 6
SORTED_BY = {
    "Person": ("person", ""),
    "{Practice}": ("practice", ""),
    "State": ("state", ""),
    "Since": ("oldest", "newest"),
    "Assigned to": ("holder", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage(PageContext):
    """One page of the queue; `done` is the work somebody comes from, and `following` what is next.

    `told` says how `done` stands. `here` is the address of the page, and `came` what links add to keep it.
    """

    template: ClassVar[str] = "support/work.html"
    lines: Sequence[WorkLine]
    done: WorkLine | None
    told: str
    following: Step | None
    filters: WorkFilters
    filtered: bool
    heads: Mapping[str, SortLink]
    next_page: str
    first_page: str
    here: str
    came: str
    may_decide: bool
    colleagues: Sequence[StaffMember]
    around: Around
    offered: Sequence[tuple[str, str]]
    states: Mapping[str, str]
    colours: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItemPage(FormContext):
    """One thing to do, with its steps and the form that ends it."""

    template: ClassVar[str] = "support/work_item.html"
    view: WorkView
    line: WorkLine
    walk: Walk
    given: Absence | None
    others: Sequence[Other]
    newest: int
    phone: str
    pages: Sequence[tuple[str, str]]
    colleagues: Sequence[StaffMember]
    may_work: bool
    colours: Mapping[str, str]


@get("/support/work", guards=[staff()])
async def show_work(
    visit: NamedDependency[Visit], after: FromQuery[str] = "", done: FromQuery[str] = ""
) -> Response[Any]:
    """Show one page of the queue, what is overdue first; `done` is the work somebody comes from."""
    filters = work_filters(visit.request.query_params)
    found, staff = await at_once(
        work.work_list(visit.portal, visit.who.roles, filters, after, by=visit.actor), colleagues()
    )
    await looked_at("work", len(found.lines), by=visit.actor)
    kept = understood("work", visit.request.query_params)
    here = _list(kept | ({"after": after} if after else {}))
    handled = await _handled(visit, done) if done else None
    page = WorkPage(
        lines=found.lines,
        done=handled,
        told=_told(visit, handled) if handled else "",
        following=next_work(found.lines, handled, here, filters) if handled else None,
        filters=filters,
        filtered=bool(kept.keys() - {"sort"}),
        heads=sort_links(visit.portal.site.terms, WORK_LIST, kept, SORTED_BY),
        next_page=_list(kept | {"after": found.after}) if found.after else "",
        first_page=_list(kept) if after else "",
        here=here,
        came=came(here),
        may_decide=visit.who.roles.has("provisioning", "analyst"),
        colleagues=[each for each in staff if each.roles.has("provisioning", "analyst")],
        around=await around(visit, "work", kept, staff),
        offered=[(slug, application.name) for slug, application in visit.portal.applications.items()],
        states={**STATES, LATE: "Late removals and changes"},
        colours=WORK,
    )
    return render(visit.request, page)


@get(ITEM, guards=[staff()])
async def show_item(visit: NamedDependency[Visit], item: FromPath[UUID]) -> Response[Any]:
    """Show what is to be done for whom, step by step."""
    return await _page(visit, await working.look(item, _hand(visit)), draw(Finished))


@post(f"{ITEM}/take", guards=[WORKS])
async def send_take(visit: NamedDependency[Visit], item: FromPath[UUID]) -> Response[Any]:
    """Take it."""
    await working.take(item, _hand(visit))
    return see_other(_path(item) + came(came_from(visit)))


@post(f"{ITEM}/give", guards=[WORKS])
async def send_give(visit: NamedDependency[Visit], item: FromPath[UUID]) -> Response[Any]:
    """Give it to somebody else, or back to the queue."""
    holder = one(await submitted(visit.request), "holder")
    await working.give(item, _key(holder) if holder else None, _hand(visit))
    return see_other(_handled_in(visit, item))


@post(f"{ITEM}/steps", guards=[WORKS])
async def send_steps(visit: NamedDependency[Visit], item: FromPath[UUID]) -> Response[Any]:
    """Store the ticks; with the button `done` everything is done."""
    values = await submitted(visit.request)
    await working.tick(item, _ticked(values), _hand(visit))
    if one(values, "action") != "done":
        return see_other(_handled_in(visit, item))
    reading = read(Finished, values, ignore=frozenset({"csrf", "action", "step"}))
    if reading.answers is None:
        return await _page(visit, await working.look(item, _hand(visit)), reading.form, 422)
    given = reading.answers
    try:
        await working.complete(visit.portal, item, given.evidence, given.account, _hand(visit))
    except Invalid as wrong:
        return await _page(visit, await working.look(item, _hand(visit)), reading.refused(wrong.errors), 422)
    except NotNow as missing:
        # It says what still has to happen before the access counts as working.
        refused = reading.refused({"": str(missing)})
        return await _page(visit, await working.look(item, _hand(visit)), refused, 422)
    return see_other(_handled_in(visit, item))


@get(f"{ITEM}/refuse", guards=[WORKS])
async def show_refuse(visit: NamedDependency[Visit], item: FromPath[UUID]) -> Response[Any]:
    """Ask why it cannot be done."""
    return ask(visit, _refuse(visit, await working.look(item, _hand(visit))), Why)


@post(f"{ITEM}/refuse", guards=[WORKS])
async def send_refuse(visit: NamedDependency[Visit], item: FromPath[UUID]) -> Response[Any]:
    """Refuse the work: it cannot be done."""
    view = await working.look(item, _hand(visit))

    async def act(given: Why) -> None:
        await working.refuse(visit.portal, item, given.reason, _hand(visit))

    return await answered(visit, _refuse(visit, view), Why, act, _handled_in(visit, item))


@post(f"{ITEM}/retry", guards=[WORKS])
async def send_retry(visit: NamedDependency[Visit], item: FromPath[UUID]) -> Response[Any]:
    """Have it tried again."""
    await working.retry(visit.portal, item, _hand(visit))
    return see_other(_handled_in(visit, item))


async def _page(visit: Visit, view: WorkView, form: Form, status: int = 200) -> Response[Any]:
    await stays(view.line.id, by=visit.actor)
    if status == 200:
        await looks_at("work", view.line.id, by=visit.actor)
    page = WorkItemPage(
        without_optional(form, "evidence"),
        view=view,
        line=view.line,
        walk=await among_work(visit, view.line),
        given=await given_by(view.line.id, view.line.holder),
        others=await others(view.line.id, visit.who.account_id),
        newest=await newest_number(),
        phone=phone_in_words(view.whom.phone) if view.whom.phone else "",
        pages=own_pages(visit.portal, visit.who.roles, view.grant),
        colleagues=[each for each in await colleagues() if may_work(each.roles, view.line.slug)],
        may_work=may_work(visit.who.roles, view.line.slug),
        colours=WORK,
    )
    return render(visit.request, page, status=status)


async def _handled(visit: Visit, text: str) -> WorkLine | None:
    """The work with this key, as it stands now."""
    with suppress(NotFound, Forbidden):
        return (await working.look(_key(text), _hand(visit))).line
    return None


def _told(visit: Visit, line: WorkLine) -> str:
    """How it stands, behind what it is: read from the work and not from what was sent."""
    over = {"done": " is done.", "failed": " was refused.", "waiting": " is being tried."}.get(line.state)
    if line.wait and not over:
        return f" waits until {visit.portal.site.dates.day(line.wait.until)}."
    steps = f"{line.ticked} of {line.steps} steps done, " if line.steps else ""
    return over or f": {steps}assigned to {line.holder_name or 'nobody'}."


def _handled_in(visit: Visit, item: UUID) -> str:
    """The list somebody comes from, which says how this work stands and what comes next."""
    return and_say(came_from(visit) or WORK_LIST, done=str(item))


def _list(said: dict[str, str]) -> str:
    return f"{WORK_LIST}?{urlencode(said)}" if said else WORK_LIST


def _hand(visit: Visit) -> StaffActor:
    return StaffActor(visit.actor, visit.who.roles)


def _ticked(values: Values) -> list[int]:
    sent = [each for each in values.get("step", []) if isinstance(each, str)]
    return [int(each) for each in sent if each.isdecimal() and len(each) < LONGEST_NUMBER]


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as problem:
        raise NotFound from problem


def _refuse(visit: Visit, view: WorkView) -> StaffQuestion:
    line = view.line
    effect = (
        f"{line.application} isn’t set up for {line.person}. "
        "The {administrator.short} is told the reason you give."
        if line.kind == "grant"
        else "The work is closed as refused. Others of the staff see the reason and can have it tried again."
    )
    return StaffQuestion(
        f"{line.kind_words} can’t be done",
        effect,
        "Refuse the work",
        _path(line.id) + came(came_from(visit)),
        warn=True,
    )


def _path(item: UUID) -> str:
    return f"/support/work/{item}"


handlers = [
    show_work,
    show_item,
    send_take,
    send_give,
    send_steps,
    show_refuse,
    send_refuse,
    send_retry,
]
