"""A request as staff work on it: found by its number, and never one's own (W10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.tables import Request
from core.actor import Actor
from core.database import locked
from core.errors import Forbidden, NotFound
from core.groups.rights import concerned

Row = dict[str, Any]
OWN = "Somebody else has to decide about a request that you sent or are named in."


async def case(number: str, *, lock: bool = False) -> Row:
    """The request with this number; with `lock` held until the transaction ends. NotFound."""
    query = Request.select().where(Request.number == number)
    rows: list[Row] = await (locked(query) if lock else query).output(load_json=True)
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
    if await ones_own([request["number"]], by):
        raise Forbidden(OWN)


async def ones_own(numbers: Sequence[str], by: Actor) -> frozenset[str]:
    """Those of these requests that somebody of the staff sent or is named in; Forbidden for others (W10)."""
    if by.kind != "staff" or by.account is None:
        raise Forbidden("Only staff decide about requests.")
    if not numbers:
        return frozenset()
    these = Request.number.is_in(list(numbers))
    rows = await Request.select(Request.number, Request.group).where(these)
    own = await concerned(by.account, {row["group"] for row in rows})
    return frozenset(row["number"] for row in rows if row["group"] in own)
