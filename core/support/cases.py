"""A request as staff work on it: found by its number, and never one's own (W10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.tables import Request
from core.actor import Actor
from core.errors import Forbidden, NotFound
from core.groups.tables import Member
from core.identity.tables import Account

Row = dict[str, Any]


async def case(number: str, *, lock: bool = False) -> Row:
    """The request with this number; with `lock` held until the transaction ends. NotFound."""
    query = Request.select().where(Request.number == number)
    # SQLite's transactions hold the whole file already.
    if lock and Request._meta.db.engine_type == "postgres":
        query = query.lock_rows("UPDATE")
    rows: list[Row] = await query.output(load_json=True)
    if not rows:
        raise NotFound
    return rows[0]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who looks after a request; no account when nobody does."""

    account: UUID | None
    name: str


async def holder_of(request: UUID) -> Holder:
    """Who of the staff looks after a request."""
    query = Request.select(Request.assignee, Request.assignee_name).where(Request.id == request)
    row = await query.first()
    return Holder(row["assignee"], row["assignee_name"]) if row else Holder(None, "")


async def not_ones_own(request: Row, by: Actor) -> None:
    """Goes on only for staff who neither sent the request nor are named in it; raises Forbidden (W10)."""
    if by.kind != "staff" or by.account is None:
        raise Forbidden("Only staff decide about requests.")
    account = await Account.select(Account.email_key).where(Account.id == by.account).first()
    email = account["email_key"] if account else ""
    named = (Member.group == request["group"]) & (Member.email == email)
    if request["account"] == by.account or await Member.exists().where(named):
        raise Forbidden("Somebody else has to decide about a request that you sent or are named in.")
