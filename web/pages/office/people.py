"""One person of a practice: what they have, and what whoever administers the practice does about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.database import at_once
from core.errors import NotFound
from core.groups.records import GroupFacts
from core.misuse.deadlines import report_left
from core.office.queries.addresses import WaitingAddress, waiting_address
from core.office.queries.changes import AskedChange, open_change_of
from core.office.queries.people import OfficeAccess, OfficePerson, member_of_grant, own_person
from core.requests.plugin_pages import pages_for
from web.asking import Question, answered, ask
from web.contexts import PageContext
from web.ending_questions import Asked, has_ended, one_access, possible_acts, question
from web.matrix_of_office import factor_words, standing, standing_word
from web.parts import COLORS
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

PERSON = "/office/people/{member:uuid}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficePersonPage(PageContext):
    """Everything about one person of one's own practice; `acts` are those that are possible now."""

    template: ClassVar[str] = "office/person.html"
    group: GroupFacts
    person: OfficePerson
    stands: str
    called: str
    waiting: AskedChange | None
    address: WaitingAddress | None
    factor: str
    acts: Collection[str]
    pages: Mapping[UUID, Sequence[tuple[str, str]]]
    colours: Mapping[str, str]
    report_left: str


@dataclass(frozen=True, slots=True)
class OfficeQuestion(Question):
    """A question about somebody of one's own practice."""

    template: ClassVar[str] = "office/ask.html"


@get(PERSON, guards=[signed_in])
async def show_office_person(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Show somebody of one's own practice with what they have."""
    group, person = await own_person(visit.portal, member, visit.who.account_id)
    waiting, address, left = await at_once(
        open_change_of(member), waiting_address(member), report_left(visit.portal, member)
    )
    page = OfficePersonPage(
        group=group,
        person=person,
        stands=standing(visit.portal, person),
        called=standing_word(person),
        waiting=waiting,
        address=address if person.member.state != "left" else None,
        factor=factor_words(person),
        acts=possible_acts(person, visit.actor),
        pages={each.id: _pages(visit, each) for each in person.access},
        colours=COLORS,
        report_left=left,
    )
    return render(visit.request, page)


@get(f"{PERSON}/{{act:str}}", guards=[signed_in])
async def show_office_act(
    visit: NamedDependency[Visit], member: FromPath[UUID], act: FromPath[str]
) -> Response[Any]:
    """Say what will happen, and ask."""
    asked = await _asked(visit, member, act)
    return ask(visit, question_about(asked, member), asked.model, **asked.values or {})


@post(f"{PERSON}/{{act:str}}", guards=[signed_in])
async def send_office_act(
    visit: NamedDependency[Visit], member: FromPath[UUID], act: FromPath[str]
) -> Response[Any]:
    """Do it."""
    asked = await _asked(visit, member, act)
    return await answered(visit, question_about(asked, member), asked.model, asked.act)


@get("/office/access/{grant:uuid}/end", guards=[signed_in])
async def show_access_end(visit: NamedDependency[Visit], grant: FromPath[UUID]) -> Response[Any]:
    """Ask for the last day of one access."""
    member, asked = await _of_access(visit, grant)
    return ask(visit, question_about(asked, member), asked.model, **asked.values or {})


@post("/office/access/{grant:uuid}/end", guards=[signed_in])
async def send_access_end(visit: NamedDependency[Visit], grant: FromPath[UUID]) -> Response[Any]:
    """Have one access end with a day, or not any more."""
    member, asked = await _of_access(visit, grant)
    return await answered(visit, question_about(asked, member), asked.model, asked.act)


def _pages(visit: Visit, access: OfficeAccess) -> Sequence[tuple[str, str]]:
    return pages_for(
        visit.portal, "administrator", grant=access.id, application=access.slug, state=access.state
    )


async def _asked(visit: Visit, member: UUID, act: str) -> Asked:
    _, person = await own_person(visit.portal, member, visit.who.account_id)
    if (asked := question(act, visit.portal, person, visit.actor)) is None:
        raise NotFound
    return asked


async def _of_access(visit: Visit, grant: UUID) -> tuple[UUID, Asked]:
    member = await member_of_grant(grant)
    _, person = await own_person(visit.portal, member, visit.who.account_id)
    access = next(each for each in person.access if each.id == grant)
    if has_ended(access):
        raise NotFound
    return member, one_access(visit.portal, person, access, visit.actor)


def question_about(asked: Asked, member: UUID) -> OfficeQuestion:
    """Draw a question about somebody as a page of its own."""
    back = f"/office/people/{member}"
    return OfficeQuestion(asked.heading, asked.effect, asked.button, back, warn=asked.warn, lines=asked.lines)


handlers = [show_office_person, show_office_act, send_office_act, show_access_end, send_access_end]
