"""NPIs that stand at more than one person: for whoever decides about credentials to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from core.groups.people import members_of
from core.groups.records import MemberFacts
from core.identity.people import Holder, holders_of_npis
from core.names import names_agree


async def npis_of_others(group: UUID) -> Mapping[UUID, tuple[str, ...]]:
    """Say for each member whose else their NPI is, in words; two statements.

    That is somebody else of the practice, or a person of another name who is known from elsewhere.
    """
    members = [each for each in await members_of(group) if each.details.npi]
    known = await holders_of_npis({each.details.npi for each in members})
    found = {each.id: (*_here(each, members), *_elsewhere(each, known)) for each in members}
    return {key: words for key, words in found.items() if words}


def _here(member: MemberFacts, members: Sequence[MemberFacts]) -> tuple[str, ...]:
    return tuple(
        f"{each.name} of the same list has this {{npi.short}} too."
        for each in members
        if each.id != member.id and each.details.npi == member.details.npi
    )


def _elsewhere(member: MemberFacts, known: Mapping[str, Holder]) -> tuple[str, ...]:
    holder = known.get(member.details.npi)
    if holder is None or holder.person == member.person:
        return ()
    if names_agree((holder.first_name, holder.last_name), (member.first_name, member.last_name)):
        return ()
    return (f"This {{npi.short}} is that of {holder.first_name} {holder.last_name}, who is known already.",)
