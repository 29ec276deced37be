"""On whose authority a member of a practice acts or sees: asked for, granted by that colleague, and ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.audit import change, changes
from core.database import locked
from core.database.rows import load_one
from core.due.actions import schedule
from core.errors import Invalid, NotFound, Stale
from core.groups.people import load_member, locked_group
from core.groups.records import GroupFacts
from core.groups.rights import administers, is_oneself
from core.groups.tables import Authorization
from core.moves import Moves, leads_to

Row = dict[str, Any]
AUTHORIZATION = Moves(
    "authorization",
    "asked",
    {
        "asked": leads_to("in-force", "declined", "withdrawn"),
        "in-force": leads_to("ended"),
        "declined": leads_to(),
        "withdrawn": leads_to(),
        "ended": leads_to(),
    },
    {
        "asked": "Requested",
        "in-force": "In force",
        "declined": "Declined",
        "withdrawn": "Withdrawn",
        "ended": "Ended",
    },
)
# What an open one comes to when nothing can come of it any more.
CLOSED = {"asked": "declined", "in-force": "ended"}
# Soon afterwards the colleague who was asked is told.
ASKED = "authorization.asked"


async def ask_for(member: UUID, by_member: UUID, *, by: Actor) -> UUID:
    """Ask a colleague to let a member act on their authority; by the member, or who administers the group.

    NotFound for everybody else and for members of different groups, Invalid for one's own authority, Stale
    for somebody who has left and while one of the same two is open.
    """
    row = Authorization(id=uuid4(), member=member, by_member=by_member, state=AUTHORIZATION.first)
    row.asked_at, row.open_for = clock.now(), f"{member}:{by_member}"
    told = {"member": str(member), "by_member": str(by_member)}
    async with change("authorization.asked", by=by, subject=("authorization", row.id), **told):
        await _require_colleagues(member, by_member, by)
        await Authorization.insert(row).on_conflict(target=Authorization.open_for, action="DO NOTHING")
        if not await Authorization.exists().where(Authorization.id == row.id):
            raise Stale("This was requested already.")
        await schedule(ASKED, row.id, clock.now())
    return row.id


async def grant(authorization: UUID, *, by: Actor) -> None:
    """Let a colleague act on one's own authority; NotFound for every account but that member's own."""
    await _answer(authorization, "in-force", by=by)


async def decline(authorization: UUID, *, by: Actor) -> None:
    """Refuse a colleague one's own authority; NotFound for every account but that member's own."""
    await _answer(authorization, "declined", by=by)


async def withdraw(authorization: UUID, *, by: Actor) -> None:
    """Ask a colleague no more; by the member, or who administers the group; NotFound for others."""
    async with changes():
        group, row = await _held(authorization)
        await require_side_of(row["member"], group.id, by)
        await _moving(row, "withdrawn", by=by)


async def require_side_of(member: UUID, group: UUID, by: Actor) -> None:
    """Go on only for a member themselves, and who administers their group; NotFound."""
    if not await is_oneself(by.account, member) and not await administers(by.account, group):
        raise NotFound


async def end(authorization: UUID, *, by: Actor) -> None:
    """End an authorization; either of the two may, and who administers the group; NotFound for others."""
    async with changes():
        group, row = await _held(authorization)
        theirs = await is_oneself(by.account, row["member"]) or await is_oneself(by.account, row["by_member"])
        if not theirs and not await administers(by.account, group.id):
            raise NotFound
        await _moving(row, "ended", by=by)


async def end_each_of(member: UUID, *, by: Actor) -> None:
    """End what somebody who leaves authorized, and was authorized to; with the group locked."""
    theirs = (Authorization.member == member) | (Authorization.by_member == member)
    for row in await locked(Authorization.select().where(theirs & Authorization.open_for.is_not_null())):
        await _moving(row, CLOSED[row["state"]], by=by)


async def _answer(authorization: UUID, to: str, *, by: Actor) -> None:
    async with changes():
        _, row = await _held(authorization)
        if not await is_oneself(by.account, row["by_member"]):
            raise NotFound
        await _moving(row, to, by=by)


async def _moving(row: Row, to: str, *, by: Actor) -> None:
    """The one way in which an authorization changes its state; NotNow for a move that is none."""
    told = {"was": row["state"], "member": str(row["member"]), "by_member": str(row["by_member"])}
    async with change(f"authorization.{to}", by=by, subject=("authorization", row["id"]), **told):
        AUTHORIZATION.require(row["state"], to)
        columns: dict[Any, Any] = {Authorization.state: to}
        if to == "in-force":
            columns |= {Authorization.since: clock.now()}
        else:
            columns |= {Authorization.until: clock.now(), Authorization.open_for: None}
        await Authorization.update(columns).where(Authorization.id == row["id"])


async def _held(authorization: UUID) -> tuple[GroupFacts, Row]:
    """The group and the row, held until the change ends: whoever leaves holds the group too."""
    member = await load_member((await load_one(Authorization, authorization))["member"])
    group = await locked_group(member.group)
    (row,) = await locked(Authorization.select().where(Authorization.id == authorization))
    return group, row


async def _require_colleagues(member: UUID, by_member: UUID, by: Actor) -> None:
    if member == by_member:
        raise Invalid({"member": "Choose a colleague"})
    group = await locked_group((await load_member(member)).group)
    asked, colleague = await load_member(member), await load_member(by_member)
    await require_side_of(member, group.id, by)
    if colleague.group != group.id:
        raise NotFound
    if "left" in {asked.state, colleague.state}:
        raise Stale("This person has left.")
