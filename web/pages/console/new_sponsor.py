"""Support names who is to answer for a practice, checks them, and asks for the signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console import proposed_sponsor
from core.credentials.doubles import numbers_of_others
from core.errors import Invalid, Stale
from core.forms import Form, draw, read
from web.contexts import FormContext, PageContext
from web.ending_questions import Asked
from web.forms import see_other, submitted
from web.handing_over import asking
from web.new_sponsor import (
    SponsorShown,
    ask_signer_again,
    needed_question,
    new_person,
    sign_question,
    sponsor_question,
    sponsor_shown,
    withdraw_question,
)
from web.pages.console.forms import Decide, ProveAddress, StaffQuestion
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

ACTS, CHECKS = staff("analyst", "site-administrator"), staff("analyst", "credentialing")
SEES = staff("analyst", "credentialing", "site-administrator")
PATH = "/support/practices/{practice:uuid}/sponsor"


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSponsorPage(PageContext):
    """Who answers for a practice, who could or is to, and the check of their credentials."""

    template: ClassVar[str] = "support/sponsor.html"
    shown: SponsorShown
    path: str
    checks: bool
    acts: bool
    doubles: Sequence[str]
    decision: Form
    proof: Form
    registers: Sequence[str]
    problem: str


@dataclass(frozen=True, slots=True)
class StaffNewSponsorPage(FormContext):
    """The questions about somebody new, and what follows."""

    template: ClassVar[str] = "support/new_sponsor.html"
    lines: Sequence[str]
    back: str


@get(PATH, guards=[SEES])
async def show_staff_sponsor(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Show who answers for the practice, and who could or is to."""
    return await _drawn(visit, practice)


