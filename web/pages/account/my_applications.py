"""A person's own applications: each working one opens from a tile, and the rest says why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.database import at_once
from core.errors import NotFound
from core.portal import Portal
from core.requests.plugin_pages import Links, pages_for
from core.requests.signed_documents import Sponsored, sponsored
from core.usage.actions import open_application
from core.usage.queries import Missing, Place, mine, why_not_mine
from web.chain import Why, reasons
from web.contexts import PageContext
from web.needs import to_dos
from web.parts import ToDo
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

PAGE = "/my-applications"
ACCOUNT = {"account": "/account", "own-sign": PAGE}
# For whoever administers the practice.
FIXES = {**ACCOUNT, "person": "/requests", "practice": "/requests", "application": "/requests"}


@dataclass(frozen=True, slots=True)
class Other:
    """An application that does not work: the answer, the day by which it is expected, and its own pages."""

    slug: str
    name: str
    answer: str
    expected: date | None
    pages: Links


@dataclass(frozen=True, slots=True)
class ListPage(PageContext):
    """What a person may open in a group, what is on its way, and what is not for them.

    Who belongs to several works from one at a time: `choose` are those to choose from, and with `another` one
    can go on to the others. `pages` are those of the applications that work, about this person's own access.
    """

    template: ClassVar[str] = "my_applications/list.html"
    todos: Sequence[ToDo]
    choose: Sequence[Place]
    another: bool
    places: Sequence[tuple[Place, Sequence[Other], Sequence[Other]]]
    pages: Mapping[UUID, Links]
    sponsored: Sequence[Sponsored]


@dataclass(frozen=True, slots=True)
class OpeningPage(PageContext):
    """The step between a tile and the application."""

    template: ClassVar[str] = "my_applications/opening.html"
    address: str


@dataclass(frozen=True, slots=True)
class WhyPage(PageContext):
    """Every condition for one of one's own applications, as a page or above one."""

    template: ClassVar[str] = "my_applications/why.html"
    heading: str
    back: str
    why: Why


@get(PAGE, guards=[signed_in])
async def show(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show tiles of everything that works, and what is missing for the rest; of several groups ask which."""
    places, sponsoring = await _mine(visit)
    if sum(place.there for place in places) > 1:
        return await _list(visit, (), sponsoring, choose=places)
    return await _list(visit, places, sponsoring)


@get(f"{PAGE}/at/{{member:uuid}}", guards=[signed_in])
async def show_place(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Show the same of one group, from which somebody works now; NotFound for somebody else in it."""
    places, sponsoring = await _mine(visit)
    chosen = [place for place in places if place.member == member]
    if not chosen:
        raise NotFound
    return await _list(visit, chosen, sponsoring, another=len(places) > 1)


@post(f"{PAGE}/{{grant:uuid}}/open", guards=[signed_in])
async def open_one(visit: NamedDependency[Visit], grant: FromPath[UUID]) -> Response[Any]:
    """Write the opening down and send the browser on.

    A page that goes on by itself, because browsers let a form of ours lead to no other site, not even by a
    redirect: the policy of our pages forbids it.
    """
    address = await open_application(visit.portal, grant, by=visit.actor)
    headers = {"Refresh": f"0; url={address}"}
    return render(visit.request, OpeningPage(address), headers=headers)


@get(f"{PAGE}/{{member:uuid}}/why/{{slug:str}}", guards=[signed_in])
async def why(visit: NamedDependency[Visit], member: FromPath[UUID], slug: FromPath[str]) -> Response[Any]:
    """Show the whole chain for one application that does not work."""
    place, missing = await why_not_mine(visit.portal, visit.who.account_id, member, slug)
    heading = f"{'When can I use' if missing.coming else 'Why not'} {missing.name}?"
    return render(
        visit.request,
        WhyPage(heading, f"{PAGE}/at/{place.member}", _why(visit.portal, place, missing)),
        fragment="dialog",
    )


async def _mine(visit: Visit) -> tuple[tuple[Place, ...], Sequence[Sponsored]]:
    """What somebody has in each of their practices, and the practices they sponsor."""
    return await at_once(mine(visit.portal, visit.who.account_id), sponsored(visit.who.account_id))


async def _list(
    visit: Visit,
    places: Sequence[Place],
    sponsoring: Sequence[Sponsored],
    *,
    choose: Sequence[Place] = (),
    another: bool = False,
) -> Response[Any]:
    todos = to_dos(visit.portal, (await visit.standing()).needs)
    drawn = [
        (place, _others(visit.portal, place, place.coming), _others(visit.portal, place, place.others))
        for place in places
    ]
    pages = {
        tile.grant: _pages(visit.portal, tile.grant, tile.slug, "active")
        for place in places
        for tile in place.tiles
    }
    return render(visit.request, ListPage(todos, choose, another, drawn, pages, sponsoring))


def _pages(portal: Portal, grant: UUID, slug: str, state: str) -> Links:
    return pages_for(portal, "member", grant=grant, application=slug, state=state)


def _why(portal: Portal, place: Place, missing: Missing) -> Why:
    """The chain for the person: only whoever administers the practice is led to what changes it."""
    fixes = {**(ACCOUNT if place.administrator else FIXES), "authority": "/authority"}
    return reasons(portal, missing.chain, "member", fixes, place.administrator)


def _answer(portal: Portal, place: Place, missing: Missing) -> str:
    """Say what comes next, or what is in the way; who may ask a colleague reads that it is their turn."""
    if missing.suspended and missing.first.name == "authority":
        return f"Suspended. {_why(portal, place, missing).answer}"
    return _why(portal, place, missing).answer if missing.coming else missing.first.words


def _others(portal: Portal, place: Place, missing: Sequence[Missing]) -> list[Other]:
    return [
        Other(
            each.slug,
            each.name,
            _answer(portal, place, each),
            each.first.expected,
            _pages(portal, each.set_up, each.slug, "provisioning") if each.set_up else (),
        )
        for each in missing
    ]


handlers = [show, show_place, open_one, why]
