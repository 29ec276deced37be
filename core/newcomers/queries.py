"""Who asks to join, for whoever administers the practice and for themselves; and practices to be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.errors import Invalid, NotFound
from core.groups.people import load_group
from core.groups.practice_names import folded_practice
from core.groups.queries import PracticeToJoin, groups_like
from core.groups.records import GroupFacts
from core.groups.rights import administers
from core.identity.limits import Limit
from core.identity.queries import AccountDetails, account
from core.joining import joins
from core.newcomers.looking import Looked, look_at_asked
from core.portal import Portal

SEARCHES = Limit("join-searches", 40, 60 * 60)
LEAST = 3
MOST = 10


@dataclass(frozen=True, slots=True)
class OwnJoin:
    """What somebody asked a practice themselves; `open` while it is not answered."""

    id: UUID
    group: UUID
    name: str
    state: str
    words: str
    asked_at: datetime
    decided_at: datetime | None
    reason: str
    can_join: bool

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == joins.JOIN.first


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """Somebody who asks to join, for whoever answers; `looked` is missing once it is
    answered, and while the group isn't active."""

    id: UUID
    group: GroupFacts
    account: AccountDetails
    state: str
    words: str
    asked_at: datetime
    looked: Looked | None


async def find_practices(typed: str, *, by: Actor) -> tuple[PracticeToJoin, ...]:
    """Find practices that can be joined, by a part of their names; Invalid for too few letters, TooMany."""
    folded = folded_practice(typed)
    if len(folded) < LEAST:
        raise Invalid({"name": f"Enter at least {LEAST} letters of the name"})
    await SEARCHES.spend(str(by.account))
    return await groups_like(folded, MOST)


async def own_joins(account: UUID) -> tuple[OwnJoin, ...]:
    """List what an account asked for, the newest first."""
    return tuple(_own(row) for row in await joins.asked_by_account(account))


async def join_to_answer(portal: Portal, join: UUID, account_: UUID) -> ToAnswer:
    """Find what somebody asks of a group that an account administers; NotFound for everybody else."""
    row = await joins.load(join)
    if portal.site.enrollment.people != "join" or not await administers(account_, row["group"]):
        raise NotFound
    looked, group = None, await load_group(row["group"])
    if row["state"] == joins.JOIN.first and group.state == "active":
        looked = await look_at_asked(portal, row["group"], row["account"], joins.asked_of(row))
    words = joins.JOIN.in_words(row["state"])
    return ToAnswer(
        row["id"], group, await account(row["account"]), row["state"], words, row["asked_at"], looked
    )


def _own(row: Mapping[str, Any]) -> OwnJoin:
    names = ("id", "group", "state", "asked_at", "decided_at", "reason")
    return OwnJoin(
        **{name: row[name] for name in names},
        name=row["group.name"],
        words=joins.JOIN.in_words(row["state"]),
        can_join=row["group.state"] == "active",
    )
