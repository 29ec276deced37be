"""The page of one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.audit.holds import Hold
from core.console.queries.people import PersonView, person_view
from core.console.queries.people import why as why_of
from core.console.queries.resets import WaitingReset, waiting_reset
from core.console.visits import looks_at
from core.forms import phone_in_words
from core.office.queries.addresses import WaitingAddress, waiting_addresses
from core.office.queries.authority import Vouching, answering_of
from web.chain import Why, reasons
from web.contexts import PageContext
from web.forms import see_other
from web.pages.console.holds import holds_seen
from web.pages.console.words import MAILS
from web.parts import COLORS
from web.rendering import render
from web.security.guards import staff_with_cases
from web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage(PageContext):
    """Everything about one person; `why` is the chain of the application named `why_of`."""

    template: ClassVar[str] = "support/person.html"
    view: PersonView
    emails: Sequence[str]
    phones: Sequence[str]
    reset: WaitingReset | None
    addresses: Mapping[UUID, WaitingAddress]
    vouchings: Sequence[Vouching]
    why: Why | None
    why_of: str
    edited: str
    everything: bool
    held: Sequence[Hold]
    colours: Mapping[str, str]
    mails: Mapping[str, tuple[str, str]]


# What became of an edit, by the word in the address.
EDITED = {
    "saved": "The details are saved",
    "asked": "Someone else in support decides about the change",
    "ended": "The details are saved. Access that no longer fits has ended",
    "both": "Access that no longer fits has ended. Someone else in support decides about the rest",
}


@get("/support/people/{person:uuid}", guards=[staff_with_cases()])
async def show_person(visit: NamedDependency[Visit], person: FromPath[UUID]) -> Response[Any]:
    """Show a person. The key of one of their memberships leads there too, once it is certain who it is."""
    everything = visit.request.query_params.get("all") == "yes"
    view = await person_view(visit.portal, person, everything=everything)
    if view.id != person:
        return see_other(f"/support/people/{view.id}?{visit.request.url.query}".removesuffix("?"))
    await looks_at("person", view.id, by=visit.actor)
    emails = [*(seat.email for seat in view.seats), *([view.account.email] if view.account else [])]
    phones = [*(seat.phone for seat in view.seats), *([view.account.phone] if view.account else [])]
    chain, name = await _why(visit, view)
    page = PersonPage(
        view=view,
        emails=list(dict.fromkeys(each.lower() for each in emails if each)),
        phones=list(dict.fromkeys(phone_in_words(each) for each in phones if each)),
        reset=await waiting_reset(view.account.account) if view.account else None,
        addresses=await waiting_addresses([seat.member for seat in view.seats if seat.state != "left"]),
        vouchings=[
            one
            for each in await answering_of(visit.portal, [seat.member for seat in view.seats])
            for one in (*each.own, *each.others)
        ],
        why=chain,
        why_of=name,
        everything=everything,
        edited=EDITED.get(visit.request.query_params.get("edited", ""), ""),
        held=await holds_seen(
            visit, view.id, *(key for seat in view.seats for key in (seat.member, seat.group))
        ),
        colours=COLORS,
        mails=MAILS,
    )
    return render(visit.request, page)


async def _why(visit: Visit, view: PersonView) -> tuple[Why | None, str]:
    """The chain of the access that the address names, and the name of its application."""
    with suppress(ValueError):
        key = UUID(str(visit.request.query_params.get("why", "")))
        name = next((each.name for seat in view.seats for each in seat.access if each.id == key), "")
        chain = await why_of(visit.portal, view, key)
        return (reasons(visit.portal, chain, "support", {}), name) if chain else (None, "")
    return None, ""


handlers = [show_person]
