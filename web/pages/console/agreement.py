"""The agreement of a request: asking again, correcting and replacing signers, calling off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.agreements.records import SignerRecord
from core.console import agreement
from web.asking import OtherAddress, OtherSigner, answered, ask
from web.forms import see_other
from web.pages.console.forms import StaffQuestion, Why
from web.security.guards import staff
from web.visit import Visit

CASE = "/support/requests/{number:str}"
SIGNER = f"{CASE}/signers/{{signer:uuid}}"
ANALYST = staff("analyst")


@post(f"{SIGNER}/again", guards=[ANALYST])
async def send_again(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Mail the signer a new link."""
    await agreement.ask_again(visit.portal, number, signer, by=visit.actor)
    return see_other(_back(number))


@get(f"{SIGNER}/address", guards=[ANALYST])
async def show_address(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Ask for the right address."""
    row = await agreement.signer_of(number, signer)
    return ask(visit, _address(number, row), OtherAddress, email=row.email)


@post(f"{SIGNER}/address", guards=[ANALYST])
async def send_address(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Ask the same person at another address."""
    row = await agreement.signer_of(number, signer)

    async def act(given: OtherAddress) -> None:
        own = (visit.who.email,)
        await agreement.correct_address(visit.signing, number, signer, given.email, by=visit.actor, own=own)

    return await answered(visit, _address(number, row), OtherAddress, act)


@get(f"{SIGNER}/replace", guards=[ANALYST])
async def show_replace(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Ask who signs instead."""
    return ask(visit, _replace(number, await agreement.signer_of(number, signer)), OtherSigner)


@post(f"{SIGNER}/replace", guards=[ANALYST])
async def send_replace(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Have somebody else sign."""
    row = await agreement.signer_of(number, signer)

    async def act(given: OtherSigner) -> None:
        who, own = (given.name, given.email), (visit.who.email,)
        await agreement.replace(visit.signing, number, signer, who, by=visit.actor, own=own)

    return await answered(visit, _replace(number, row), OtherSigner, act)


@get(f"{CASE}/agreement/void", guards=[ANALYST])
async def show_void(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Ask why the agreement is called off."""
    await agreement.agreement_of(number)
    return ask(visit, _void(visit, number), Why)


@post(f"{CASE}/agreement/void", guards=[ANALYST])
async def send_void(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Call the agreement off."""
    await agreement.agreement_of(number)

    async def act(given: Why) -> None:
        await agreement.call_off(visit.signing, number, given.reason, by=visit.actor)

    return await answered(visit, _void(visit, number), Why, act)


@post(f"{CASE}/agreement/anew", guards=[ANALYST])
async def send_anew(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Send an agreement that ended unsigned to the same signers once more."""
    await agreement.send_anew(visit.signing, number, by=visit.actor)
    return see_other(_back(number))


def _address(number: str, signer: SignerRecord) -> StaffQuestion:
    effect = (
        f"{signer.name} gets a new link at the address you enter. "
        f"Every link sent to {signer.email} stops working, and that address is told so."
    )
    return StaffQuestion(f"Correct the address of {signer.name}", effect, "Send a new link", _back(number))


def _replace(number: str, signer: SignerRecord) -> StaffQuestion:
    effect = (
        f"Somebody else signs in place of {signer.name}. The present agreement becomes void, "
        "a new one goes out, and everybody signs again, those who had signed as well."
    )
    return StaffQuestion(f"Replace {signer.name}", effect, "Replace the signer", _back(number), warn=True)


def _void(visit: Visit, number: str) -> StaffQuestion:
    word = visit.portal.site.terms.agreement
    effect = (
        "Every signer is told, with the reason you give. Links stop working. "
        "If it is in force, it binds no more, and nothing further is granted on it."
    )
    return StaffQuestion(f"Call off the {word} of {number}", effect, "Call it off", _back(number), warn=True)


def _back(number: str) -> str:
    return f"/support/requests/{number}#agreement"


handlers = [
    send_again,
    show_address,
    send_address,
    show_replace,
    send_replace,
    show_void,
    send_void,
    send_anew,
]
