"""Whoever administers a practice asks for another sponsor, and its sponsor says that they stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.forms import Form
from web.contexts import FormContext, PageContext
from web.ending_questions import Asked
from web.forms import see_other
from web.handing_over import asking
from web.new_sponsor import (
    SponsorShown,
    ask_signer_again,
    needed_question,
    new_person,
    sponsor_question,
    sponsor_shown,
    withdraw_question,
)
from web.pages.office.handing_over import AdministratorQuestion
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import signed_in
from web.visit import Visit

PATH = "/office/{group:uuid}/sponsor"


@dataclass(frozen=True, slots=True)
class SponsorPage(PageContext):
    """Who answers for a practice, and who could or is to."""

    template: ClassVar[str] = "office/sponsor.html"
    shown: SponsorShown
    path: str


@dataclass(frozen=True, slots=True)
class NewSponsorPage(FormContext):
    """The questions about somebody new, and what follows."""

    template: ClassVar[str] = "office/new_sponsor.html"
    lines: Sequence[str]
    back: str


@get(PATH, guards=[signed_in])
async def show_sponsor(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Show who answers for the practice, and who could or is to."""
    shown = await sponsor_shown(visit.portal, group, visit.actor)
    return render(visit.request, SponsorPage(shown, _path(group)))


@get(f"{PATH}/people/{{member:uuid}}", guards=[signed_in])
async def show_naming(
    visit: NamedDependency[Visit], group: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Say what will happen, and ask why."""
    asked = sponsor_question(visit.portal, group, member, visit.actor)
    return await asking(visit, asked, _page, group, _path(group))


@post(f"{PATH}/people/{{member:uuid}}", guards=[signed_in, fresh_code])
async def send_naming(
    visit: NamedDependency[Visit], group: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Ask support for this sponsor."""
    asked = sponsor_question(visit.portal, group, member, visit.actor)
    return await asking(visit, asked, _page, group, _path(group))


@get(f"{PATH}/new", guards=[signed_in])
async def show_new(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Ask about somebody who is not in the practice."""
    return await new_person(visit, group, _form(group), _path(group))


@post(f"{PATH}/new", guards=[signed_in, fresh_code])
async def send_new(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Ask support for somebody new."""
    return await new_person(visit, group, _form(group), _path(group))


@get(f"{PATH}/needed", guards=[signed_in])
async def show_needed(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Say what follows when another sponsor is needed, and ask why."""
    return await asking(visit, needed_question(visit.portal, group, visit.actor), _page, group, _path(group))


@post(f"{PATH}/needed", guards=[signed_in])
async def send_needed(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Say that another sponsor is needed."""
    return await asking(visit, needed_question(visit.portal, group, visit.actor), _page, group, _path(group))


@get(f"{PATH}/withdraw", guards=[signed_in])
async def show_sponsor_withdrawal(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Say what will happen, and ask."""
    asked = withdraw_question(visit.signing, group, visit.actor)
    return await asking(visit, asked, _page, group, _path(group))


@post(f"{PATH}/withdraw", guards=[signed_in])
async def send_sponsor_withdrawal(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Withdraw the change."""
    asked = withdraw_question(visit.signing, group, visit.actor)
    return await asking(visit, asked, _page, group, _path(group))


@post(f"{PATH}/signers/{{signer:uuid}}/again", guards=[signed_in])
async def ask_sponsor_signer_again(
    visit: NamedDependency[Visit], group: FromPath[UUID], signer: FromPath[UUID]
) -> Response[Any]:
    """Mail somebody who has not signed a new link."""
    await ask_signer_again(visit.portal, group, signer, visit.actor)
    return see_other(_path(group))


def _path(group: UUID) -> str:
    return f"/office/{group}/sponsor"


def _form(group: UUID) -> Any:
    def page(form: Form, lines: Sequence[str]) -> NewSponsorPage:
        return NewSponsorPage(form, lines, _path(group))

    return page


def _page(asked: Asked, group: UUID) -> AdministratorQuestion:
    return AdministratorQuestion(
        asked.heading, asked.effect, asked.button, _path(group), warn=asked.warn, lines=asked.lines
    )


handlers = [
    show_sponsor, show_naming, send_naming, show_new, send_new, show_needed, send_needed,
    show_sponsor_withdrawal, send_sponsor_withdrawal, ask_sponsor_signer_again,
]  # fmt: skip
