"""Support hands the administration of a practice to somebody else in it, for those who call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.office import handing_over
from web.contexts import PageContext
from web.ending_questions import Asked
from web.forms import see_other
from web.handing_over import HandingOver, asking, handing_over_shown, transfer_question, withdraw_question
from web.pages.console.forms import StaffQuestion
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

DECIDES = staff("analyst", "site-administrator")
PATH = "/support/practices/{practice:uuid}/administrator"


@dataclass(frozen=True, slots=True)
class PracticeAdministratorPage(PageContext):
    """Who administers a practice, and who could follow or is to follow."""

    template: ClassVar[str] = "support/administrator.html"
    shown: HandingOver
    path: str


@get(PATH, guards=[DECIDES])
async def show_staff_administrator(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Show who administers the practice, and who could follow or is to follow."""
    shown = await handing_over_shown(visit.portal, practice, visit.actor)
    return render(visit.request, PracticeAdministratorPage(shown, _path(practice)))


@get(f"{PATH}/people/{{member:uuid}}", guards=[DECIDES])
async def show_staff_transfer(
    visit: NamedDependency[Visit], practice: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Say what will happen, and ask; who cannot follow is shown with the reason in the list."""
    asked = transfer_question(visit.portal, practice, member, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@post(f"{PATH}/people/{{member:uuid}}", guards=[DECIDES, fresh_code])
async def send_staff_transfer(
    visit: NamedDependency[Visit], practice: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Ask for the signatures."""
    asked = transfer_question(visit.portal, practice, member, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@get(f"{PATH}/withdraw", guards=[DECIDES])
async def show_staff_withdrawal(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Say what will happen, and ask."""
    asked = withdraw_question(visit.signing, practice, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@post(f"{PATH}/withdraw", guards=[DECIDES])
async def send_staff_withdrawal(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Withdraw the transfer."""
    asked = withdraw_question(visit.signing, practice, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@post(f"{PATH}/signers/{{signer:uuid}}/again", guards=[DECIDES])
async def ask_staff_signer_again(
    visit: NamedDependency[Visit], practice: FromPath[UUID], signer: FromPath[UUID]
) -> Response[Any]:
    """Mail somebody who has not signed a new link."""
    await handing_over.ask_again(visit.portal, practice, signer, by=visit.actor)
    return see_other(_path(practice))


def _path(group: UUID) -> str:
    return f"/support/practices/{group}/administrator"


def _page(asked: Asked, group: UUID) -> StaffQuestion:
    return StaffQuestion(
        asked.heading, asked.effect, asked.button, _path(group), warn=asked.warn, lines=asked.lines
    )


handlers = [
    show_staff_administrator, show_staff_transfer, send_staff_transfer, show_staff_withdrawal,
    send_staff_withdrawal, ask_staff_signer_again,
]  # fmt: skip
