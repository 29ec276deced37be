"""All access of a group is cancelled at once, or given back: one person proposes it, another confirms it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.access.actions import given_reason, revoke_each
from core.access.lines import lines_of
from core.access.notices import tell_of_end
from core.access.own_agreements import end_theirs
from core.access.states import ALIVE
from core.activation.actions import resume_group, suspend_group
from core.actor import Actor
from core.audit import change
from core.database.rows import load_one
from core.errors import Stale
from core.groups.group_moves import moving
from core.groups.people import locked_group, members_of
from core.groups.records import GroupFacts
from core.groups.rights import KNOWN, administrator_of, belongs_elsewhere, concerned, sponsors_of
from core.groups.states import GROUP
from core.identity import sessions
from core.identity.queries import account_of_person
from core.misuse.queries.cancelling import open_proposal
from core.misuse.records import Proposal
from core.misuse.tables import Cancellation
from core.moves import NotNow
from core.office.acts import OWN
from core.portal import Portal

LEADS_TO = {"suspend": "suspended", "close": "closed", "reinstate": "active"}
ONE_AT_A_TIME = "Someone proposed a change for this {practice} already. Confirm or withdraw that first."
GONE = "This proposal doesn’t wait for anyone any more."


async def propose_for_group(portal: Portal, group: UUID, how: str, reason: str, *, by: Actor) -> UUID:
    """Propose to suspend, close or reinstate a group; nothing changes before another person confirms it.

    NotNow for what the state of the group does not allow, and while another proposal waits.
    """
    reason = given_reason(reason)
    about = {"how": how, "reason": reason}
    async with change("misuse.group-proposed", by=by, subject=("cancellation", group), **about) as event:
        found = await locked_group(group)
        await _require_stranger(group, by)
        _require_move(found, how)
        await _lapse(group)
        if await open_proposal(group) is not None:
            raise NotNow(portal.site.terms.said(ONE_AT_A_TIME))
        now = clock.now()
        row = Cancellation(id=uuid4(), group=group, open_for=group, how=how, state="proposed", reason=reason)
        row.held_by, row.proposed_name, row.proposed_at = by.account, by.name[:200], now
        row.until = now + timedelta(hours=portal.site.second_person_hours)
        await Cancellation.insert(row)
        event.details["proposal"] = str(row.id)
    return row.id


async def withdraw(proposal: UUID, *, by: Actor) -> None:
    """Let nothing come of a proposal; Stale when it was confirmed or withdrawn before."""
    async with change("misuse.group-withdrawn", by=by) as event:
        found = await _held(proposal, by)
        event.subject = ("cancellation", found.group)
        await _decide(found, "withdrawn", by)


async def confirm(portal: Portal, proposal: UUID, *, by: Actor) -> None:
    """Do what somebody else proposed, at once and whole: access, sign-ins, and emails to those who answer.

    NotNow for the one who proposed it, Stale when its hours are over or somebody else was faster.
    """
    async with change("misuse.group-confirmed", by=by) as event:
        found = await _held(proposal, by)
        event.subject = ("cancellation", found.group)
        event.details |= {"how": found.how, "proposed_by": found.proposed_name}
        if found.held_by == by.account:
            raise NotNow("Someone else has to confirm this: you proposed it yourself.")
        if found.until <= clock.now():
            raise Stale("The time to confirm this is over. Propose it again.")
        await _decide(found, "confirmed", by)
        await _carry_out(portal, found, by)


async def _carry_out(portal: Portal, proposal: Proposal, by: Actor) -> None:
    group = await locked_group(proposal.group)
    _require_move(group, proposal.how)
    if proposal.how == "reinstate":
        await resume_group(portal, group.id, by=by)
    elif proposal.how == "suspend":
        await suspend_group(portal, group.id, proposal.reason, by=by)
    else:
        await _close(portal, group, proposal.reason, by)
    if proposal.how != "reinstate":
        await _sign_out(group.id, by)
    await _tell(portal, group, proposal)


async def _close(portal: Portal, group: GroupFacts, reason: str, by: Actor) -> None:
    """End every access of a group for good, what is only requested too."""
    closed = await moving(group, "closed", by=by, reason=reason)
    members = await members_of(group.id)
    await end_theirs(portal, [each.id for each in members])
    lines = await lines_of(closed, members, *ALIVE)
    working = [line for line in lines if line.grant.state == "active"]
    begun = [line for line in lines if line.grant.state == "provisioning"]
    await revoke_each(lines, reason, by=by)
    await tell_of_end(portal, working, begun, reason)


async def _sign_out(group: UUID, by: Actor) -> None:
    """End every sign-in of those who belong to no other practice."""
    for member in await members_of(group):
        if member.person is None or member.person_state not in KNOWN or await belongs_elsewhere(member):
            continue
        if (account := await account_of_person(member.person)) is not None:
            await sessions.end_all(account, by=by)


async def _tell(portal: Portal, group: GroupFacts, proposal: Proposal) -> None:
    """Tell the administrator and the sponsor, each once."""
    reached = {each.email: each.first_name for each in await sponsors_of([group.id])}
    if (administrator := await administrator_of(group.id)) is not None:
        reached[administrator.email] = administrator.first_name
    for address, first_name in reached.items():
        await portal.mail.send(
            to=address,
            template=f"group-{LEADS_TO[proposal.how]}",
            about=("group", group.id),
            first_name=first_name,
            group_name=group.name,
        )


async def _held(proposal: UUID, by: Actor) -> Proposal:
    """The proposal as it is with its group held; Stale once it waits for nobody, NotFound for none at all."""
    first = Proposal.of(await load_one(Cancellation, proposal))
    await locked_group(first.group)
    await _require_stranger(first.group, by)
    found = Proposal.of(await load_one(Cancellation, proposal))
    if found.state != "proposed":
        raise Stale(GONE)
    return found


async def _decide(proposal: Proposal, state: str, by: Actor) -> None:
    columns: dict[Any, Any] = {Cancellation.state: state, Cancellation.open_for: None}
    columns |= {Cancellation.decided_name: by.name[:200], Cancellation.decided_at: clock.now()}
    await Cancellation.update(columns).where(Cancellation.id == proposal.id)


async def _lapse(group: UUID) -> None:
    """Make room where a proposal waited for longer than it may."""
    over = (Cancellation.open_for == group) & (Cancellation.until <= clock.now())
    columns: dict[Any, Any] = {Cancellation.state: "lapsed", Cancellation.open_for: None}
    await Cancellation.update(columns).where(over)


async def _require_stranger(group: UUID, by: Actor) -> None:
    if await concerned(by.account, [group]):
        raise NotNow(OWN)


def _require_move(group: GroupFacts, how: str) -> None:
    """Go on only for a move that the state of the group allows; one that was never active has no access."""
    if how not in LEADS_TO or group.state == "waiting":
        raise NotNow(f"This isn’t possible now: {GROUP.in_words(group.state).lower()}.")
    GROUP.require(group.state, LEADS_TO[how])
