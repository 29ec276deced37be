"""Mails about who follows in a part of a practice: one to each whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import clock
from core.groups.following import member_playing
from core.groups.people import load_group, load_member
from core.groups.records import AppointmentFacts, MemberFacts
from core.groups.rights import administrator_of, sponsors_of
from core.identity.queries import AccountDetails
from core.mail import Mail
from core.names import greeted
from core.site import SiteProfile

# Where whoever follows finds what is theirs now, and everybody else how it stands.
THEIRS: Mapping[str, str] = {"administrator": "/office", "sponsor": "/sponsor"}
HOME = "/requests"


@dataclass(frozen=True, slots=True)
class Passing:
    """A part that passes on: from whom, to whom, and who is told, by address with how they are greeted."""

    change: AppointmentFacts
    group_name: str
    before: str
    member: MemberFacts
    address: str
    others: Mapping[str, str]
    at: datetime


async def passing(change: AppointmentFacts, member: MemberFacts, account: AccountDetails | None) -> Passing:
    """Find whom it concerns, before anything changes."""
    administrator = await administrator_of(change.group)
    address = account.email if account else member.email
    others = {each.email: each.first_name for each in await sponsors_of([change.group])}
    if administrator is not None:
        others[administrator.email] = administrator.first_name
    others.pop(address, None)
    holder = await member_playing(change.group, change.part)
    before = (await load_member(holder)).name if holder else ""
    name = (await load_group(change.group)).name
    return Passing(change, name, before, member, address, others, clock.now())


async def tell_of_passing(mail: Mail, passed: Passing) -> None:
    """Tell whoever follows, whoever did it before, and the other who speaks for the practice; part of it."""
    own = greeted(passed.member.first_name, passed.member.last_name)
    for address, first_name in {**passed.others, passed.address: own}.items():
        yours = address == passed.address
        await mail.send(
            to=address,
            template="part-passed",
            about=("appointment", passed.change.id),
            first_name=first_name,
            person=passed.member.name,
            before=passed.before,
            group_name=passed.group_name,
            since=mail.site.dates.day(passed.at),
            yours=yours,
            called=word_of_part(mail.site, passed.change.part),
            sponsors=passed.change.part == "sponsor",
            path=THEIRS[passed.change.part] if yours else HOME,
        )


async def tell_of_begin(mail: Mail, change: AppointmentFacts, member: MemberFacts, who: str) -> None:
    """Tell whoever administers a group that somebody else wants another to follow; part of that change."""
    await _tell(mail, change, member, "part-change-begun", who=who)


async def tell_of_end(mail: Mail, change: AppointmentFacts, member: MemberFacts, why: str) -> frozenset[str]:
    """Tell whoever administers a group that nobody follows, and return at which address; part of it."""
    return await _tell(mail, change, member, "part-change-ended", reason=why)


async def tell_support_of_end(
    mail: Mail, change: AppointmentFacts, member: MemberFacts, why: str
) -> frozenset[str]:
    """Tell support that nobody follows, where it asked for the signatures; part of that change."""
    await mail.send(
        to=mail.site.support_address,
        template="part-change-ended",
        about=("appointment", change.id),
        first_name="",
        person=member.name,
        group_name=(await load_group(change.group)).name,
        path=f"/support/practices/{change.group}/{change.part}",
        called=word_of_part(mail.site, change.part),
        reason=why,
    )
    return frozenset({mail.site.support_address})


def word_of_part(site: SiteProfile, part: str) -> str:
    """Return the site's word for a part."""
    return str(getattr(site.terms, part))


async def _tell(
    mail: Mail, change: AppointmentFacts, member: MemberFacts, template: str, **more: Any
) -> frozenset[str]:
    if (administrator := await administrator_of(change.group)) is None:
        return frozenset()
    await mail.send(
        to=administrator.email,
        template=template,
        about=("appointment", change.id),
        first_name=administrator.first_name,
        person=member.name,
        group_name=(await load_group(change.group)).name,
        path=f"/office/{change.group}/{change.part}",
        called=word_of_part(mail.site, change.part),
        **more,
    )
    return frozenset({administrator.email})
