"""Who signs for a practice as it stands now: by the parts that its people play."""

from __future__ import annotations

from uuid import UUID

from core.agreements.queries import address_of_signer
from core.agreements.signers import Party
from core.database import at_once
from core.groups.following import member_playing, plays
from core.groups.people import load_member
from core.groups.rights import administrator_of
from core.site import SiteProfile


async def other_parties(site: SiteProfile, group: UUID) -> tuple[Party, ...]:
    """List who signs beside whoever follows: the sponsor, or where none signs, the officer."""
    holder = await member_playing(group, "sponsor")
    if holder is not None and "sponsor" in site.agreement.signers:
        # Where they signed before is where support proved that it is them.
        member, signed_at = await at_once(load_member(holder), address_of_signer(group, "sponsor"))
        return (Party("sponsor", member.name, signed_at or member.email),)
    officer = await plays(group, "officer") if "officer" in site.agreement.signers else None
    return (Party("officer", officer.name, officer.email),) if officer and officer.email else ()


async def all_parties(site: SiteProfile, group: UUID) -> tuple[Party, ...]:
    """List who signs when nobody changes: administrator, sponsor and officer, each where they are reached."""
    found: list[Party] = []
    holder, reached = await member_playing(group, "administrator"), await administrator_of(group)
    if holder is not None and reached is not None:
        found.append(Party("administrator", (await load_member(holder)).name, reached.email))
    found += [each for each in await other_parties(site, group) if each.role == "sponsor"]
    officer = await plays(group, "officer")
    if officer is not None and officer.email:
        found.append(Party("officer", officer.name, officer.email))
    return tuple(each for each in found if each.role in site.agreement.signers)
