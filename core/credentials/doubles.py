"""Numbers that stand at more than one person: for whoever decides about credentials to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from core.groups.people import members_of
from core.groups.records import MemberFacts
from core.identity.people import Holder, known_holders
from core.names import names_agree
from core.site import SiteProfile


async def numbers_of_others(site: SiteProfile, group: UUID) -> Mapping[UUID, tuple[str, ...]]:
    """Say for each member whose else their number is, in words; two statements.

    That is somebody else of the practice, or a person of another name who is known from elsewhere.
    """
    members = [each for each in await members_of(group) if each.details.known_by]
    known = await known_holders({each.details.known_by for each in members})
    found = {each.id: (*_here(site, each, members), *_elsewhere(site, each, known)) for each in members}
    return {key: words for key, words in found.items() if words}


def _here(site: SiteProfile, member: MemberFacts, members: Sequence[MemberFacts]) -> tuple[str, ...]:
    return tuple(
        f"{each.name} of the same list has this {_called(site, member)} too."
        for each in members
        if each.id != member.id and each.details.known_by == member.details.known_by
    )


def _elsewhere(site: SiteProfile, member: MemberFacts, known: Mapping[str, Holder]) -> tuple[str, ...]:
    holder = known.get(member.details.known_by)
    if holder is None or holder.person == member.person:
        return ()
    if names_agree((holder.first_name, holder.last_name), (member.first_name, member.last_name)):
        return ()
    who = f"{holder.first_name} {holder.last_name}"
    return (f"This {_called(site, member)} is that of {who}, who is known already.",)


def _called(site: SiteProfile, member: MemberFacts) -> str:
    identifier = site.identifier(member.details.known_by.partition(":")[0])
    return identifier.name.short if identifier else site.terms.identifier.short
