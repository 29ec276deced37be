"""Signers of an open change of administrator or sponsor: another address, and another officer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console import change_signers
from core.console.change_signers import Reached
from core.errors import Stale
from core.forms import Email, field
from web.asking import OtherSigner, answered, ask
from web.forms import see_other
from web.new_sponsor import placed
from web.pages.console.forms import ProveAddress, StaffQuestion
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

ACTS = staff("analyst", "site-administrator")
SIGNER = "/support/practices/{practice:uuid}/signers/{signer:uuid}"


class ProvedAddress(ProveAddress):
    """Another address of a signer, and how it was proved."""

    email: Email = field("Email address", kind="email", autocomplete="off")


@get(f"{SIGNER}/address", guards=[ACTS])
async def show_change_address(
    visit: NamedDependency[Visit], practice: FromPath[UUID], signer: FromPath[UUID]
) -> Response[Any]:
    """Ask for the right address, and how it was proved."""
    return await _address(visit, practice, signer)


@post(f"{SIGNER}/address", guards=[ACTS, fresh_code])
async def send_change_address(
    visit: NamedDependency[Visit], practice: FromPath[UUID], signer: FromPath[UUID]
) -> Response[Any]:
    """Ask the same person at another address."""
    return await _address(visit, practice, signer)


@get(f"{SIGNER}/replace", guards=[ACTS])
async def show_change_officer(
    visit: NamedDependency[Visit], practice: FromPath[UUID], signer: FromPath[UUID]
) -> Response[Any]:
    """Ask who signs instead."""
    return await _replace(visit, practice, signer)


@post(f"{SIGNER}/replace", guards=[ACTS, fresh_code])
async def send_change_officer(
    visit: NamedDependency[Visit], practice: FromPath[UUID], signer: FromPath[UUID]
) -> Response[Any]:
    """Have another officer sign."""
    return await _replace(visit, practice, signer)


async def _address(visit: Visit, practice: UUID, signer: UUID) -> Response[Any]:
    try:
        row = await change_signers.open_signer(visit.signing, practice, signer, visit.actor)
    except Stale:
        return see_other(_back(practice))

    async def act(given: ProvedAddress) -> None:
        there = Reached(given.email, given.how, given.seen)
        own = (visit.who.email,)
        await placed(
            change_signers.correct_address(visit.signing, practice, signer, there, by=visit.actor, own=own)
        )

    page = _question(
        f"Correct the address of {row.name}",
        f"{row.name} gets a new link at the address you enter. Every link sent to {row.email} stops "
        "working, and that address is told so.",
        "Send a new link",
        practice,
    )
    if visit.request.method == "POST":
        return await answered(visit, page, ProvedAddress, act)
    return ask(visit, page, ProvedAddress, email=row.email)


async def _replace(visit: Visit, practice: UUID, signer: UUID) -> Response[Any]:
    try:
        row = await change_signers.open_signer(visit.signing, practice, signer, visit.actor)
        change_signers.require_officer(row)
    except Stale:
        return see_other(_back(practice))

    async def act(given: OtherSigner) -> None:
        who, own = (given.name, given.email), (visit.who.email,)
        await placed(
            change_signers.replace_officer(visit.signing, practice, signer, who, by=visit.actor, own=own)
        )

    short = visit.portal.site.terms.agreement.short
    page = _question(
        f"Replace {row.name}",
        f"Someone else signs in place of {row.name}. The {short} that is out becomes void, a new one goes "
        "out, and everybody signs again, those who had signed as well.",
        "Replace the signer",
        practice,
    )
    if visit.request.method == "POST":
        return await answered(visit, page, OtherSigner, act)
    return ask(visit, page, OtherSigner)


def _question(heading: str, effect: str, button: str, practice: UUID) -> StaffQuestion:
    return StaffQuestion(heading, effect, button, _back(practice))


def _back(practice: UUID) -> str:
    return f"/support/practices/{practice}"


handlers = [show_change_address, send_change_address, show_change_officer, send_change_officer]
