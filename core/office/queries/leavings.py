"""How far the end of somebody's access has come: when each application ended it, was told, and confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.access.tables import Grant, Leaving, WorkItem
from core.database import at_once
from core.database.rows import load_one
from core.groups.people import load_group, load_member
from core.groups.records import GroupFacts, MemberFacts
from core.office.tables import LeaverReceipt

# What the proposed HIPAA Security Rule would ask for: access ended, and the other side told, within so long.
END_WITHIN, TELL_WITHIN = timedelta(hours=1), timedelta(hours=24)
OVER = frozenset({"denied", "revoked", "expired"})


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of one access.

    `nothing` says that nothing had been set up, so that there was nothing to take away. `told_at` is when the
    application, or whoever does it there, had it first, `confirmed_at` when it was read back or noted as
    done. `late` says that support was told that it takes too long. `item` is the removal itself.
    """

    grant: UUID
    slug: str
    name: str
    account: str
    ended_at: datetime | None
    nothing: bool
    told_at: datetime | None
    confirmed_at: datetime | None
    late: bool
    item: UUID | None

    @property
    def is_confirmed(self) -> bool:
        """Whether the application has nothing of this access any more."""
        return self.nothing or self.confirmed_at is not None


@dataclass(frozen=True, slots=True)
class LeavingView:
    """One leaving with everything that ended; `current` until its person comes back."""

    id: UUID
    member: MemberFacts
    group: GroupFacts
    over_at: datetime
    at: datetime
    reason: str
    by_name: str
    current: bool
    endings: tuple[Ending, ...]
    sealed_at: datetime | None

    @property
    def is_confirmed(self) -> bool:
        """Whether every application has confirmed."""
        return all(each.is_confirmed for each in self.endings)

    @property
    def ended_in_time(self) -> bool | None:
        """Whether all access had ended an hour after their time was over; None while that is open."""
        return self._in_time([None if e.nothing else (e.confirmed_at,) for e in self.endings], END_WITHIN)

    @property
    def told_in_time(self) -> bool | None:
        """Whether every application was told within a day; None while that is open."""
        return self._in_time([None if e.nothing else (e.told_at,) for e in self.endings], TELL_WITHIN)

    def _in_time(self, moments: Sequence[tuple[datetime | None] | None], within: timedelta) -> bool | None:
        until = self.over_at + within
        known = [each[0] for each in moments if each]
        if any(each > until for each in known if each) or (None in known and clock.now() > until):
            return False
        return None if None in known else True


async def leaving_view(leaving: UUID) -> LeavingView:
    """Find a leaving; NotFound. As many statements however much there was."""
    row = await load_one(Leaving, leaving)
    (member, group), newest, sealed_at, endings = await at_once(
        _of_group(row["member"]), last_leaving(row["member"]), _sealed_at(leaving), _endings(row["member"])
    )
    current = member.state == "left" and newest == leaving
    return LeavingView(
        id=leaving,
        member=member,
        group=group,
        over_at=row["over_at"],
        at=row["at"],
        reason=row["reason"],
        by_name=row["by_name"],
        current=current,
        endings=endings if current else (),
        sealed_at=sealed_at,
    )


async def _of_group(member: UUID) -> tuple[MemberFacts, GroupFacts]:
    found = await load_member(member)
    return found, await load_group(found.group)


async def _sealed_at(leaving: UUID) -> datetime | None:
    query = LeaverReceipt.select(LeaverReceipt.sealed_at).where(LeaverReceipt.leaving == leaving)
    row = await query.first()
    return row["sealed_at"] if row else None


async def last_leaving(member: UUID) -> UUID | None:
    """Find the last time that a member left."""
    query = Leaving.select(Leaving.id).where(Leaving.member == member)
    row = await query.order_by(Leaving.at, ascending=False).first()
    return row["id"] if row else None


async def last_leavings(members: Sequence[UUID]) -> dict[UUID, UUID]:
    """Find the last time that each of these members left; one statement."""
    if not members:
        return {}
    query = Leaving.select(Leaving.id, Leaving.member).where(Leaving.member.is_in(list(members)))
    return {row["member"]: row["id"] for row in await query.order_by(Leaving.at)}


async def _endings(member: UUID) -> tuple[Ending, ...]:
    grants = await Grant.select().where(Grant.member == member).order_by(Grant.application_name)
    keys = [row["id"] for row in grants]
    removals: dict[UUID, Mapping[str, Any]] = {}
    if keys:
        items = WorkItem.select().where(WorkItem.grant.is_in(keys) & (WorkItem.kind == "revoke"))
        removals = {row["grant"]: row for row in await items.order_by(WorkItem.generation)}
    return tuple(_ending(row, removals.get(row["id"])) for row in grants)


def _ending(grant: Mapping[str, Any], item: Mapping[str, Any] | None) -> Ending:
    done = item is not None and item["state"] == "done"
    return Ending(
        grant=grant["id"],
        slug=grant["application"],
        name=grant["application_name"],
        account=grant["account"],
        ended_at=grant["changed_at"] if grant["state"] in OVER else None,
        nothing=item is None,
        told_at=item["told_at"] if item else None,
        confirmed_at=item["ended_at"] if item and done else None,
        late=bool(item and not done and item["alarmed_at"]),
        item=item["id"] if item else None,
    )
