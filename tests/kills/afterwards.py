"""What the portal believes in the end: who has what, what is unfinished, which mails were written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.access.tables import Grant, WorkItem
from core.audit.tables import AuditEvent
from core.groups.tables import Appointment, Member
from core.mail.tables import OutboxMail
from core.provisioning.tables import Turn
from tests.kills.crowd import Crowd
from tests.kills.findings import Access, mails_amiss


async def end_leases() -> None:
    """As if their time were over: nobody is alive who could hold one."""
    await WorkItem.update({WorkItem.due: clock.now() - timedelta(seconds=1)}).where(
        WorkItem.lease.is_not_null()
    )
    await Turn.delete(force=True)


async def unfinished() -> list[str]:
    """Work that is not over, and grants that are on their way."""
    open_items = WorkItem.state.not_in(["done", "over"])
    items = await WorkItem.select(WorkItem.id, WorkItem.kind, WorkItem.state, WorkItem.words).where(
        open_items
    )
    moving = Grant.state.is_in(["requested", "approved", "provisioning"])
    grants = await Grant.select(Grant.id, Grant.state).where(moving)
    return [str(row) for row in (*items, *grants)]


async def accesses_of(crowd: Crowd) -> list[Access]:
    rows = await Grant.select(Grant.id, Grant.application, Grant.state, Grant.member)
    humans = {row["id"]: str(row["person"]) for row in await Member.select(Member.id, Member.person)}
    return [
        Access(
            str(row["id"]),
            row["application"],
            humans[row["member"]],
            row["id"] not in crowd.ended,
            row["state"],
        )
        for row in rows
    ]


async def mails_amiss_in(crowd: Crowd) -> list[str]:
    """Whether each activation was told once to the person and once to the practice's administrator."""
    events = await AuditEvent.select(AuditEvent.subject).where(AuditEvent.action == "grant.activated")
    due = {str(grant): 0 for grant in crowd.grants}
    for event in events:
        due[event["subject"]] += 1
    mails = await OutboxMail.select(OutboxMail.about, OutboxMail.recipient).where(
        OutboxMail.template.like("access-active%")
    )
    queued = [(row["about"], row["recipient"]) for row in mails]
    return mails_amiss(due, await _readers(), queued)


async def _readers() -> dict[str, set[str]]:
    members = await Member.select(Member.id, Member.group, Member.email)
    member: Any = Appointment.member
    held = Appointment.select(Appointment.group, member.email.as_alias("email")).where(
        Appointment.part == "administrator", Appointment.state == "in-force"
    )
    bosses = {row["group"]: row["email"] for row in await held}
    readers: dict[UUID, set[str]] = {row["id"]: {row["email"], bosses[row["group"]]} for row in members}
    return {str(row["id"]): readers[row["member"]] for row in await Grant.select(Grant.id, Grant.member)}
