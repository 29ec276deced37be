"""What a practice may do about its signers: whoever administers it, while nobody has signed."""

from __future__ import annotations

from uuid import UUID

from core.access.queries import own_place
from core.actor import Actor
from core.agreements import actions
from core.agreements.context import Signing
from core.agreements.queries import latest_of_request
from core.agreements.records import SignerRecord
from core.agreements.signers import Party
from core.errors import NotFound

Own = tuple[str, ...]


async def changeable_signers(request: UUID) -> tuple[SignerRecord, ...]:
    """List who is asked to sign and may still be changed; nobody as soon as somebody has signed."""
    found = await latest_of_request(request)
    if found is None or found.agreement.state != "out" or not found.nobody_signed:
        return ()
    return found.signers


async def own_signer(number: str, signer: UUID, account: UUID) -> SignerRecord:
    """Find a signer of a group this account acts for, while it may be changed; NotFound for another's."""
    signers = await changeable_signers((await own_place(number, account)).id)
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
