"""Where a signer of a change is reached, and who signs instead, while a practice waits for signatures.

Only support changes that: nobody looks at these signatures afterwards, so who is asked is proved first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from core.actor import Actor
from core.agreements import actions
from core.agreements.context import Signing
from core.agreements.records import SignerRecord
from core.agreements.signers import Party
from core.audit import change
from core.credentials.actions import How, keep_proof
from core.errors import Invalid, NotFound, Stale
from core.groups.appointments import Holder, propose, take_up
from core.groups.correcting import correct_address as correct_member_address
from core.groups.following import member_playing, open_change_of_sponsor
from core.groups.people import load_member, locked_group
from core.office.handing_over import side_in
from core.office.queries.followers import change_under_way
from core.office.queries.sponsors import change_of_sponsor

Own = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """Another address of a signer, how support knows that it is theirs, and what it looked at."""

    email: str
    how: How
    seen: str


async def open_signer(signing: Signing, group: UUID, signer: UUID, by: Actor) -> SignerRecord:
    """Find a signer whose signature an open change waits for; Stale for anybody else."""
    if await side_in(group, by) != "support":
        raise NotFound
    transfer, sponsor = await change_under_way(group), await change_of_sponsor(signing.site, group)
    sent = transfer.sent if transfer else sponsor.sent if sponsor else None
    found = next((each for each in sent.waiting_for if each.id == signer), None) if sent else None
    if found is None:
        raise Stale("This signature isn’t waited for any more.")
    return found


async def correct_address(
    signing: Signing, group: UUID, signer: UUID, there: Reached, *, by: Actor, own: Own
) -> None:
    """Ask the same person at another address, of which support says how it knows that it is theirs.

    Invalid at `seen` without what it looked at.
    """
    seen = there.seen.strip()[:300]
    told = {"now": there.email, "how": there.how, "seen": seen}
    async with change("office.signer-corrected", by=by, subject=("group", group), **told) as event:
        row = await open_signer(signing, group, signer, by)
        event.details["signer"] = row.name
        if not seen:
            raise Invalid({"seen": "Say what you looked at, or which number you called"})
        await actions.correct_address(signing, signer, there.email, by=by, own_addresses=own)
        await locked_group(group)
        if "sponsor" in row.roles:
            await _reach_sponsor(group, replace(there, seen=seen), by)


async def replace_officer(
    signing: Signing, group: UUID, signer: UUID, who: tuple[str, str], *, by: Actor, own: Own
) -> None:
    """Have another officer sign: a new agreement goes out, and everybody signs again.

    Invalid for anybody else who signs: who they are is what the change is about.
    """
    async with change("office.signer-replaced", by=by, subject=("group", group)) as event:
        row = await open_signer(signing, group, signer, by)
        event.details |= {"signer": row.name, "name": who[0], "now": who[1]}
        require_officer(row)
        await actions.replace_signer(signing, signer, Party("officer", *who), by=by, own_addresses=own)
        officer = Holder(name=who[0], email=who[1])
        await take_up(await propose(group, "officer", officer, by=by), by=by)


def require_officer(row: SignerRecord) -> None:
    """Go on only with somebody who signs as officer and as nothing else; Stale."""
    if row.roles != ("officer",):
        raise Stale("Withdraw the change, and name someone else.")


async def _reach_sponsor(group: UUID, there: Reached, by: Actor) -> None:
    """Keep how the address was proved; somebody new is reached there too."""
    change_ = await open_change_of_sponsor(group)
    key = change_.member if change_ else await member_playing(group, "sponsor")
    if key is None:
        return
    member = await load_member(key)
    if not member.person_state and member.email != there.email:
        await correct_member_address(member, there.email)
    await keep_proof(key, there.email, there.how, there.seen, by=by)
