"""Somebody who registered themselves finds a practice, asks to join it, and sees what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, NamedTuple
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel, StringConstraints

from core.errors import NotFound
from core.forms import Form, draw, field
from core.groups.people import load_group
from core.groups.queries import PracticeToJoin
from core.joining.joins import withdraw
from core.newcomers.asking import ask_to_belong, form_of, redrawn
from core.newcomers.forms import JoinPage
from core.newcomers.queries import OwnJoin, find_practices, own_joins
from web.asking import taken
from web.contexts import FormContext
from web.forms import one, see_other, submitted
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

JOIN = "/join"


class ByName(BaseModel):
    """What a practice is called."""

    name: Annotated[str, StringConstraints(strip_whitespace=True)] = field(
        "Name of the {practice}", max_length=120, missing="Enter at least 3 letters of the name"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPage(FormContext):
    """Where one looks for a practice, what was found for these letters, and what one asked for."""

    template: ClassVar[str] = "joining/find.html"
    found: Sequence[PracticeToJoin] | None
    own: Sequence[OwnJoin]


class Wrong(NamedTuple):
    """What is wrong on the whole page, for the summary on top."""

    errors: Sequence[tuple[str, str]] = ()
    problems: Sequence[str] = ()

    @property
    def wrong(self) -> bool:
        """Whether anything at all is to be put right."""
        return bool(self.errors or self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskToJoinPage(FormContext):
    """Everything that is asked of somebody who wants to join a practice."""

    template: ClassVar[str] = "joining/ask.html"
    name: str
    email: str
    here: str
    drawn: Any
    authorizers: Form
    agreeing: Form
    texts: Sequence[Any]
    nobody: bool


@get(JOIN, guards=[signed_in])
async def show_finding(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show where one looks for a practice, and what one asked for."""
    _require_joining(visit)
    return render(visit.request, await _finding(visit, draw(ByName)))


@post(JOIN, guards=[signed_in], status_code=200)
async def find(visit: NamedDependency[Visit]) -> Response[Any]:
    """Find practices by a part of their names."""
    _require_joining(visit)
    empty = await _finding(visit, draw(ByName))

    async def act(asked: ByName) -> Response[Any]:
        found = await find_practices(asked.name, by=visit.actor)
        form = draw(ByName, {"name": asked.name})
        return render(visit.request, replace(empty, form=form, found=found))

    return await taken(visit.request, ByName, lambda form: replace(empty, form=form), act)


@get(f"{JOIN}/{{group:uuid}}", guards=[signed_in])
async def show_form(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Ask for what somebody says who wants to join."""
    _require_joining(visit)
    return await _answer(visit, group, await form_of(visit.portal, group, by=visit.actor))


@post(f"{JOIN}/{{group:uuid}}", guards=[signed_in], status_code=200)
async def send_form(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Ask to join, or show what is wrong with everything that was typed."""
    _require_joining(visit)
    values = await submitted(visit.request)
    if one(values, "action") == "redraw":
        return await _answer(visit, group, await redrawn(visit.portal, group, values, by=visit.actor))
    page = await ask_to_belong(visit.portal, group, values, by=visit.actor)
    return await _answer(visit, group, page, 422) if page.wrong else see_other(JOIN)


@post(f"{JOIN}/asked/{{join:uuid}}/withdraw", guards=[signed_in])
async def take_back(visit: NamedDependency[Visit], join: FromPath[UUID]) -> Response[Any]:
    """Take back what one asked for."""
    _require_joining(visit)
    await withdraw(join, by=visit.actor)
    return see_other(JOIN)


def _require_joining(visit: Visit) -> None:
    """Go on only where people join, and for somebody who may belong to a practice; raises NotFound."""
    if visit.portal.site.enrollment.people != "join" or visit.who.roles:
        raise NotFound


async def _finding(visit: Visit, form: Form) -> FindPage:
    return FindPage(form, found=None, own=await own_joins(visit.who.account_id))


async def _answer(visit: Visit, group: UUID, page: JoinPage, status: int = 200) -> Response[Any]:
    refused = [f"{name} wasn’t selected: {words}" for name, words in page.drawn.left_out]
    offered = [
        each for offer in page.drawn.offers if offer.lacking and offer.form for each in offer.form.problems
    ]
    problems = (*page.problems, *page.drawn.form.problems, *page.agreeing.problems, *offered, *refused)
    wrong = Wrong(page.errors, problems) if status == 422 else Wrong()
    shown = AskToJoinPage(
        wrong,
        name=(await load_group(group)).name,
        email=visit.who.email,
        here=f"{JOIN}/{group}",
        drawn=page.drawn,
        authorizers=page.authorizers,
        agreeing=page.agreeing,
        texts=page.texts,
        nobody=page.nobody,
    )
    return render(visit.request, shown, status=status, fragment="joining")


handlers = [show_finding, find, show_form, send_form, take_back]
