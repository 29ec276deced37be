"""Somebody who registered themselves asks to join a practice; whoever administers it says yes or no."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.audit import change, changes
from core.database import locked
from core.database.rows import load_one
from core.errors import Invalid, NotFound, Stale
from core.groups.people import locked_group
from core.groups.rights import administers, belongs, sent_by_oneself
from core.identity.limits import Limit
from core.joining.asked import NOTHING_SAID, AskedToJoin
from core.joining.tables import Join
from core.moves import Moves, leads_to

Row = dict[str, Any]
# What was taken back or declined is kept, without what was said in it.
ASKS = Limit("joins", 20, 24 * 60 * 60)
SHOWN = 30
_GROUP = (cast(Any, Join.group).name, cast(Any, Join.group).state)
JOIN = Moves(
    "join",
    "asked",
    {
        "asked": leads_to("accepted", "declined", "withdrawn"),
        "accepted": leads_to(),
        "declined": leads_to(),
        "withdrawn": leads_to(),
    },
    {"asked": "Asked", "accepted": "Accepted", "declined": "Declined", "withdrawn": "Withdrawn"},
)


async def ask(
    group: UUID,
    asked: AskedToJoin = NOTHING_SAID,
    tell: Callable[[UUID], Awaitable[None]] | None = None,
    *,
    by: Actor,
) -> UUID:
    """Ask to belong to a group, for one's own account; `tell` writes the mails, as part of the change.

    NotFound for a group that is not there, Stale for who belongs to it already, or has asked already.
    """
    if by.account is None:
        raise NotFound
    await ASKS.spend(str(by.account))
    row = Join(id=uuid4(), group=group, account=by.account, state=JOIN.first, asked_at=clock.now())
    row.open_for, row.asked = f"{group}:{by.account}", asked.stored()
    async with change("joining.asked", by=by, subject=("joining", row.id), group=str(group)):
        if (await locked_group(group)).state == "closed":
            raise NotFound
        if await belongs(by.account, group) or await administers(by.account, group):
            raise Stale("You belong to this {practice} already.")
        await Join.insert(row).on_conflict(target=Join.open_for, action="DO NOTHING")
        if not await Join.exists().where(Join.id == row.id):
            raise Stale("You have asked already.")
        if tell is not None:
            await tell(row.id)
    return row.id


async def load(join: UUID) -> Row:
    """Find what somebody asked; NotFound for nothing."""
    return dict(await load_one(Join, join))


async def asked_by_account(account: UUID) -> list[Row]:
    """List what an account asked, the newest first, with name and state of each group; one statement."""
    columns = (*Join.all_columns(), *_GROUP)
    query = Join.select(*columns).where(Join.account == account)
    return await query.order_by(Join.asked_at, ascending=False).limit(SHOWN).output(load_json=True)


async def how_many_wait() -> int:
    """Count the people who wait for the answer of a practice; one statement."""
    return int(await Join.count().where(Join.open_for.is_not_null()))


def asked_of(row: Mapping[str, Any]) -> AskedToJoin:
    """Read what somebody said of themselves."""
    asked = row["asked"]
    return AskedToJoin.model_validate(json.loads(asked) if isinstance(asked, str) else asked)


async def admit(join: UUID, *, by: Actor) -> Row:
    """Say yes for a group that `by` administers, and return what was asked; NotFound for everybody else."""
    return await _decide(join, "accepted", "", by=by)


async def decline(join: UUID, reason: str, *, by: Actor) -> Row:
    """Say no for a group that `by` administers, for a reason the asker may read; return what was asked."""
    if not reason.strip():
        raise Invalid({"reason": "Say why"})
    return await _decide(join, "declined", reason.strip()[:500], by=by)


async def withdraw(join: UUID, *, by: Actor) -> None:
    """Take back what one's own account asked for; NotFound for everybody else."""
    async with changes():
        row = await _held(join)
        if not sent_by_oneself(by.account, [row["account"]]):
            raise NotFound
        await _moving(row, "withdrawn", by=by)


async def withdraw_each_of(account: UUID, group: UUID, *, by: Actor) -> None:
    """Withdraw what an account asked for in a group that its person leaves; with the group locked."""
    for row in await locked(Join.select().where(Join.open_for == f"{group}:{account}")):
        await _moving(row, "withdrawn", by=by, reason="They left.")


async def _decide(join: UUID, to: str, reason: str, *, by: Actor) -> Row:
    async with changes():
        row = await _held(join)
        if not await administers(by.account, row["group"]):
            raise NotFound
        if sent_by_oneself(by.account, [row["account"]]):
            raise Stale("Someone else has to decide what you requested.")
        await _moving(row, to, by=by, decided_by=by.account, reason=reason)
    return row


async def _moving(row: Row, to: str, *, by: Actor, reason: str = "", decided_by: UUID | None = None) -> None:
    """The one way in which it changes its state; NotNow, and nothing, for a move that is none."""
    told = {"was": row["state"], "group": str(row["group"]), "reason": reason}
    async with change(f"joining.{to}", by=by, subject=("joining", row["id"]), **told):
        JOIN.require(row["state"], to)
        values: dict[Any, Any] = {Join.state: to, Join.reason: reason, Join.decided_by: decided_by}
        values |= {Join.decided_at: clock.now(), Join.open_for: None}
        if to != "accepted":
            values |= {Join.asked: NOTHING_SAID.stored()}
        await Join.update(values).where(Join.id == row["id"])


async def _held(join: UUID) -> Row:
    """The row with its group, held until the change ends; whoever appoints somebody holds the group too."""
    await locked_group((await load_one(Join, join))["group"])
    (row,) = await locked(Join.select().where(Join.id == join))
    return row
