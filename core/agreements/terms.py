"""Which term of a group ends last, and what follows it."""

from __future__ import annotations

from uuid import UUID

from core.agreements.queries import sent_agreement
from core.agreements.records import AgreementRecord, SentAgreement
from core.agreements.states import UNSIGNED
from core.agreements.tables import Agreement
from core.agreements.whom import binding


async def last_term(group: UUID, member: UUID | None = None) -> AgreementRecord | None:
    """Find the agreement of a group, or a member, that binds longest, or else whose term ended last."""
    signed = binding(group, member) & Agreement.in_force_at.is_not_null()
    query = Agreement.select(Agreement.id, Agreement.state).where(signed)
    rows = await query.order_by(Agreement.ends_at, ascending=False).limit(20)
    in_force = [row for row in rows if row["state"] == "in-force"]
    return (await sent_agreement((in_force or rows)[0]["id"])).agreement if rows else None


async def open_renewal(group: UUID, member: UUID | None = None) -> SentAgreement | None:
    """Find the renewal of a group, or what a member is to sign, that waits for signature or for its seal."""
    open_for = f"{member}:member" if member else f"{group}:renewal"
    row = await Agreement.select(Agreement.id).where(Agreement.open_for == open_for).first()
    return await sent_agreement(row["id"]) if row else None


async def begins_anew(group: UUID) -> bool:
    """Tell whether a group is asked to sign as if for the first time, which needs no renewal beside it."""
    return bool(await Agreement.exists().where(Agreement.open_for == f"{group}:first"))


async def was_renewed(agreement: UUID) -> bool:
    """Tell whether one that renews this agreement was sent before, whatever became of it."""
    renewal = (Agreement.follows == agreement) & Agreement.purpose.is_in(["renewal", "member"])
    return bool(await Agreement.exists().where(renewal))


async def ended_unsigned(term: UUID) -> SentAgreement | None:
    """Find the agreement that was sent last to follow a term, if it ended before all had signed."""
    renewal = (Agreement.follows == term) & (Agreement.purpose == "renewal")
    query = Agreement.select(Agreement.id, Agreement.state).where(renewal)
    row = await query.order_by(Agreement.sent_at, ascending=False).first()
    return await sent_agreement(row["id"]) if row and row["state"] in UNSIGNED else None


async def unsigned_renewals(group: UUID) -> list[UUID]:
    """List the renewals of a group that not everybody has signed."""
    waits = (Agreement.group == group) & (Agreement.purpose == "renewal") & (Agreement.state == "out")
    return [row["id"] for row in await Agreement.select(Agreement.id).where(waits)]


async def in_earlier_versions(slug: str, version: str) -> list[UUID]:
    """List the agreements in force that were signed in another version of their text."""
    other = (Agreement.slug == slug) & (Agreement.version != version) & (Agreement.state == "in-force")
    return [row["id"] for row in await Agreement.select(Agreement.id).where(other)]
