"""Every access of some people: how it stands since when, and the work that is open for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.held import AccessHeld, as_held, rows_held
from core.access.tables import Grant, WorkItem
from core.console.queries.work import KINDS
from core.console.queries.work_order import STATES
from core.database import at_once
from core.portal import Portal
from core.provisioning.queries import NOT_DONE


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What is still to be done for an access, who does it, and whether it is late."""

    id: UUID
    application: str
    kind: str
    words: str
    state: str
    holder: str
    late: bool
    member: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAccess(AccessHeld):
    """One application of one member, and the `work` that is open for it."""

    work: OpenWork | None


async def accesses_of(portal: Portal, members: Collection[UUID]) -> dict[UUID, tuple[HeldAccess, ...]]:
    """List every access of these members, in the order of the site's applications; one statement."""
    if not members:
        return {}
    theirs = Grant.member.is_in(list(members))
    rows, work = await at_once(rows_held(portal, members), _open_work(theirs))
    found: dict[UUID, list[HeldAccess]] = {}
    for row in rows:
        found.setdefault(row["member"], []).append(HeldAccess(**as_held(row), work=work.get(row["id"])))
    return {member: tuple(each) for member, each in found.items()}


async def _open_work(theirs: Any) -> Mapping[UUID, OpenWork]:
    """What is open for each of these grants, which is one thing at a time."""
    of: Any = WorkItem.grant
    names = (
        WorkItem.id, WorkItem.kind, WorkItem.state, WorkItem.assignee_name, WorkItem.alarmed_at,
        WorkItem.grant, of.member.as_alias("member"), of.application_name.as_alias("application_name"),
    )  # fmt: skip
    open_ = WorkItem.state.is_in(list(NOT_DONE)) & WorkItem.grant.is_in(Grant.select(Grant.id).where(theirs))
    rows: Sequence[Mapping[str, Any]] = await WorkItem.select(*names).where(open_).order_by(WorkItem.made_at)
    return {row["grant"]: _work(row) for row in rows}


def _work(row: Mapping[str, Any]) -> OpenWork:
    return OpenWork(
        row["id"],
        row["application_name"],
        KINDS[row["kind"]],
        STATES.get(row["state"], ""),
        row["state"],
        row["assignee_name"],
        row["alarmed_at"] is not None,
        row["member"],
    )
