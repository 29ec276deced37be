"""Support does for a practice what its administrator can do about somebody, and takes receipts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.errors import NotFound
from core.office.documents import receipt_for_staff
from core.office.queries.leavings import LeavingView, leaving_view
from core.office.queries.people import member_of_grant, person_for_staff
from web.answers import pdf_answer
from web.asking import answered, ask
from web.contexts import PageContext
from web.ending_questions import Asked, has_ended, one_access, question
from web.leaving_page import LeavingShown, leaving_shown
from web.pages.console.forms import StaffQuestion
from web.rendering import render
from web.security.guards import staff, staff_with_cases
from web.visit import Visit

MEMBER, ACCESS = "/support/members/{member:uuid}/{act:str}", "/support/grants/{grant:uuid}/end"
LEAVER = "/support/leavers/{leaving:uuid}"
DECIDES = staff("analyst", "site-administrator")


@dataclass(frozen=True, slots=True)
class StaffLeaverPage(PageContext):
    """One leaving, for staff."""

    template: ClassVar[str] = "support/leaver.html"
    view: LeavingView
    shown: LeavingShown


@get(MEMBER, guards=[DECIDES])
async def show_member_act(
    visit: NamedDependency[Visit], member: FromPath[UUID], act: FromPath[str]
) -> Response[Any]:
    """Say what will happen, and ask."""
    asked = await _asked(visit, member, act)
    return ask(visit, question_about(asked, member), asked.model, **asked.values or {})


@post(MEMBER, guards=[DECIDES])
async def send_member_act(
    visit: NamedDependency[Visit], member: FromPath[UUID], act: FromPath[str]
) -> Response[Any]:
    """Do it."""
    asked = await _asked(visit, member, act)
    return await answered(visit, question_about(asked, member), asked.model, asked.act)


@get(ACCESS, guards=[DECIDES])
async def show_grant_end(visit: NamedDependency[Visit], grant: FromPath[UUID]) -> Response[Any]:
    """Ask for the last day of one access."""
    member, asked = await _of_access(visit, grant)
    return ask(visit, question_about(asked, member), asked.model, **asked.values or {})


@post(ACCESS, guards=[DECIDES])
async def send_grant_end(visit: NamedDependency[Visit], grant: FromPath[UUID]) -> Response[Any]:
    """Have one access end with a day, or not any more."""
    member, asked = await _of_access(visit, grant)
    return await answered(visit, question_about(asked, member), asked.model, asked.act)


@get(LEAVER, guards=[staff_with_cases()])
async def show_leaving(visit: NamedDependency[Visit], leaving: FromPath[UUID]) -> Response[Any]:
    """Show what each application confirmed, and the receipt once all have."""
    view = await leaving_view(leaving)
    return render(visit.request, StaffLeaverPage(view, leaving_shown(visit.portal, view)))


@get(f"{LEAVER}/receipt.pdf", guards=[staff_with_cases()])
async def download_staff_receipt(visit: NamedDependency[Visit], leaving: FromPath[UUID]) -> Response[bytes]:
    """Send the sealed receipt."""
    return pdf_answer(await receipt_for_staff(leaving, by=visit.actor), f"receipt-{leaving}")


async def _asked(visit: Visit, member: UUID, act: str) -> Asked:
    _, person = await person_for_staff(visit.portal, member)
    if (asked := question(act, visit.portal, person, visit.actor)) is None:
        raise NotFound
    return asked


async def _of_access(visit: Visit, grant: UUID) -> tuple[UUID, Asked]:
    member = await member_of_grant(grant)
    _, person = await person_for_staff(visit.portal, member)
    access = next(each for each in person.access if each.id == grant)
    if has_ended(access):
        raise NotFound
    return member, one_access(visit.portal, person, access, visit.actor)


def question_about(asked: Asked, member: UUID) -> StaffQuestion:
    """Draw a question about somebody as a page of its own."""
    back = f"/support/people/{member}"
    return StaffQuestion(asked.heading, asked.effect, asked.button, back, warn=asked.warn, lines=asked.lines)


handlers = [
    show_member_act, send_member_act, show_grant_end, send_grant_end, show_leaving, download_staff_receipt,
]  # fmt: skip
