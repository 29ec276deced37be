"""Who works for the site, and as what: what a site administrator does alone, and what takes a second person.

Who looks after the staff, or sees everything, is chosen by two: one proposes it, another confirms it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.audit import change, changes
from core.database import locked
from core.errors import Forbidden, Invalid, NotFound, Stale
from core.identity import notices, queries, staff
from core.identity.roles import NOBODY, TAKES_TWO, StaffRoles
from core.identity.shared import Identity
from core.identity.staff import Newcomer, StaffMember
from core.identity.staff_notices import tell_who_leads
from core.identity.tables import StaffChange
from core.names import full_name

LONGEST_REASON = 500
ONESELF = "Someone else who looks after the staff changes what you may do."
LAST = "Nobody else could look after the staff. Give someone else that role first."
ALONE = "Nobody else could confirm this. Whoever runs the server adds a second person with portal staff add."
GONE = "Whoever proposed this doesn’t look after the staff any more. Withdraw it."
WAITS = "A change for this person waits for a second person already. Confirm or withdraw that first."


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change of somebody's roles that waits for a second person; no `roles` when they are to leave."""

    id: UUID
    whom: Newcomer
    roles: StaffRoles
    reason: str
    asked_by: UUID | None
    asked_name: str
    until: datetime

    def is_of(self, account: UUID | None) -> bool:
        """Tell whether it was proposed by somebody who is signed in."""
        return self.asked_by == account

    @property
    def name(self) -> str:
        """First and last name of whom it is about."""
        return full_name(self.whom.first_name, self.whom.last_name)

    @property
    def email_key(self) -> str:
        """The address of whom it is about, in its one spelling."""
        return queries.email_key(self.whom.email)


@dataclass(frozen=True, slots=True)
class StaffChoice:
    """What came of choosing somebody's roles: the way to set the account up, or that it waits."""

    path: str = ""
    waits: bool = False


async def choose(
    identity: Identity, whom: Newcomer, roles: StaffRoles, reason: str, *, by: Actor
) -> StaffChoice:
    """Invite somebody, or give them exactly these roles; with none they leave the staff at once.

    What takes two people waits for the second. Forbidden about oneself; Invalid without a reason, for an
    account outside the staff, for what would leave no site administrator, and where nobody could be the
    second; Stale while a change waits.
    """
    reason = _given(reason)
    async with changes():
        before = await _held(whom.email)
        _require_somebody_else(before, by)
        await _lapse(whom.email)
        if await _open(whom.email):
            raise Stale(WAITS)
        await _require_one_left(before, roles)
        now = before.roles if before is not None and not before.disabled else NOBODY
        if not _takes_two(now, roles):
            return StaffChoice(await _carry_out(identity, whom, roles, reason, by))
        await _require_a_second(before, by)
        await staff.require_no_practice(whom.email)
        await _propose(identity, whom, roles, reason, by)
    return StaffChoice(waits=True)


async def confirm(identity: Identity, proposal: UUID, *, by: Actor) -> str:
    """Do what another person proposed; return the path to set the account up, empty when there is none.

    Forbidden for whoever proposed it and whom it is about, Stale when it waits for nobody any more, or when
    whoever proposed it looks after the staff no longer.
    """
    async with change("staff.change-confirmed", by=by, subject=("staff-change", proposal)) as event:
        row = await _waiting(proposal)
        if by.account is None or row.is_of(by.account):
            raise Forbidden("Someone else has to confirm this: you proposed it yourself.")
        if row.asked_by is None or not await queries.holds_role(row.asked_by, "site-administrator"):
            raise Stale(GONE)
        before = await _held(row.whom.email)
        _require_somebody_else(before, by)
        await _require_one_left(before, row.roles)
        event.details |= {"roles": str(row.roles), "proposed_by": row.asked_name, "reason": row.reason}
        await _decide(proposal, "confirmed", by)
        return await _carry_out(identity, row.whom, row.roles, row.reason, by)


async def invite_again(identity: Identity, account: UUID, *, by: Actor) -> str:
    """Send the invitation once more; the link before opens nothing any more. Stale for who has set it up.

    NotFound for an account outside the staff.
    """
    async with changes():
        everybody = await staff.everybody(lock=True)
        member = next((each for each in everybody if each.is_of(account)), None)
        if member is None:
            raise NotFound
        if member.ready or member.disabled:
            raise Stale("They don’t need an invitation: their account is set up, or they left.")
        return await staff.invite(identity, member.called, member.roles, by=by)


async def withdraw(proposal: UUID, *, by: Actor) -> None:
    """Let nothing come of a proposal; Stale when it waits for nobody any more, Forbidden about oneself."""
    async with change("staff.change-withdrawn", by=by, subject=("staff-change", proposal)) as event:
        row = await _waiting(proposal)
        _require_somebody_else(await _held(row.whom.email), by)
        event.details |= {"roles": str(row.roles), "proposed_by": row.asked_name}
        await _decide(proposal, "withdrawn", by)


async def waiting() -> tuple[Proposed, ...]:
    """List what waits for a second person, the oldest first; one statement."""
    waits = StaffChange.open_for.is_not_null() & (StaffChange.until > clock.now())
    rows = await StaffChange.select().where(waits).order_by(StaffChange.asked_at)
    return tuple(_proposed(row) for row in rows)


