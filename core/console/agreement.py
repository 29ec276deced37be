"""What staff do about the agreement of a request; never of their own."""

from __future__ import annotations

from uuid import UUID

from core.actor import Actor
from core.agreements import actions
from core.agreements.context import Signing
from core.agreements.queries import latest_of_request
from core.agreements.records import SentAgreement, SignerRecord
from core.agreements.signers import Party
from core.agreements.states import OPEN
from core.audit import change
from core.errors import NotFound, Stale
from core.portal import Portal
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


async def call_off(signing: Signing, number: str, reason: str, *, by: Actor) -> None:
    """Call the agreement off, for a reason that everybody concerned is told."""
    await _may_act(number, by)
    await actions.void(signing, (await agreement_of(number)).agreement.id, reason, by=by)


async def send_anew(signing: Signing, number: str, *, by: Actor) -> None:
    """Send the agreement to the same signers once more, after it ended without being signed by all."""
    await _may_act(number, by)
    if (request := await case(number)).state in {"declined", "withdrawn"}:
        raise Stale("The request has ended.")
    last = await agreement_of(number)
    if last.agreement.state in {*OPEN, "in-force"}:
        raise Stale("The agreement has not ended.")
    async with change("request.agreement-sent-anew", by=by, subject=("request", request.id)):
        parties = actions.parties_of(last.signers)
        await actions.send_once_more(signing, last.agreement, parties, by=by)


async def _may_act(number: str, by: Actor, signer: UUID | None = None) -> None:
    await not_ones_own(await case(number), by)
    if signer is not None:
        await signer_of(number, signer)
