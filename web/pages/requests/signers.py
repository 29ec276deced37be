"""The practice corrects where a signer is reached, or names somebody else, until somebody has signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.agreements.records import SignerRecord
from core.requests.signers import correct_own, own_signer, replace_own
from web.asking import OtherAddress, OtherSigner, Question, answered, ask
from web.security.guards import signed_in
from web.visit import Visit

SIGNER = "/requests/{number:str}/signers/{signer:uuid}"


@dataclass(frozen=True, slots=True)
class PracticeQuestion(Question):
    """A question to a practice."""

    template: ClassVar[str] = "requests/ask.html"


@get(f"{SIGNER}/address", guards=[signed_in])
async def show_address(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Ask for the right address."""
    row = await own_signer(number, signer, visit.who.account_id)
    return ask(visit, _address(number, row), OtherAddress, email=row.email)


@post(f"{SIGNER}/address", guards=[signed_in])
async def send_address(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Ask the same person at another address."""
    row = await own_signer(number, signer, visit.who.account_id)

    async def act(given: OtherAddress) -> None:
        await correct_own(visit.signing, signer, given.email, by=visit.actor, own=(visit.who.email,))

    return await answered(visit, _address(number, row), OtherAddress, act)


@get(f"{SIGNER}/replace", guards=[signed_in])
async def show_replace(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Ask who signs instead."""
    row = await own_signer(number, signer, visit.who.account_id)
    return ask(visit, _replace(visit, number, row), OtherSigner)


@post(f"{SIGNER}/replace", guards=[signed_in])
async def send_replace(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Have somebody else sign."""
    row = await own_signer(number, signer, visit.who.account_id)

    async def act(given: OtherSigner) -> None:
        who, own = (given.name, given.email), (visit.who.email,)
        await replace_own(visit.signing, row, who, by=visit.actor, own=own)

    return await answered(visit, _replace(visit, number, row), OtherSigner, act)


def _address(number: str, row: SignerRecord) -> PracticeQuestion:
    effect = (
        f"{row.name} gets a new link at the address you enter. "
        f"Every link sent to {row.email} stops working, and that address is told so."
    )
    heading = f"Correct the address of {row.name}"
    return PracticeQuestion(heading, effect, "Send a new link", f"/requests/{number}")


def _replace(visit: Visit, number: str, row: SignerRecord) -> PracticeQuestion:
    out = visit.portal.site.terms.agreement.short
    effect = (
        f"Someone else signs in place of {row.name}. The {out} that is out becomes void, "
        "and a new one goes out to everybody who has to sign."
    )
    heading, back = f"Name someone else to sign for {row.name}", f"/requests/{number}"
    return PracticeQuestion(heading, effect, "Replace the signer", back, warn=True)


handlers = [show_address, send_address, show_replace, send_replace]
