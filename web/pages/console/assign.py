"""Giving several requests to somebody of the staff, after a look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency

from core.console.assigning import Handing, assign_each, handings
from core.console.notes import colleague
from core.console.queries.away import Absence, away_now
from core.console.queries.looks import looked_at
from core.console.queries.queues import Line
from web.contexts import PageContext
from web.forms import one, submitted
from web.pages.console.choosing import Outcome, back_to, key_of, seen_with, tell, ticked
from web.pages.console.words import handed_on
from web.parts import COLORS
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

EVERYTHING = "/support/queues/everything"
DECIDES = staff("analyst", "credentialing")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignPage(PageContext):
    """What will be given to whom, what will not, and the list somebody comes from."""

    template: ClassVar[str] = "support/assign.html"
    asked: str
    ready: Sequence[Line]
    others: Sequence[Handing]
    holder: UUID | None
    who_gets: str
    absence: Absence | None
    back: str
    colours: Mapping[str, str]


@get("/support/assign", guards=[DECIDES])
async def preview_assign(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show what will be given to whom, before it is."""
    said = visit.request.query_params
    account = _account(visit, str(said.get("holder", "")))
    found = await handings(visit.portal, ticked(visit, "number"), account)
    ready = [each.line for each in found if each.line and not each.against]
    name = await _name(account)
    await looked_at("requests", len(ready), by=visit.actor)
    page = AssignPage(
        asked=_asked(len(ready), name) if ready else "Nothing to assign",
        ready=ready,
        others=[each for each in found if each.against],
        holder=account,
        who_gets=name,
        absence=await away_now(account),
        back=back_to(str(said.get("back", "")), EVERYTHING),
        colours=COLORS,
    )
    return render(visit.request, page)


@post("/support/assign", guards=[DECIDES], status_code=200)
async def send_assign(visit: NamedDependency[Visit]) -> Response[Any]:
    """Give the requests to somebody, or back to everybody, one by one; say what was not done and why."""
    values = await submitted(visit.request)
    account = _account(visit, one(values, "holder"))
    found = await assign_each(visit.portal, seen_with(values, "number"), account, by=visit.actor)
    done = [_named(each) for each in found if not each.against]
    given = f"assigned to {await _name(account)}" if account else "given back to everybody"
    told = f"{len(done)} {'request was' if len(done) == 1 else 'requests were'} {given}"
    told += handed_on(await away_now(account))
    not_done = [(*_named(each), each.against) for each in found if each.against]
    outcome = Outcome("Done" if done else "Nothing was done", told if done else "", done, not_done)
    return await tell(visit, outcome, back_to(one(values, "back"), EVERYTHING))


def _account(visit: Visit, holder: str) -> UUID | None:
    if holder == "mine":
        return visit.who.account_id
    return key_of(holder) if holder not in ("", "nobody") else None


def _asked(number: int, name: str) -> str:
    requests = "1 request" if number == 1 else f"{number} requests"
    return f"Assign {requests} to {name}?" if name else f"Give {requests} back to everybody?"


async def _name(account: UUID | None) -> str:
    return (await colleague(account)).name if account else ""


def _named(each: Handing) -> tuple[str, str]:
    words = f"{each.number}, {each.line.group}" if each.line else each.number[:20]
    return words, f"/support/requests/{each.number}" if each.line else ""


handlers = [preview_assign, send_assign]
