"""What a practice may do about its signers: whoever administers it, while nobody has signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.access.queries import own_place
from core.actor import Actor
from core.agreements import actions
from core.agreements.context import Signing
from core.agreements.queries import latest_of_request
from core.agreements.records import SentAgreement, SignerRecord
from core.agreements.signers import Party
from core.errors import NotFound
from core.requests.queries.mails import reminded_lately

Own = tuple[str, ...]


async def waiting_agreement(request: UUID) -> SentAgreement | None:
    """Find the agreement of a request while it waits for signatures."""
    found = await latest_of_request(request)
    return found if found and found.agreement.state == "out" else None


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is asked to sign, how far they are since when, and whether a reminder went out today."""

    signer: SignerRecord
    words: str
    at: datetime
    reminded: bool


async def asked_to_sign(sent: SentAgreement) -> tuple[Asked, ...]:
    """List the signers of an agreement that waits for signatures, in their order; one statement."""
    reminded = await reminded_lately(sent.agreement.id)
    return tuple(Asked(each, *_how_far(each), each.email in reminded) for each in sent.signers)


def _how_far(signer: SignerRecord) -> tuple[str, datetime]:
    if signer.signed_at:
        return "Signed", signer.signed_at
    return ("Opened", signer.opened_at) if signer.opened_at else ("Sent", signer.sent_at)


async def own_signer(number: str, signer: UUID, account: UUID) -> SignerRecord:
    """Find a signer of a group this account acts for, while it may be changed; NotFound for another's."""
    sent = await waiting_agreement((await own_place(number, account)).id)
    signers = sent.signers if sent and sent.nobody_signed else ()
    found = next((each for each in signers if each.id == signer), None)
    if found is None:
        raise NotFound
    return found


async def correct_own(signing: Signing, signer: UUID, email: str, *, by: Actor, own: Own) -> None:
    """Ask the same person at another address, which must not be one's `own`."""
    await actions.correct_address(signing, signer, email, by=by, own_addresses=own)


async def replace_own(
    signing: Signing, row: SignerRecord, who: tuple[str, str], *, by: Actor, own: Own
) -> None:
    """Have somebody else sign, by name and address, in the part of `row`: a new agreement goes out."""
    party = Party(row.roles[0], *who)
    await actions.replace_signer(signing, row.id, party, by=by, own_addresses=own)
