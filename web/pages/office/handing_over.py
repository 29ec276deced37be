"""Whoever administers a practice, or sponsors it, hands the administration to somebody else in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.office import handing_over
from web.asking import Question
from web.contexts import PageContext
from web.ending_questions import Asked
from web.forms import see_other
from web.handing_over import HandingOver, asking, handing_over_shown, transfer_question, withdraw_question
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import signed_in
from web.visit import Visit

PATH = "/office/{group:uuid}/administrator"


@dataclass(frozen=True, slots=True)
class AdministratorPage(PageContext):
    """Who administers a practice, and who could follow or is to follow."""

    template: ClassVar[str] = "office/administrator.html"
    shown: HandingOver
    path: str
    manages: bool


@dataclass(frozen=True, slots=True)
class AdministratorQuestion(Question):
    """A question about who administers a practice."""

    template: ClassVar[str] = "office/administrator_ask.html"


@get(PATH, guards=[signed_in])
async def show_administrator(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Show who administers the practice, and who could follow or is to follow."""
    shown = await handing_over_shown(visit.portal, group, visit.actor)
    manages = await handing_over.side_in(group, visit.actor) == "practice"
    return render(visit.request, AdministratorPage(shown, _path(group), manages))


@get(f"{PATH}/people/{{member:uuid}}", guards=[signed_in])
async def show_transfer(
    visit: NamedDependency[Visit], group: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Say what will happen, and ask; who cannot follow is shown with the reason in the list."""
    asked = transfer_question(visit.portal, group, member, visit.actor)
    return await asking(visit, asked, _page, group, _path(group))


@post(f"{PATH}/people/{{member:uuid}}", guards=[signed_in, fresh_code])
async def send_transfer(
    visit: NamedDependency[Visit], group: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Ask for the signatures."""
    asked = transfer_question(visit.portal, group, member, visit.actor)
    return await asking(visit, asked, _page, group, _path(group))


@get(f"{PATH}/withdraw", guards=[signed_in])
async def show_withdrawal(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Say what will happen, and ask."""
    asked = withdraw_question(visit.signing, group, visit.actor)
    return await asking(visit, asked, _page, group, _path(group))


@post(f"{PATH}/withdraw", guards=[signed_in])
async def send_withdrawal(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Withdraw the transfer."""
    asked = withdraw_question(visit.signing, group, visit.actor)
    return await asking(visit, asked, _page, group, _path(group))


@post(f"{PATH}/signers/{{signer:uuid}}/again", guards=[signed_in])
async def ask_signer_again(
    visit: NamedDependency[Visit], group: FromPath[UUID], signer: FromPath[UUID]
) -> Response[Any]:
    """Mail somebody who has not signed a new link."""
    await handing_over.ask_again(visit.portal, group, signer, by=visit.actor)
    return see_other(_path(group))


def _path(group: UUID) -> str:
    return f"/office/{group}/administrator"


def _page(asked: Asked, group: UUID) -> AdministratorQuestion:
    return AdministratorQuestion(
        asked.heading, asked.effect, asked.button, _path(group), warn=asked.warn, lines=asked.lines
    )


handlers = [
    show_administrator, show_transfer, send_transfer, show_withdrawal, send_withdrawal, ask_signer_again,
]  # fmt: skip
