"""What staff do about the agreement of a request; never of their own."""

from __future__ import annotations

from uuid import UUID

from core.access.queries import working_in
from core.actor import Actor
from core.agreements import actions
from core.agreements.context import Signing
from core.agreements.queries import agreements_of, latest_of_request
from core.agreements.records import SentAgreement, SignerRecord
from core.agreements.signers import Party
from core.errors import NotFound
from core.portal import Portal
from core.requests import sending_anew
from core.requests.cases import case, not_ones_own

Own = tuple[str, ...]


async def agreement_of(number: str) -> SentAgreement:
    """Find the newest agreement of a request; NotFound when there is none."""
    found = await latest_of_request((await case(number)).id)
    if found is None:
        raise NotFound
    return found


async def signer_of(number: str, signer: UUID) -> SignerRecord:
    """Find one signer of the newest agreement of a request; NotFound for anybody else."""
    found = next((each for each in (await agreement_of(number)).signers if each.id == signer), None)
    if found is None:
        raise NotFound
    return found


async def require_of_request(number: str, agreement: UUID) -> None:
    """Go on only with an agreement of the practice of this request; NotFound."""
    if agreement not in await agreements_of((await case(number)).group):
        raise NotFound


async def ask_again(portal: Portal, number: str, signer: UUID, *, by: Actor) -> None:
    """Mail a signer a new link."""
    await _may_act(number, by, signer)
    await actions.resend(portal.mail, signer, by=by)


async def correct_address(
    signing: Signing, number: str, signer: UUID, email: str, *, by: Actor, own: Own = ()
) -> None:
    """Ask the same person at another address, which must not be one's `own`."""
    await _may_act(number, by, signer)
    await actions.correct_address(signing, signer, email, by=by, own_addresses=own)


async def replace(
    signing: Signing, number: str, signer: UUID, who: tuple[str, str], *, by: Actor, own: Own = ()
) -> None:
    """Have somebody else sign, by name and address: a new agreement goes out and everybody signs again."""
    await _may_act(number, by, signer)
    row = await signer_of(number, signer)
    party = Party(row.roles[0], *who)
    await actions.replace_signer(signing, signer, party, by=by, own_addresses=own)


async def void(signing: Signing, number: str, reason: str, *, by: Actor) -> None:
    """Void the agreement, for a reason that everybody concerned is told."""
    await _may_act(number, by)
    await actions.void(signing, (await agreement_of(number)).agreement.id, reason, by=by)


async def access_on(number: str) -> tuple[int, int]:
    """Count what ends with the agreement: access that works, and the people who have it."""
    return await working_in((await case(number)).group)


async def send_anew(signing: Signing, number: str, *, by: Actor) -> None:
    """Send the agreement to the same signers once more, after it ended."""
    await _may_act(number, by)
    await sending_anew.send_for_support(signing, await case(number), by=by)


async def _may_act(number: str, by: Actor, signer: UUID | None = None) -> None:
    await not_ones_own(await case(number), by)
    if signer is not None:
        await signer_of(number, signer)
