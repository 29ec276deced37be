"""Saying who somebody is of whom that is not certain, asking the practice again, and undoing an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.activation.identifying import Said
from core.activation.unidentified import Unclear, ask_again, matches_of, say_who, undo, who_is_who
from core.errors import NotFound
from core.identity import Identity
from core.identity.settling import Match
from core.requests.queries.views import request_for_staff
from core.site import number_in_key
from web.asking import Question, answered, ask
from web.forms import see_other
from web.pages.console.forms import KnownAs, StaffQuestion, WhyUndone
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

P = TypeVar("P")
PERSON = "/support/requests/{number:str}/people/{member:uuid}"


@dataclass(frozen=True, slots=True)
class WhoPage(Question):
    """The question who somebody is, with everybody to whom something that was typed for them belongs."""

    template: ClassVar[str] = "support/who.html"
    matches: Sequence[Match] = ()


@get(f"{PERSON}/who", guards=[staff("analyst")])
async def show_who(
    visit: NamedDependency[Visit], number: FromPath[str], member: FromPath[UUID]
) -> Response[Any]:
    """Ask for the login name, if there is one."""
    return ask(visit, await _question(visit, number, await _person(visit, number, member)), KnownAs)


@post(f"{PERSON}/who", guards=[staff("analyst"), fresh_code])
async def send_who(
    visit: NamedDependency[Visit],
    identity: NamedDependency[Identity],
    number: FromPath[str],
    member: FromPath[UUID],
) -> Response[Any]:
    """Say who it is."""
    person = await _person(visit, number, member)

    async def act(given: KnownAs) -> None:
        said = Said(given.login, given.email or "")
        await say_who(visit.portal, identity.keys, number, member, said, by=visit.actor)

    return await answered(visit, await _question(visit, number, person), KnownAs, act)


@post(f"{PERSON}/ask-again", guards=[staff("analyst")])
async def send_question_again(
    visit: NamedDependency[Visit], number: FromPath[str], member: FromPath[UUID]
) -> Response[Any]:
    """Send the question to the administrator once more."""
    await ask_again(visit.portal, number, member, by=visit.actor)
    return see_other(f"/support/requests/{number}")


@get(f"{PERSON}/not-them", guards=[staff("analyst")])
async def show_undo(
    visit: NamedDependency[Visit], number: FromPath[str], member: FromPath[UUID]
) -> Response[Any]:
    """Ask why it is not this person after all."""
    return ask(visit, await _undoing(visit, number, member), WhyUndone)


@post(f"{PERSON}/not-them", guards=[staff("analyst"), fresh_code])
async def send_undo(
    visit: NamedDependency[Visit], number: FromPath[str], member: FromPath[UUID]
) -> Response[Any]:
    """Undo that somebody was confirmed to be a person who is known."""

    async def act(given: WhyUndone) -> None:
        await undo(visit.portal, number, member, given.reason, by=visit.actor)

    return await answered(visit, await _undoing(visit, number, member), WhyUndone, act)


async def _person(visit: Visit, number: str, member: UUID) -> Unclear:
    view = await request_for_staff(visit.portal, number)
    found = (await who_is_who(view.group)).unclear
    return _found(next((each for each in found if each.member == member), None))


async def _question(visit: Visit, number: str, person: Unclear) -> WhoPage:
    site = visit.portal.site
    login, called = site.terms.login, site.terms.identifier.short
    number = number_in_key(person.identifier)
    facts = f"{person.email} and {called} {number} were" if number else f"{person.email} was"
    effect = (
        f"{facts} typed for {person.name}. Enter the {login} of the person it is, or the address of "
        f"someone who registered and has none yet. Leave it empty when it is someone new."
    )
    matches = await matches_of(person)
    return WhoPage(
        f"Who is {person.name}?", effect, "Save who it is", f"/support/requests/{number}", matches=matches
    )


async def _undoing(visit: Visit, number: str, member: UUID) -> StaffQuestion:
    view = await request_for_staff(visit.portal, number)
    confirmed = (await who_is_who(view.group)).confirmed
    person = _found(next((each for each in confirmed if each.member == member), None))
    effect = (
        f"{person.name} isn’t the person {person.login} after all. Whatever was set up for {person.name} "
        f"under {person.login} is taken away; what {person.login} has elsewhere stays. Both the person "
        f"{person.login} and the {visit.portal.site.terms.administrator} are told, neither who the other is. "
        f"Then you say who {person.name} is."
    )
    heading = f"Undo that {person.name} is {person.login}"
    return StaffQuestion(heading, effect, "Undo the match", f"/support/requests/{number}", warn=True)


def _found(person: P | None) -> P:
    if person is None:
        raise NotFound
    return person


handlers = [show_who, send_who, send_question_again, show_undo, send_undo]
