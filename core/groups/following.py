"""Who follows as administrator of a practice: the change that is open, and who may be chosen for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.groups.records import AppointmentFacts, MemberFacts
from core.groups.rights import KNOWN, part_key
from core.groups.tables import Appointment
from core.identity.queries import AccountDetails, accounts, accounts_of_people
from core.names import full_name

NOT_HERE: Mapping[str, str] = {
    "proposed": "They aren’t in it yet.",
    "on-leave": "They are on leave. End the leave first.",
    "dormant": "They haven’t used their access for long. Bring it back first.",
    "left": "They have left.",
}


@dataclass(frozen=True, slots=True)
class ProposedSponsor:
    """Somebody who is to sponsor a group; `signing` once everybody was asked to sign."""

    group: UUID
    name: str
    person: str
    signing: bool


async def open_change(group: UUID) -> AppointmentFacts | None:
    """Find the change of the administrator of a group that is open; it has one at a time."""
    return await _one(Appointment.open_for == part_key(group, "administrator"))


async def open_change_of_sponsor(group: UUID) -> AppointmentFacts | None:
    """Find the change of the sponsor of a group that is open; it has one at a time."""
    return await _one(Appointment.open_for == part_key(group, "sponsor"))


async def proposed_sponsors() -> tuple[ProposedSponsor, ...]:
    """List everybody who is named to sponsor a group and does not yet, by group; one statement."""
    group: Any = Appointment.group
    member: Any = Appointment.member
    rows = (
        await Appointment.select(
            *(Appointment.group, group.name.as_alias("name"), Appointment.agreement),
            *(member.first_name, member.middle_initial, member.last_name),
        )
        .where(Appointment.open_for >= "", Appointment.part == "sponsor")
        .order_by(group.name, Appointment.id)
    )
    return tuple(
        ProposedSponsor(
            row["group"],
            row["name"],
            full_name(row["member.first_name"], row["member.middle_initial"], row["member.last_name"]),
            signing=row["agreement"] is not None,
        )
        for row in rows
    )


async def groups_held(appointments: Collection[UUID]) -> Mapping[UUID, tuple[UUID, str]]:
    """Find the group of each of these appointments that is in force, with its name; one statement."""
    if not appointments:
        return {}
    group: Any = Appointment.group
    columns = (Appointment.id, Appointment.group, group.name.as_alias("name"))
    held = Appointment.id.is_in([*appointments]) & (Appointment.state == "in-force")
    return {row["id"]: (row["group"], row["name"]) for row in await Appointment.select(*columns).where(held)}


async def chosen_with(agreement: UUID) -> AppointmentFacts | None:
    """Find who was chosen with an agreement, whatever became of that."""
    return await _one(Appointment.agreement == agreement)


async def plays(group: UUID, part: str) -> AppointmentFacts | None:
    """Find who plays a part of a group now."""
    return await _one(Appointment.held_for == part_key(group, part))


async def member_playing(group: UUID, part: str) -> UUID | None:
    """Find the member who plays a part of a group now."""
    found = await plays(group, part)
    return found.member if found else None


async def own_accounts(members: Collection[MemberFacts]) -> Mapping[UUID, AccountDetails]:
    """Find by member the account that is certainly theirs; two statements."""
    certain = {each.id: each.person for each in members if each.person and each.person_state in KNOWN}
    keys = await accounts_of_people([*certain.values()])
    found = await accounts([*keys.values()])
    theirs = {member: found.get(keys[person]) for member, person in certain.items() if person in keys}
    return {member: account for member, account in theirs.items() if account is not None}


def cannot_stay(member: MemberFacts) -> str:
    """Say why somebody cannot answer for a group; empty when they can, as who is only proposed for it can."""
    if member.state not in {"active", "proposed"}:
        return NOT_HERE[member.state]
    return "Their last day is known. Cancel it first." if member.until is not None else ""


def cannot_follow(member: MemberFacts, account: AccountDetails | None) -> str:
    """Say why somebody cannot follow as administrator now; empty when they can."""
    if member.state == "proposed":
        return NOT_HERE[member.state]
    if why := cannot_stay(member):
        return why
    if account is None or not account.password_hash:
        return "They haven’t signed in yet, so their email address isn’t proved. Ask them to sign in once."
    if account.disabled or account.locked:
        return "They can’t sign in: someone turned their account off."
    return ""


async def _one(condition: Any) -> AppointmentFacts | None:
    row = await Appointment.select().where(condition).first()
    return AppointmentFacts.of(row) if row else None