async def _propose(identity: Identity, whom: Newcomer, roles: StaffRoles, reason: str, by: Actor) -> None:
    now = clock.now()
    row = StaffChange(id=uuid4(), email=whom.email, first_name=whom.first_name, last_name=whom.last_name)
    row.open_for, row.roles, row.reason = queries.email_key(whom.email), str(roles), reason
    row.state, row.asked_by, row.asked_name, row.asked_at = "proposed", by.account, by.name[:200], now
    row.until = now + timedelta(hours=identity.site.second_person_hours)
    about = {"roles": str(roles), "reason": reason}
    async with change("staff.change-proposed", by=by, subject=("staff-change", row.id), **about):
        await StaffChange.insert(row)
        what = f"{by.name} proposes: {_name(whom)} is to {_be(roles)}. It takes a second person"
        until = identity.site.dates.moment(row.until)
        await tell_who_leads(identity, f"{what}, until {until}.", reason, about=whom.email, by=by)


async def _carry_out(identity: Identity, whom: Newcomer, roles: StaffRoles, reason: str, by: Actor) -> str:
    if not roles:
        return await _part(identity, whom, reason, by)
    path = await staff.invite(identity, whom, roles, by=by, reason=reason)
    what = f"{by.name} changed the staff: {_name(whom)} is to {_be(roles)}."
    await tell_who_leads(identity, what, reason, about=whom.email, by=by)
    if not path:
        await _tell(identity, whom, f"Your roles are now: {', '.join(roles.words)}", by)
    return path


async def _part(identity: Identity, whom: Newcomer, reason: str, by: Actor) -> str:
    await _tell(identity, whom, "You don’t belong to the staff any more, and can’t sign in", by)
    await staff.remove(whom.email, by=by, reason=reason)
    what = f"{by.name} changed the staff: {_name(whom)} doesn’t belong to it any more."
    await tell_who_leads(identity, what, reason, about=whom.email, by=by)
    return ""


async def _tell(identity: Identity, whom: Newcomer, what: str, by: Actor) -> None:
    person = await queries.account_of(whom.email)
    if person is not None:
        await notices.tell(identity, person, what, by=by)


def _name(whom: Newcomer) -> str:
    return full_name(whom.first_name, whom.last_name)


def _be(roles: StaffRoles) -> str:
    return f"have the roles {', '.join(roles.words)}" if roles else "leave"


def _takes_two(before: StaffRoles, after: StaffRoles) -> bool:
    """Tell whether one of the roles that two people choose is given or taken."""
    return any(before.has(role) != after.has(role) for role in TAKES_TWO)


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": "Say why"})
    return reason.strip()[:LONGEST_REASON]


def _require_somebody_else(before: StaffMember | None, by: Actor) -> None:
    if before is not None and before.is_of(by.account):
        raise Forbidden(ONESELF)


async def _held(email: str) -> StaffMember | None:
    """Find somebody of the staff as they are now; whoever changes anybody of it waits for this change."""
    everybody = await staff.everybody(lock=True)
    key = queries.email_key(email)
    return next((each for each in everybody if queries.email_key(each.email) == key), None)


async def _require_one_left(before: StaffMember | None, roles: StaffRoles) -> None:
    """Somebody who can sign in stays site administrator."""
    if before is None or not before.roles.has("site-administrator") or roles.has("site-administrator"):
        return
    others = [each for each in await staff.everybody() if each.account != before.account]
    if not any(each.roles.has("site-administrator") and each.ready and not each.disabled for each in others):
        raise Invalid({"roles": LAST})


async def _require_a_second(before: StaffMember | None, by: Actor) -> None:
    """Somebody who can sign in may confirm what is proposed."""
    for each in await staff.everybody():
        concerned = each.is_of(by.account) or (before is not None and each.account == before.account)
        if each.roles.has(*TAKES_TWO) and each.ready and not each.disabled and not concerned:
            return
    raise Invalid({"roles": ALONE})


async def _waiting(proposal: UUID) -> Proposed:
    rows = await locked(StaffChange.select().where(StaffChange.id == proposal))
    if not rows:
        raise NotFound
    if rows[0]["open_for"] is None or rows[0]["until"] <= clock.now():
        raise Stale("This change doesn’t wait for anyone any more.")
    return _proposed(rows[0])


async def _open(email: str) -> bool:
    return bool(await StaffChange.exists().where(StaffChange.open_for == queries.email_key(email)))


async def _lapse(email: str) -> None:
    """Close what nobody confirmed in time."""
    over = (StaffChange.open_for == queries.email_key(email)) & (StaffChange.until <= clock.now())
    lapsed: dict[Any, Any] = {StaffChange.state: "lapsed", StaffChange.open_for: None}
    await StaffChange.update(lapsed).where(over)


async def _decide(proposal: UUID, state: str, by: Actor) -> None:
    columns: dict[Any, Any] = {StaffChange.state: state, StaffChange.open_for: None}
    columns |= {StaffChange.decided_name: by.name[:200], StaffChange.decided_at: clock.now()}
    await StaffChange.update(columns).where(StaffChange.id == proposal)


def _proposed(row: dict[str, Any]) -> Proposed:
    return Proposed(
        row["id"],
        Newcomer(row["email"], row["first_name"], row["last_name"]),
        StaffRoles.parse(row["roles"]),
        row["reason"],
        row["asked_by"],
        row["asked_name"],
        row["until"],
    )
