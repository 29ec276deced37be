"""Deciding about credentials: people do, person by person; registers can be asked."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from core.access.on_authority import colleague_changed
from core.access.request_moves import CHECKING, DECIDING, WAITING
from core.actor import Actor
from core.agreements.queries import latest_of_group
from core.audit import change, note
from core.credentials.actions import Decision, How, keep_decision, keep_finding, keep_proof
from core.credentials.looking import ask
from core.credentials.queries import HOW, about, decided_alike, needed, proof_of
from core.database import transaction
from core.errors import Invalid, NotFound, Stale
from core.groups.people import load_group, load_member
from core.groups.records import MemberFacts
from core.groups.rights import plays_now
from core.portal import Portal
from core.requests.cases import case, not_ones_own


async def decide(
    portal: Portal, number: str, member: UUID, decision: Decision, reason: str, *, by: Actor
) -> None:
    """Say whether somebody's credentials are valid, and why when they are not.

    The same decision about the same credentials, made again without another reason, is kept once. Raises
    Invalid at the field `reason`, Stale when they are not being checked, Forbidden for one's own.
    """
    async with transaction():
        row = await _being_checked(portal, number, member, by)
        if await decided_alike(row, decision, reason.strip()):
            return
        details = {"decision": decision, "request": number}
        async with change("credentials.decided", by=by, subject=("member", member), **details):
            await _require_grounds(row, decision, reason)
            await keep_decision(member, decision, reason.strip(), about(row), by=by)
            await colleague_changed(portal, await load_group(row.group), row, by=by)


async def prove_address(portal: Portal, number: str, member: UUID, how: How, seen: str, *, by: Actor) -> None:
    """Record how the address was proved at which the sponsor is asked to sign; the certificate says it too.

    Raises NotFound for anybody but the sponsor, Invalid at `seen`, Stale once the request is past its check,
    Forbidden for one's own.
    """
    async with change("credentials.address-proved", by=by, subject=("member", member), how=how) as event:
        row = await _of_request(portal, number, member, by, (WAITING, CHECKING))
        if not await plays_now(member, "sponsor"):
            raise NotFound
        if not seen.strip():
            raise Invalid({"seen": "Say what you looked at, or which number you called"})
        address, _ = await proof_of(row)
        await keep_proof(member, address, how, seen.strip()[:300], by=by)
        event.details |= {"request": number, "email": address, "seen": seen.strip()[:300]}
        if agreement := await latest_of_group(row.group):
            subject, words = ("agreement", agreement.agreement.id), HOW[how]
            await note(
                "agreement.address-confirmed",
                by=by,
                subject=subject,
                signer=row.name,
                email=address,
                how=words,
            )


async def look_up(portal: Portal, number: str, member: UUID, *, by: Actor) -> None:
    """Ask every register the site has, and keep what each says; nothing is decided by it."""
    row = await _being_checked(portal, number, member, by, lock=False)
    facts = about(row)
    # Outside of any transaction: others must not wait for somebody else's register.
    found = [(each.name, await ask(each, row)) for each in portal.applications.validators]
    async with change("credentials.looked-up", by=by, subject=("member", member), request=number) as event:
        event.details["outcomes"] = {name: outcome for name, (outcome, _) in found}
        for name, (outcome, words) in found:
            await keep_finding(member, name, (outcome, words), facts)


async def _being_checked(
    portal: Portal, number: str, member: UUID, by: Actor, *, lock: bool = True
) -> MemberFacts:
    """A person of a request whose credentials are being checked, and not one's own."""
    return await _of_request(portal, number, member, by, (CHECKING, DECIDING), lock=lock)


async def _require_grounds(row: MemberFacts, decision: Decision, reason: str) -> None:
    if decision == "not-valid" and not reason.strip():
        raise Invalid({"reason": "Say what isn’t in order"})
    if decision == "valid" and await plays_now(row.id, "sponsor") and (await proof_of(row))[1] is None:
        raise Invalid({"reason": "Record first how you proved the email address"})


async def _of_request(
    portal: Portal, number: str, member: UUID, by: Actor, states: Collection[str], *, lock: bool = True
) -> MemberFacts:
    request = await case(number, lock=lock)
    if request.state not in states:
        raise Stale("The credentials of this request aren’t being checked now.")
    await not_ones_own(request, by)
    found = await load_member(member)
    if found.group != request.group or not needed(portal.site, found):
        raise NotFound
    return found
