"""Every legal move of an appointment: each one transaction and one event, and rights follow at once.

Whoever calls this has made sure that the actor may do so.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid4

from piccolo.columns import Column

from core import clock
from core.actor import Actor
from core.audit import change
from core.database import locked
from core.database.rows import load_one
from core.errors import Invalid, NotFound, Stale
from core.groups.looked_at_again import look_again
from core.groups.people import load_group, load_member, locked_group
from core.groups.records import AppointmentFacts
from core.groups.rights import is_named, part_key
from core.groups.tables import Appointment
from core.moves import IllegalMove, Moves

Part = Literal["sponsor", "administrator", "backup", "officer"]
# Who asked for a change: whoever acts for the practice, its sponsor, or support.
Side = Literal["practice", "sponsor", "support"]
# These parts pass from one to the next and are never empty.
NEVER_EMPTY = frozenset({"sponsor", "administrator"})
HELD = ("proposed", "in-force")
NEVER_EMPTY_WORDS = "Someone always has to play this part. Name who follows first."
APPOINTMENT = Moves(
    "appointment",
    "proposed",
    {
        "proposed": frozenset({"in-force", "withdrawn"}),
        "in-force": frozenset({"ended"}),
        "ended": frozenset(),
        "withdrawn": frozenset(),
    },
    {"proposed": "Proposed", "in-force": "In force", "ended": "Ended", "withdrawn": "Withdrawn"},
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who plays a part: a member, or an officer who is none, by name and address.

    `account` acts for a member whose own login is not known yet. `asked_by` is the side that asked for them,
    for `reason`.
    """

    member: UUID | None = None
    name: str = ""
    email: str = ""
    account: UUID | None = None
    asked_by: Side | Literal[""] = ""
    reason: str = ""


async def appoint(group: UUID, parts: Mapping[Part, Holder], *, agreement: UUID, by: Actor) -> None:
    """Put the first holder of each part in force; part of the change that makes the group."""
    for part, who in parts.items():
        row = _row(group, part, who, agreement)
        row.state, row.since, row.held_for = "in-force", clock.now(), part_key(group, part)
        async with change("appointment.in-force", by=by, subject=("appointment", row.id)) as event:
            await Appointment.insert(row)
            event.details |= _told(AppointmentFacts.of(row.to_dict()))


async def propose(group: UUID, part: Part, who: Holder, *, agreement: UUID | None = None, by: Actor) -> UUID:
    """Name somebody for a part; the one who holds it keeps it until the change is taken up.

    Raises Stale while another change of this part is open, for somebody who has left, and for who is only to
    come as sponsor and is named for anything else; NotFound for a member of another group, Invalid when
    nobody is named.
    """
    row = _row(group, part, who, agreement)
    row.state, row.open_for = APPOINTMENT.first, part_key(group, part)
    async with change("appointment.proposed", by=by, subject=("appointment", row.id)) as event:
        await locked_group(group)
        await _require_somebody(group, part, who)
        await Appointment.insert(row).on_conflict(target=Appointment.open_for, action="DO NOTHING")
        if not await Appointment.exists().where(Appointment.id == row.id):
            raise Stale("Another change of this part is open already. Withdraw it first.")
        event.details |= _told(AppointmentFacts.of(row.to_dict()))
    return row.id


async def take_up(appointment: UUID, *, by: Actor) -> None:
    """Put a proposed appointment in force; the one before ends in the same moment.

    Stale for a part that somebody always has to play, while the last day of whoever follows is known.
    """
    async with _moving(appointment, "in-force", by=by) as row:
        await _require_to_stay(row)
        held = await _locked(Appointment.held_for == part_key(row.group, row.part))
        for before in held:
            async with _moving(before.id, "ended", by=by):
                pass
        if row.part == "sponsor":
            await look_again("sponsor", row.group)


async def rest_on(appointment: UUID, agreement: UUID, *, by: Actor) -> None:
    """Have a proposed appointment come with an agreement that is signed for it; part of a change.

    With the group locked. Stale for one that is proposed no more.
    """
    about = {"agreement": agreement}
    async with change("appointment.to-be-signed", by=by, subject=("appointment", appointment), **about):
        proposed = (Appointment.id == appointment) & (Appointment.state == "proposed")
        values: dict[Column | str, Any] = {Appointment.agreement: agreement}
        if not await Appointment.update(values).where(proposed).returning(Appointment.id):
            raise Stale("This change has ended.")


async def withdraw(appointment: UUID, *, by: Actor) -> None:
    """Withdraw a proposed appointment: nothing comes of it."""
    async with _moving(appointment, "withdrawn", by=by):
        pass