@get(f"{PATH}/people/{{member:uuid}}", guards=[ACTS])
async def show_staff_naming(
    visit: NamedDependency[Visit], practice: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Say what will happen, and ask why."""
    asked = sponsor_question(visit.portal, practice, member, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@post(f"{PATH}/people/{{member:uuid}}", guards=[ACTS, fresh_code])
async def send_staff_naming(
    visit: NamedDependency[Visit], practice: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Name somebody of the practice."""
    asked = sponsor_question(visit.portal, practice, member, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@get(f"{PATH}/new", guards=[ACTS])
async def show_staff_new(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Ask about somebody who is not in the practice."""
    return await new_person(visit, practice, _form(practice), _path(practice))


@post(f"{PATH}/new", guards=[ACTS, fresh_code])
async def send_staff_new(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Name somebody new."""
    return await new_person(visit, practice, _form(practice), _path(practice))


@get(f"{PATH}/needed", guards=[ACTS])
async def show_staff_needed(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Say what follows when another sponsor is needed, and ask why."""
    asked = needed_question(visit.portal, practice, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@post(f"{PATH}/needed", guards=[ACTS])
async def send_staff_needed(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Say that another sponsor is needed."""
    asked = needed_question(visit.portal, practice, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@get(f"{PATH}/sign", guards=[ACTS])
async def show_staff_signing(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Say who will be asked to sign."""
    asked = sign_question(visit.portal, practice, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@post(f"{PATH}/sign", guards=[ACTS, fresh_code])
async def send_staff_signing(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Ask for the signatures."""
    asked = sign_question(visit.portal, practice, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@get(f"{PATH}/withdraw", guards=[ACTS])
async def show_staff_sponsor_withdrawal(
    visit: NamedDependency[Visit], practice: FromPath[UUID]
) -> Response[Any]:
    """Say what will happen, and ask."""
    asked = withdraw_question(visit.signing, practice, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@post(f"{PATH}/withdraw", guards=[ACTS])
async def send_staff_sponsor_withdrawal(
    visit: NamedDependency[Visit], practice: FromPath[UUID]
) -> Response[Any]:
    """Withdraw the change."""
    asked = withdraw_question(visit.signing, practice, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@post(f"{PATH}/signers/{{signer:uuid}}/again", guards=[ACTS])
async def ask_staff_sponsor_signer_again(
    visit: NamedDependency[Visit], practice: FromPath[UUID], signer: FromPath[UUID]
) -> Response[Any]:
    """Mail somebody who has not signed a new link."""
    await ask_signer_again(visit.portal, practice, signer, visit.actor)
    return see_other(_path(practice))


@post(f"{PATH}/credentials", guards=[CHECKS])
async def send_sponsor_decision(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Say whether the credentials of the new sponsor are valid."""
    reading = read(Decide, await submitted(visit.request))
    if reading.answers is None:
        return await _drawn(visit, practice, decision=reading.form)
    given = reading.answers
    try:
        await proposed_sponsor.decide(visit.portal, practice, given.decision, given.reason, by=visit.actor)
    except Invalid as wrong:
        return await _drawn(visit, practice, decision=reading.refused(wrong.errors))
    except Stale as problem:
        return await _drawn(visit, practice, problem=str(problem))
    return see_other(_path(practice))


@post(f"{PATH}/credentials/address", guards=[CHECKS, fresh_code])
async def send_sponsor_proof(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Record how the address of the new sponsor was proved."""
    reading = read(ProveAddress, await submitted(visit.request))
    if reading.answers is None:
        return await _drawn(visit, practice, proof=reading.form)
    given = reading.answers
    try:
        await proposed_sponsor.prove_address(visit.portal, practice, given.how, given.seen, by=visit.actor)
    except Invalid as wrong:
        return await _drawn(visit, practice, proof=reading.refused(wrong.errors))
    except Stale as problem:
        return await _drawn(visit, practice, problem=str(problem))
    return see_other(_path(practice))


@post(f"{PATH}/credentials/look-up", guards=[CHECKS])
async def send_sponsor_look_up(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Ask every register about the new sponsor."""
    try:
        await proposed_sponsor.look_up(visit.portal, practice, by=visit.actor)
    except Stale as problem:
        return await _drawn(visit, practice, problem=str(problem))
    return see_other(_path(practice))


async def _drawn(
    visit: Visit,
    practice: UUID,
    *,
    decision: Form | None = None,
    proof: Form | None = None,
    problem: str = "",
) -> Response[Any]:
    shown = await sponsor_shown(visit.portal, practice, visit.actor)
    doubles = await numbers_of_others(visit.portal.site, practice) if shown.named else {}
    page = PracticeSponsorPage(
        shown=shown,
        path=_path(practice),
        checks=visit.who.roles.has("analyst", "credentialing"),
        acts=visit.who.roles.has("analyst", "site-administrator"),
        doubles=doubles.get(shown.named.member.id, ()) if shown.named else (),
        decision=decision or draw(Decide, {}),
        proof=proof or draw(ProveAddress, {}),
        registers=[each.name for each in visit.portal.applications.validators],
        problem=problem,
    )
    wrong = decision or proof or problem
    return render(visit.request, page, status=422 if wrong else 200)


def _path(group: UUID) -> str:
    return f"/support/practices/{group}/sponsor"


def _form(group: UUID) -> Any:
    def page(form: Form, lines: Sequence[str]) -> StaffNewSponsorPage:
        return StaffNewSponsorPage(form, lines, _path(group))

    return page


def _page(asked: Asked, group: UUID) -> StaffQuestion:
    return StaffQuestion(
        asked.heading, asked.effect, asked.button, _path(group), warn=asked.warn, lines=asked.lines
    )


handlers = [
    show_staff_sponsor, show_staff_naming, send_staff_naming, show_staff_new, send_staff_new,
    show_staff_needed, send_staff_needed, show_staff_signing, send_staff_signing,
    show_staff_sponsor_withdrawal, send_staff_sponsor_withdrawal, ask_staff_sponsor_signer_again,
    send_sponsor_decision, send_sponsor_proof, send_sponsor_look_up,
]  # fmt: skip
