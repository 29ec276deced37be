"""What support checks about somebody who is to sponsor a practice, before anybody is asked to sign."""

from __future__ import annotations

from uuid import UUID

from core.access.on_authority import colleague_changed
from core.actor import Actor
from core.audit import change
from core.credentials.actions import Decision, How, keep_decision, keep_finding, keep_proof
from core.credentials.looking import ask
from core.credentials.queries import about, decided_alike
from core.database import transaction
from core.errors import Invalid, NotFound, Stale
from core.groups.people import load_group, locked_group
from core.office.handing_over import side_in
from core.office.queries.sponsors import ChangeOfSponsor, change_of_sponsor
from core.portal import Portal


async def decide(portal: Portal, group: UUID, decision: Decision, reason: str, *, by: Actor) -> None:
    """Say whether the credentials of the new sponsor are valid, and why when they are not.

    The same decision about the same credentials, made again without another reason, is kept once. Invalid at
    `reason`, Stale once everybody was asked to sign, NotNow for one's own practice.
    """
    async with transaction():
        found = await _being_checked(portal, group, by)
        if await decided_alike(found.member, decision, reason.strip()):
            return
        details = {"decision": decision, "group": group}
        async with change("credentials.decided", by=by, subject=("member", found.member.id), **details):
            if decision == "not-valid" and not reason.strip():
                raise Invalid({"reason": "Say what isn’t in order"})
            if decision == "valid" and found.check.proof is None:
                raise Invalid({"reason": "Record first how you proved the email address"})
            await keep_decision(found.member.id, decision, reason.strip(), about(found.member), by=by)
            await colleague_changed(portal, await load_group(group), found.member, by=by)


async def prove_address(portal: Portal, group: UUID, how: How, seen: str, *, by: Actor) -> None:
    """Record how the address was proved at which the new sponsor will sign; Invalid at `seen`."""
    async with transaction():
        found = await _being_checked(portal, group, by)
        if not seen.strip():
            raise Invalid({"seen": "Say what you looked at, or which number you called"})
        told = {"how": how, "email": found.check.address, "seen": seen.strip()[:300], "group": group}
        async with change("credentials.address-proved", by=by, subject=("member", found.member.id), **told):
            await keep_proof(found.member.id, found.check.address, how, seen.strip()[:300], by=by)


async def look_up(portal: Portal, group: UUID, *, by: Actor) -> None:
    """Ask every register the site has about the new sponsor; nothing is decided by it."""
    member = (await _being_checked(portal, group, by, lock=False)).member
    facts = about(member)
    # Outside of any transaction: others must not wait for somebody else's register.
    said = [(each.name, await ask(each, member)) for each in portal.applications.validators]
    told = {"outcomes": {name: outcome for name, (outcome, _) in said}, "group": group}
    async with change("credentials.looked-up", by=by, subject=("member", member.id), **told):
        for name, (outcome, words) in said:
            await keep_finding(member.id, name, (outcome, words), facts)


async def _being_checked(portal: Portal, group: UUID, by: Actor, *, lock: bool = True) -> ChangeOfSponsor:
    if lock:
        await locked_group(group)
    if await side_in(group, by) != "support":
        raise NotFound
    found = await change_of_sponsor(portal.site, group)
    if found is None or found.sent is not None:
        raise Stale("The credentials aren’t being checked now.")
    return found
