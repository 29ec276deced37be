"""Who answers for whom: one's own answers, whom one asks, and what whoever administers the practice sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.errors import NotFound, Stale
from core.forms import Form, draw
from core.groups.rights import is_oneself
from core.office.queries.authority import AnsweringFor, Vouching, answering_for, own_answering
from core.office.queries.people import own_person
from web.answering import OWN, Asks, answer_question, ask_question, place_of
from web.asking import Question, answered, ask, taken
from web.contexts import PageContext
from web.ending_questions import Asked
from web.forms import see_other
from web.pages.office.handing_over import AdministratorQuestion
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import signed_in
from web.visit import Visit

ASKING = "/authority/members/{member:uuid}/ask"
ONE = "/authority/{authorization:uuid}"


@dataclass(frozen=True, slots=True)
class AnsweringPage(PageContext):
    """Who answers for somebody, and for whom they do, in each of their practices."""

    template: ClassVar[str] = "office/answering_for.html"
    places: Sequence[AnsweringFor]
    asked: Sequence[Vouching]


@dataclass(frozen=True, slots=True)
class AnsweringOfPersonPage(PageContext):
    """The same of somebody in one's own practice."""

    template: ClassVar[str] = "office/answering_for_person.html"
    place: AnsweringFor


@get(OWN, guards=[signed_in])
async def show_answering(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show who answers for whom, as far as it is about oneself; nothing where nobody has to."""
    if not visit.portal.site.has_authorizers:
        raise NotFound
    places = await own_answering(visit.portal, visit.who.account_id)
    asked = [each for place in places for each in place.others if each.facts.state == "asked"]
    return render(visit.request, AnsweringPage(places, asked))


@get("/office/people/{member:uuid}/authority", guards=[signed_in])
async def show_answering_of(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Show who answers for somebody of one's own practice, and for whom they answer."""
    _, person = await own_person(visit.portal, member, visit.who.account_id)
    found = await answering_for(visit.portal, [person.member])
    if not found:
        raise NotFound
    return render(visit.request, AnsweringOfPersonPage(found[0]))


@get(ASKING, guards=[signed_in])
async def show_asking(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """List who can be asked to answer for somebody."""
    asked, choices = await ask_question(visit.portal, member, visit.actor)
    form = draw(Asks, choices={"colleagues": choices})
    return render(visit.request, await _ask_page(visit, asked, member, form))


@post(ASKING, guards=[signed_in])
async def send_asking(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Ask a colleague."""
    asked, choices = await ask_question(visit.portal, member, visit.actor)
    back = await _back(visit, member)

    async def act(given: Asks) -> Response[Any]:
        await asked.act(given)
        return see_other(back)

    def page(form: Form) -> AdministratorQuestion:
        return replace(_page(asked, back), form=form)

    return await taken(visit.request, Asks, page, act, {"colleagues": choices})


@get(f"{ONE}/agree", guards=[signed_in])
async def show_agreeing(visit: NamedDependency[Visit], authorization: FromPath[UUID]) -> Response[Any]:
    """Say what it means to answer for a colleague."""
    return await _answer(visit, authorization, "agree")


@post(f"{ONE}/agree", guards=[signed_in, fresh_code])
async def send_agreeing(visit: NamedDependency[Visit], authorization: FromPath[UUID]) -> Response[Any]:
    """Answer for a colleague."""
    return await _answer(visit, authorization, "agree")


@get(f"{ONE}/{{act:str}}", guards=[signed_in])
async def show_answer(
    visit: NamedDependency[Visit], authorization: FromPath[UUID], act: FromPath[str]
) -> Response[Any]:
    """Say what a refusal, an end or taking a question back does."""
    return await _answer(visit, authorization, act)


@post(f"{ONE}/{{act:str}}", guards=[signed_in])
async def send_answer(
    visit: NamedDependency[Visit], authorization: FromPath[UUID], act: FromPath[str]
) -> Response[Any]:
    """Do it."""
    return await _answer(visit, authorization, act)


async def _answer(visit: Visit, authorization: UUID, act: str) -> Response[Any]:
    try:
        asked, back = await answer_question(visit.portal, authorization, act, visit.actor)
    except Stale:
        return see_other(OWN)
    page = _page(asked, back)
    if visit.request.method == "POST":
        return await answered(visit, page, asked.model, asked.act)
    return ask(visit, page, asked.model)


async def _ask_page(visit: Visit, asked: Asked, member: UUID, form: Form) -> Question:
    return replace(_page(asked, await _back(visit, member)), form=form)


async def _back(visit: Visit, member: UUID) -> str:
    return OWN if await is_oneself(visit.who.account_id, member) else place_of(member)


def _page(asked: Asked, back: str) -> AdministratorQuestion:
    return AdministratorQuestion(
        asked.heading, asked.effect, asked.button, back, warn=asked.warn, lines=asked.lines
    )


handlers = [
    show_answering, show_answering_of, show_asking, send_asking, show_agreeing, send_agreeing, show_answer,
    send_answer,
]  # fmt: skip
