"""Holds of the privacy officer: what is known of a practice or a person is kept while one lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.audit.holds import Hold, ended, lasting, one_hold
from core.console import holding
from core.console.queries.people import person_view
from core.errors import NotFound
from core.forms import field
from core.groups.people import load_group
from web.asking import answered, ask
from web.contexts import PageContext
from web.pages.console.forms import StaffQuestion
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

LIST, HOLDS = "/support/trail/holds", staff("privacy-officer")
PERSON, PRACTICE = "/support/people/{person:uuid}/hold", "/support/practices/{practice:uuid}/hold"
END = f"{LIST}/{{hold:uuid}}/end"
_LASTS = "Someone else in the privacy office has to end it. People in the {practice} don’t see it."
_KEPT = "We erase nothing about them while the hold lasts: events of the trail, sign-ins, drafts."


class WhyHeld(BaseModel):
    """Why a hold is placed or ended."""

    reason: str = field(
        "Reason", kind="textarea", max_length=500, missing="Say why", hint="Don’t name any patient."
    )


@dataclass(frozen=True, slots=True)
class HoldsPage(PageContext):
    """The holds that last, and those that ended; `own` is who looks."""

    template: ClassVar[str] = "support/holds.html"
    lasting: Sequence[Hold]
    ended: Sequence[Hold]
    own: UUID | None


@get(LIST, guards=[HOLDS])
async def show_holds(visit: NamedDependency[Visit]) -> Response[Any]:
    """List the holds."""
    return render(visit.request, HoldsPage(await lasting(), await ended(), visit.who.account_id))


@get(PRACTICE, guards=[HOLDS])
async def show_hold_of_practice(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Say what a hold of a practice does, and ask why."""
    return ask(visit, await _practice(visit, practice), WhyHeld)


@post(PRACTICE, guards=[HOLDS])
async def hold_practice(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Hold a practice."""

    async def act(given: WhyHeld) -> None:
        await holding.hold_practice(practice, given.reason, by=visit.actor)

    return await answered(visit, await _practice(visit, practice), WhyHeld, act, LIST)


@get(PERSON, guards=[HOLDS])
async def show_hold_of_person(visit: NamedDependency[Visit], person: FromPath[UUID]) -> Response[Any]:
    """Say what a hold of a person does, and ask why."""
    return ask(visit, await _person(visit, person), WhyHeld)


@post(PERSON, guards=[HOLDS])
async def hold_person(visit: NamedDependency[Visit], person: FromPath[UUID]) -> Response[Any]:
    """Hold a person."""

    async def act(given: WhyHeld) -> None:
        await holding.hold_person(visit.portal, person, given.reason, by=visit.actor)

    return await answered(visit, await _person(visit, person), WhyHeld, act, LIST)


@get(END, guards=[HOLDS])
async def show_end_of_hold(visit: NamedDependency[Visit], hold: FromPath[UUID]) -> Response[Any]:
    """Say what ends with a hold, and ask why."""
    return ask(visit, await _ending(hold), WhyHeld)


@post(END, guards=[HOLDS, fresh_code])
async def end_hold(visit: NamedDependency[Visit], hold: FromPath[UUID]) -> Response[Any]:
    """End a hold."""

    async def act(given: WhyHeld) -> None:
        await holding.end(visit.portal, hold, given.reason, by=visit.actor)

    return await answered(visit, await _ending(hold), WhyHeld, act)


async def holds_seen(visit: Visit, *subjects: UUID) -> tuple[Hold, ...]:
    """List the holds on these for who looks into misuse; nobody else learns of them."""
    return await lasting(*subjects) if visit.who.roles.has("privacy-officer", "site-administrator") else ()


async def _practice(visit: Visit, practice: UUID) -> StaffQuestion:
    name = (await load_group(practice)).name
    return _question(visit, f"Hold the record of {name}", f"/support/practices/{practice}")


async def _person(visit: Visit, person: UUID) -> StaffQuestion:
    view = await person_view(visit.portal, person)
    return _question(visit, f"Hold the record of {view.name}", f"/support/people/{view.id}")


def _question(visit: Visit, heading: str, back: str) -> StaffQuestion:
    lines = (_KEPT, visit.portal.site.terms.said(_LASTS))
    return StaffQuestion(heading, "", "Place the hold", back, lines=lines)


async def _ending(key: UUID) -> StaffQuestion:
    found = await one_hold(key)
    if found.ended_at is not None:
        raise NotFound
    effect = "What is old enough can be erased again."
    return StaffQuestion(f"End the hold of {found.about.name}", effect, "End the hold", LIST, warn=True)


handlers = [
    show_holds, show_hold_of_practice, hold_practice, show_hold_of_person, hold_person, show_end_of_hold,
    end_hold,
]  # fmt: skip