async def end(appointment: UUID, *, by: Actor) -> None:
    """End an appointment with nobody to follow; Stale for a part that somebody always has to play.

    Nobody has to play any part of a practice that is closed.
    """
    async with _moving(appointment, "ended", by=by) as row:
        if row.part in NEVER_EMPTY and (await load_group(row.group)).state != "closed":
            raise Stale(NEVER_EMPTY_WORDS)


async def step_down(member: UUID, *, by: Actor) -> list[UUID]:
    """End every part of somebody who leaves, and every change that names them; part of a change.

    With the group locked. Stale for a part that somebody always has to play. Returns the agreements of the
    changes, which nothing comes of any more.
    """
    agreements = []
    for row in await _locked((Appointment.member == member) & Appointment.state.is_in([*HELD])):
        await (end if row.state == "in-force" else withdraw)(row.id, by=by)
        if row.state == "proposed" and row.agreement is not None:
            agreements.append(row.agreement)
    return agreements


async def act_alone(group: UUID, account: UUID | None) -> None:
    """Have only the named administrator's own account act for a group; part of a change.

    Stale for an account at any other address, and for one that acts alone already.
    """
    await locked_group(group)
    if not await is_named(account, group):
        raise Stale("You act for it already.")
    held = Appointment.held_for == part_key(group, "administrator")
    await Appointment.update({Appointment.account: account}).where(held)


async def has_part(member: UUID) -> bool:
    """Tell whether somebody plays a part, or is named for one; with the group locked."""
    theirs = (Appointment.member == member) & Appointment.state.is_in([*HELD])
    return bool(await Appointment.exists().where(theirs))


async def require_successors(member: UUID) -> None:
    """Go on only for who plays no part that somebody always has to play; raises Stale."""
    held = (Appointment.member == member) & (Appointment.state == "in-force")
    if await Appointment.exists().where(held & Appointment.part.is_in([*NEVER_EMPTY])):
        raise Stale(NEVER_EMPTY_WORDS)


@asynccontextmanager
async def _moving(appointment: UUID, to: str, *, by: Actor) -> AsyncIterator[AppointmentFacts]:
    """The one way in which an appointment changes its state; Stale for a move that is not in the table."""
    async with change(f"appointment.{to}", by=by, subject=("appointment", appointment)) as event:
        await locked_group((await load_one(Appointment, appointment))["group"])
        (row,) = await _locked(Appointment.id == appointment)
        try:
            APPOINTMENT.move(row.state, to)
        except IllegalMove as problem:
            words = APPOINTMENT.in_words(row.state).lower()
            raise Stale(f"This isn’t possible now: {words}.") from problem
        event.details |= _told(row) | {"was": row.state}
        yield row
        await Appointment.update(_moved(row, to)).where(Appointment.id == appointment)


def _moved(row: AppointmentFacts, to: str) -> dict[Column | str, Any]:
    """The columns that go with a state."""
    values: dict[Column | str, Any] = {Appointment.state: to, Appointment.open_for: None}
    if to == "in-force":
        held = part_key(row.group, row.part)
        return values | {Appointment.held_for: held, Appointment.since: clock.now()}
    return values | {Appointment.held_for: None, Appointment.until: clock.now()}


async def _locked(condition: Any) -> list[AppointmentFacts]:
    return [AppointmentFacts.of(row) for row in await locked(Appointment.select().where(condition))]


async def _require_somebody(group: UUID, part: Part, who: Holder) -> None:
    if who.member is not None:
        member = await load_member(who.member)
        if member.group != group:
            raise NotFound
        if member.state == "left":
            raise Stale("This person has left.")
        if member.state == "proposed" and part != "sponsor":
            raise Stale("This person isn’t in it yet.")
    elif part != "officer" or not who.name.strip() or not who.email.strip():
        raise Invalid({"member": "Choose who it is"})


async def _require_to_stay(row: AppointmentFacts) -> None:
    """With the group locked: a last day is set under the same lock."""
    if row.part not in NEVER_EMPTY or row.member is None:
        return
    if (await load_member(row.member)).until is not None:
        raise Stale("This person's last day is known already. Take it back, or name someone else.")


def _row(group: UUID, part: Part, who: Holder, agreement: UUID | None) -> Appointment:
    row = Appointment(id=uuid4(), group=group, part=part, member=who.member, account=who.account)
    row.name, row.email = who.name.strip()[:200], who.email.strip().lower()[:254]
    row.agreement, row.asked_by, row.reason = agreement, who.asked_by, who.reason
    return row


def _told(row: AppointmentFacts) -> dict[str, Any]:
    """What the trail keeps of an appointment."""
    known = {name: getattr(row, name) for name in ("group", "part", "member", "account", "agreement")}
    kept = {name: value for name, value in known.items() if value}
    return kept | ({} if row.member else {"name": row.name, "email": row.email})
