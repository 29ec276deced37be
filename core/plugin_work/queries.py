"""Reading the work of applications, in which practices they are used, and what of the trail they are told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from piccolo.query.functions.aggregate import Count

from core.access.states import PREPARED
from core.access.tables import Grant
from core.plugin_api.work import What
from core.plugin_work.tables import PluginWork, StrayAccount

AT_ONCE = 500
MOST_LATE = 200
TAKEN_AWAY = frozenset({"suspended", "revoked", "expired"})
# What of the trail is told, by the event: the move, and what the event is about.
ACCESS: Mapping[str, What] = {
    "grant.activated": "granted",
    "grant.suspended": "suspended",
    "grant.revoked": "ended",
    "grant.expired": "ended",
}
PEOPLE: Mapping[str, What] = {
    "member.kind-changed": "changed",
    "member.left": "left",
    "member.went-on-leave": "on-leave",
    "member.went-dormant": "dormant",
    "member.came-back": "came-back",
}
PARTS: Mapping[str, What] = {"appointment.in-force": "took-part", "appointment.ended": "gave-part-up"}
AUTHORITY: Mapping[str, What] = {
    "authorization.in-force": "authorized",
    "authorization.ended": "authority-ended",
}
TOLD = [*ACCESS, *PEOPLE, *PARTS, *AUTHORITY]


async def known_work() -> dict[str, bool]:
    """List all work that there is by its key, and whether it is to be done at all."""
    rows = await PluginWork.select(PluginWork.key, PluginWork.due)
    return {row["key"]: row["due"] is not None for row in rows}


@dataclass(frozen=True, slots=True)
class LateWork:
    """Work that has not ended well for too long: a job, or without one what an application is told.

    `words` say what went wrong the last time, if anything ended, and `next_at` when it is tried again, None
    while it is.
    """

    slug: str
    job: str
    words: str
    late_at: datetime | None
    next_at: datetime | None


async def late_work() -> Sequence[LateWork]:
    """List the work of applications that staff were told of as late, what is late longest first."""
    columns = [getattr(PluginWork, name) for name in ("key", "words", "late_at", "due", "lease")]
    query = PluginWork.select(*columns).where(PluginWork.alarmed_at.is_not_null())
    rows = await query.order_by(PluginWork.late_at, PluginWork.key).limit(MOST_LATE)
    return [_late(row) for row in rows]


def _late(row: Mapping[str, Any]) -> LateWork:
    slug, _, job = row["key"].partition(":")
    return LateWork(slug, job, row["words"], row["late_at"], None if row["lease"] else row["due"])


async def heard_until(keys: Sequence[str]) -> dict[str, datetime]:
    """Return up to when applications told, by the keys of the jobs that ask them; without who never did."""
    columns = PluginWork.select(PluginWork.key, PluginWork.number)
    rows = await columns.where(PluginWork.key.is_in(list(keys)), PluginWork.number.is_not_null())
    return {row["key"]: datetime.fromtimestamp(row["number"], UTC) for row in rows}


@dataclass(frozen=True, slots=True)
class Stray:
    """An account that an application lists as on, and that belongs to no access; with why it may stay."""

    id: UUID
    application: str
    account: str
    found_at: datetime
    cleared_at: datetime | None
    cleared_name: str
    reason: str


async def stray_accounts(slugs: Collection[str], *, cleared: bool = False) -> Sequence[Stray]:
    """List the accounts of no access at these applications that nobody has cleared, or that somebody has.

    What was found first stands first; there are never more than 200.
    """
    if not slugs:
        return []
    columns = [getattr(StrayAccount, name) for name in Stray.__dataclass_fields__]
    query = StrayAccount.select(*columns).where(
        StrayAccount.application.is_in(list(slugs)), _which(cleared=cleared)
    )
    rows = await query.order_by(StrayAccount.found_at, StrayAccount.key).limit(MOST_LATE)
    return [Stray(**row) for row in rows]


async def strays_at(*, cleared: bool = False) -> dict[str, int]:
    """Count the same accounts by application."""
    query = StrayAccount.select(StrayAccount.application, Count()).where(_which(cleared=cleared))
    rows = await query.group_by(StrayAccount.application)
    return {row["application"]: row["count"] for row in rows}


def _which(*, cleared: bool) -> Any:
    at = StrayAccount.cleared_at
    return at.is_not_null() if cleared else at.is_null()


async def practices_with(slug: str, after: UUID | None) -> Sequence[UUID]:
    """List the keys of practices in which an application is used, in order, behind one of them."""
    group = Grant.member.group
    used = (Grant.application == slug) & Grant.state.is_in(list(PREPARED))
    if after is not None:
        used &= group > after
    rows = (
        await Grant.select(group.as_alias("group")).where(used).group_by(group).order_by(group).limit(AT_ONCE)
    )
    return [UUID(str(row["group"])) for row in rows]


async def member_of(grant: UUID) -> tuple[UUID, UUID] | None:
    """Find the member and the practice of an access."""
    row = (
        await Grant.select(Grant.member, Grant.member.group.as_alias("group"))
        .where(Grant.id == grant)
        .first()
    )
    return (row["member"], row["group"]) if row else None


async def practice_of_holder(member: UUID, slug: str) -> UUID | None:
    """Find the practice of a member who has an application, or had it."""
    theirs = (Grant.member == member) & (Grant.application == slug)
    row = await Grant.select(Grant.member.group.as_alias("group")).where(theirs).first()
    return row["group"] if row else None


async def grants_working(slug: str) -> AsyncIterator[tuple[UUID, str]]:
    """Yield the key of every access to an application that works, and its login name there."""
    after: UUID | None = None
    while True:
        works = (Grant.application == slug) & (Grant.state == "active")
        if after is not None:
            works &= Grant.id > after
        rows = await Grant.select(Grant.id, Grant.account).where(works).order_by(Grant.id).limit(AT_ONCE)
        for row in rows:
            yield row["id"], row["account"]
        if len(rows) < AT_ONCE:
            return
        after = rows[-1]["id"]


async def grants_ended(slug: str, keys: Sequence[UUID]) -> list[UUID]:
    """List those of these keys that are of access to an application that was taken away."""
    return [key for key, state in (await states_of_grants(slug, keys)).items() if state in TAKEN_AWAY]


async def states_of_grants(slug: str, keys: Sequence[UUID]) -> dict[UUID, str]:
    """Return those of these keys that are of access to an application, each with its state."""
    found: dict[UUID, str] = {}
    for start in range(0, len(keys), AT_ONCE):
        these = Grant.id.is_in(list(keys[start : start + AT_ONCE])) & (Grant.application == slug)
        rows = await Grant.select(Grant.id, Grant.state).where(these)
        found |= {row["id"]: row["state"] for row in rows}
    return found


async def of_any_application(keys: Sequence[UUID]) -> set[UUID]:
    """Return those of these keys that are of access to whatever application: some share a server."""
    found: set[UUID] = set()
    for start in range(0, len(keys), AT_ONCE):
        rows = await Grant.select(Grant.id).where(Grant.id.is_in(list(keys[start : start + AT_ONCE])))
        found |= {row["id"] for row in rows}
    return found


async def is_used(group: UUID, slug: str) -> bool:
    """Tell whether anybody of a practice has an application, or is to get it."""
    used = (Grant.application == slug) & Grant.state.is_in(list(PREPARED))
    return bool(await Grant.exists().where(used, Grant.member.group == group))


def key_borne(name: str) -> UUID | None:
    """Read the key of an access, as an account bears it; None for what is none."""
    try:
        return UUID(name)
    except ValueError:
        return None
