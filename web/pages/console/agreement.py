"""The agreement of a request: asking again, correcting and replacing signers, voiding it, sending it anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.agreements.records import SignerRecord
from core.console import agreement
from core.requests.signed_documents import document_for_staff
from web.answers import pdf_answer
from web.asking import OtherAddress, OtherSigner, answered, ask
from web.forms import see_other
from web.pages.console.forms import StaffQuestion, Why
from web.pages.console.walking import came, came_from
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

CASE = "/support/requests/{number:str}"
SIGNER = f"{CASE}/signers/{{signer:uuid}}"
ANALYST = staff("analyst")
READERS = staff("analyst", "credentialing", "privacy-officer", "site-administrator")


@post(f"{SIGNER}/again", guards=[ANALYST])
async def send_again(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Mail the signer a new link."""
    await agreement.ask_again(visit.portal, number, signer, by=visit.actor)
    return see_other(_back(visit, number))


@get(f"{SIGNER}/address", guards=[ANALYST])
async def show_address(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Ask for the right address."""
    row = await agreement.signer_of(number, signer)
    return ask(visit, _address(visit, number, row), OtherAddress, email=row.email)


@post(f"{SIGNER}/address", guards=[ANALYST, fresh_code])
async def send_address(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Ask the same person at another address."""
    row = await agreement.signer_of(number, signer)

    async def act(given: OtherAddress) -> None:
        own = (visit.who.email,)
        await agreement.correct_address(visit.signing, number, signer, given.email, by=visit.actor, own=own)

    return await answered(visit, _address(visit, number, row), OtherAddress, act)


@get(f"{SIGNER}/replace", guards=[ANALYST])
async def show_replace(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Ask who signs instead."""
    return ask(visit, _replace(visit, number, await agreement.signer_of(number, signer)), OtherSigner)


@post(f"{SIGNER}/replace", guards=[ANALYST, fresh_code])
async def send_replace(
    visit: NamedDependency[Visit], number: FromPath[str], signer: FromPath[UUID]
) -> Response[Any]:
    """Have somebody else sign."""
    row = await agreement.signer_of(number, signer)

    async def act(given: OtherSigner) -> None:
        who, own = (given.name, given.email), (visit.who.email,)
        await agreement.replace(visit.signing, number, signer, who, by=visit.actor, own=own)

    return await answered(visit, _replace(visit, number, row), OtherSigner, act)


@get(f"{CASE}/agreement/void", guards=[ANALYST])
async def show_void(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Say what ends with the agreement, and ask why it is to be void."""
    return ask(visit, await _void(visit, number), Why)


@post(f"{CASE}/agreement/void", guards=[ANALYST])
async def send_void(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Void the agreement."""

    async def act(given: Why) -> None:
        await agreement.void(visit.signing, number, given.reason, by=visit.actor)

    return await answered(visit, await _void(visit, number), Why, act)


@post(f"{CASE}/agreement/anew", guards=[ANALYST])
async def send_anew(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Send an agreement that ended to the same signers once more."""
    await agreement.send_anew(visit.signing, number, by=visit.actor)
    return see_other(_back(visit, number))


@get(f"{CASE}/agreement/{{key:uuid}}/signed.pdf", guards=[READERS])
async def download_signed(
    visit: NamedDependency[Visit], number: FromPath[str], key: FromPath[UUID]
) -> Response[bytes]:
    """Send the health system's own copy of a signed agreement."""
    await agreement.require_of_request(number, key)
    found = await document_for_staff(key, by=visit.actor)
    return pdf_answer(found.pdf, found.name)


def _address(visit: Visit, number: str, signer: SignerRecord) -> StaffQuestion:
    effect = (
        f"{signer.name} gets a new link at the address you enter. "
        f"Every link sent to {signer.email} stops working, and that address is told so."
    )
    return StaffQuestion(
        f"Correct the address of {signer.name}", effect, "Send a new link", _back(visit, number)
    )


def _replace(visit: Visit, number: str, signer: SignerRecord) -> StaffQuestion:
    out = visit.portal.site.terms.agreement.short
    effect = (
        f"Someone else signs in place of {signer.name}. The {out} that is out becomes void, "
        "a new one goes out, and everybody signs again, those who had signed as well."
    )
    return StaffQuestion(
        f"Replace {signer.name}", effect, "Replace the signer", _back(visit, number), warn=True
    )


async def _void(visit: Visit, number: str) -> StaffQuestion:
    """What ends with the agreement, counted."""
    terms, state = visit.portal.site.terms, (await agreement.agreement_of(number)).agreement.state
    ends = await agreement.access_on(number)
    effect = "Every signer is told, with the reason you give. Links stop working, and nothing is set up."
    if state == "in-force":
        effect = (
            f"All access of the {terms.practice} ends at once: {_counted(ends)}. Each of these people gets "
            f"one email, the {terms.administrator.short} a list, and every signer the reason you give. You "
            f"can send a new {terms.agreement.short}; when everybody has signed it, access is set up again."
        )
    heading, button = f"Void the {terms.agreement} of {number}", f"Void the {terms.agreement.short}"
    return StaffQuestion(heading, effect, button, _back(visit, number), warn=True)


def _counted(ends: tuple[int, int]) -> str:
    grants, people = ends
    if not grants:
        return "nothing works yet"
    applications = "1 application" if grants == 1 else f"{grants} applications"
    return f"{applications} of {'1 person' if people == 1 else f'{people} people'}"


def _back(visit: Visit, number: str) -> str:
    return f"/support/requests/{number}{came(came_from(visit))}#agreement"


handlers = [
    send_again,
    show_address,
    send_address,
    show_replace,
    send_replace,
    show_void,
    send_void,
    send_anew,
    download_signed,
]
