"""A person's own applications: what works, and why the rest does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from core.access.authority import authority_of
from core.access.chains import with_line
from core.access.conditions import progress_of_group
from core.access.records import GrantFacts
from core.access.tables import Grant
from core.access.turnaround import Figure, figures
from core.access.why_not import Progress, Step, why_not
from core.database import at_once
from core.errors import NotFound
from core.groups.for_rules import as_group, as_person
from core.groups.people import load_group
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import who_else_acts
from core.groups.tables import Member
from core.identity import people
from core.mfa import authenticators
from core.portal import Portal
from core.usage.tables import Use

# What was requested and is neither given, nor taken, nor refused.
COMING = frozenset({"requested", "approved", "provisioning", "failed"})


@dataclass(frozen=True, slots=True)
class Tile:
    """Working access: `account` is the login name there, `opens` whether it is opened from here.

    `browser` is the one in which it is supported, where that matters.
    """

    grant: UUID
    slug: str
    name: str
    summary: str
    account: str
    since: datetime
    last_used: datetime | None
    opens: bool
    browser: str


@dataclass(frozen=True, slots=True)
class Missing:
    """An application that does not work, with the whole chain; `coming` if it was requested.

    `suspended` if it worked, and comes back once what the chain says is done. `set_up` is the access that is
    being set up, if it is.
    """

    slug: str
    name: str
    chain: tuple[Step, ...]
    coming: bool
    suspended: bool = False
    set_up: UUID | None = None

    @property
    def first(self) -> Step:
        """The first link that does not hold."""
        return next(step for step in self.chain if step.state != "ok")


@dataclass(frozen=True, slots=True)
class Place:
    """Everything of a person in one group; `administrator` is whom to ask, empty where that is oneself.

    `there` is false for who has left it.
    """

    member: UUID
    group: str
    tiles: tuple[Tile, ...]
    missing: tuple[Missing, ...]
    administrator: str
    group_key: UUID
    there: bool

    @property
    def coming(self) -> tuple[Missing, ...]:
        """List what is on its way."""
        return tuple(each for each in self.missing if each.coming)

    @property
    def others(self) -> tuple[Missing, ...]:
        """List what this person does not get as things stand."""
        return tuple(each for each in self.missing if not each.coming)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is the same for every application of one person."""

    grants: Mapping[tuple[UUID, str], GrantFacts]
    used: Mapping[UUID, datetime]
    figures: Mapping[str, Figure]
    factor: bool
    account: UUID


async def mine(portal: Portal, account: UUID) -> tuple[Place, ...]:
    """List the applications of the person behind an account, group by group; none before the login name."""
    person = await people.of_account(account)
    if person is None:
        return ()
    query = Member.select().where(Member.person == person["id"]).order_by(Member.group, Member.id)
    members = [MemberFacts.of(row) for row in await query.output(load_json=True)]
    known = await _known(portal, account, [member.id for member in members])
    return await at_once(*[_place(portal, member, known) for member in members])


async def why_not_mine(portal: Portal, account: UUID, member: UUID, slug: str) -> tuple[Place, Missing]:
    """Find the chain for one application of one's own, and where; NotFound when there is none."""
    for place in await mine(portal, account):
        for missing in place.missing:
            if (place.member, missing.slug) == (member, slug):
                return place, missing
    raise NotFound


async def _known(portal: Portal, account: UUID, members: list[UUID]) -> _Known:
    (grants, uses), took, factor = await at_once(
        _grants(members), figures(portal), authenticators.has_one(account)
    )
    return _Known(
        {(row["member"], row["application"]): GrantFacts.of(row) for row in grants},
        {row["grant"]: row["last_at"] for row in uses},
        took,
        factor,
        account,
    )


async def _grants(members: list[UUID]) -> tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    """Every access of these members, and how each was used."""
    if not members:
        return (), ()
    grants = await Grant.select().where(Grant.member.is_in(members)).output(load_json=True)
    return grants, await Use.select().where(Use.grant.is_in([row["id"] for row in grants])) if grants else ()


async def _group(key: UUID) -> tuple[GroupFacts, Progress]:
    group = await load_group(key)
    return group, await progress_of_group(group)


async def _place(portal: Portal, member: MemberFacts, known: _Known) -> Place:
    (group, reached), authority, name = await at_once(
        _group(member.group),
        authority_of(portal, member),
        who_else_acts(known.account, member.group, member.id),
    )
    progress = replace(
        reached,
        factor=known.factor,
        login=member.person_state,
        member=member.state,
        authority=authority,
        signed=member.has_signed,
    )
    tiles, missing = [], []
    for slug in portal.applications:
        grant = known.grants.get((member.id, slug))
        chain = _chain(portal, slug, member, group, _of_line(portal, progress, grant, known.figures[slug]))
        if grant and all(step.state == "ok" or not step.decides for step in chain) and _works(grant):
            tiles.append(_tile(portal, grant, known.used.get(grant.id)))
        elif any(step.state != "ok" for step in chain):
            missing.append(_missing(portal.applications[slug].name, slug, grant, chain))
    there = member.state != "left"
    return Place(member.id, group.name, tuple(tiles), tuple(missing), name, group.id, there)


def _missing(name: str, slug: str, grant: GrantFacts | None, chain: tuple[Step, ...]) -> Missing:
    suspended = grant is not None and grant.state == "suspended"
    set_up = grant.id if grant is not None and grant.state == "provisioning" else None
    return Missing(slug, name, chain, _coming(grant, chain), suspended, set_up)


def _coming(grant: GrantFacts | None, chain: tuple[Step, ...]) -> bool:
    """Whether it was requested, is still open, and nothing forbids it."""
    forbidden = any(step.decides and step.state == "broken" for step in chain)
    return grant is not None and grant.state in COMING and not forbidden


def _works(grant: GrantFacts) -> bool:
    return grant.state == "active"


def _chain(
    portal: Portal, slug: str, member: MemberFacts, group: GroupFacts, progress: Progress
) -> tuple[Step, ...]:
    return why_not(portal, slug, as_person(portal.site, member), as_group(portal.site, group), progress)


def _of_line(portal: Portal, progress: Progress, grant: GrantFacts | None, figure: Figure) -> Progress:
    return with_line(portal, progress, grant, figure) if grant else progress


def _tile(portal: Portal, grant: GrantFacts, used: datetime | None) -> Tile:
    application = portal.applications[grant.application]
    return Tile(
        grant.id,
        grant.application,
        application.name,
        application.summary,
        grant.account,
        grant.changed_at,
        used,
        bool(application.launch_url),
        application.browser,
    )
