"""Practices that were registered, signed and activated, by the acts that people use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.tables import Grant
from core.activation.actions import activate_group
from core.actor import Actor
from core.agreements.actions import Dispatch, send_out
from core.agreements.actions.due import attend
from core.agreements.content import Practice as AgreementPractice
from core.agreements.context import Signing
from core.agreements.queries import latest_of_request, sent_agreement
from core.agreements.records import AgreementRecord, SentAgreement
from core.agreements.signers import Party
from core.agreements.worker import AgreementWorker
from core.audit import change
from core.console.credentials import decide, prove_address
from core.credentials.queries import checks
from core.database import transaction
from core.demo.signing import sign_all
from core.groups.tables import Member
from core.identity.tables import Person
from core.portal import Portal
from core.requests.cases import case
from core.requests.same_practice import alike, compare
from tests.practices.enrolling import send
from tests.practices.kept import kept
from tests.practices.people import AMARA, ANALYST, BEN, Someone
from tests.practices.portals import KEYS, signing_for


@dataclass(frozen=True, slots=True)
class Practice:
    """The keys of what was stored, and who registered it."""

    group: UUID
    request: UUID
    number: str
    agreement: UUID
    by: Actor
    members: dict[str, UUID]
    grants: dict[tuple[str, str], UUID]


@kept
async def practice(portal: Portal, *people: Someone, in_force: bool = True, name: str = "Peaks") -> Practice:
    """A submitted practice whose agreement everybody has signed, or nobody yet."""
    receipt, by = await send(portal, people or (BEN, AMARA), name)
    sent = await latest_of_request(receipt.request)
    assert sent
    if in_force:
        await bring_in_force(signing_for(portal), sent)
    group = sent.agreement.group
    members = {row["first_name"]: row["id"] for row in await Member.select().where(Member.group == group)}
    return Practice(
        group, receipt.request, receipt.number, sent.agreement.id, by, members, await _grants(members)
    )


async def bring_in_force(signing: Signing, sent: SentAgreement) -> None:
    """Everybody signs an agreement, and the worker seals it."""
    async with transaction():
        await sign_all(signing, sent)
    worker = AgreementWorker(signing)
    while await worker.attend_due():
        pass
    # A worker of an application that is running may have been faster, and be at it still.
    await attend(signing, sent.agreement.id)


async def sign_another(portal: Portal, before: AgreementRecord) -> None:
    """Everybody who signed the one before is asked for another one, and signs it."""
    content = before.content
    signers = (await sent_agreement(before.id)).signers
    parties = [Party(role, signer.name, signer.email) for signer in signers for role in signer.roles]
    whom = AgreementPractice(before.group, content.group, content.address, before.contact)
    async with change("test.sent", by=ANALYST):
        key = await send_out(portal.mail, Dispatch("first", whom, parties), by=ANALYST)
    await bring_in_force(signing_for(portal), await sent_agreement(key))


async def _grants(members: dict[str, UUID]) -> dict[tuple[str, str], UUID]:
    names = {key: first for first, key in members.items()}
    rows = await Grant.select(Grant.id, Grant.member, Grant.application).where(Grant.member.is_in([*names]))
    return {(names[row["member"]], row["application"]): row["id"] for row in rows}


@kept
async def active(portal: Portal, *people: Someone, **given: Any) -> Practice:
    """A practice that support has activated."""
    made = await practice(portal, *people, **given)
    await check_credentials(portal, made)
    await activate_group(portal, KEYS, made.group, by=ANALYST)
    return made


async def check_credentials(
    portal: Portal, made: Practice, not_valid: Collection[str] = (), *, tell: bool = True
) -> None:
    """Support looks at everybody whose license counts; those with one of these first names have none."""
    if tell:
        await tell_apart(made.number, by=ANALYST)
    wrong = {made.members[first] for first in not_valid}
    for check in await checks(portal, made.group):
        if check.lacks_proof:
            await prove_address(portal, made.number, check.member, "staff-file", "Seen.", by=ANALYST)
        decision = "not-valid" if check.member in wrong else "valid"
        await decide(portal, made.number, check.member, decision, "Seen.", by=ANALYST)


async def tell_apart(number: str, *, by: Actor) -> None:
    """Support finds that no practice of the same name is the same."""
    for each in await alike((await case(number)).group):
        await compare(number, each.number, "different", "Told apart by phone.", by=by)


async def themselves(made: Practice, first: str) -> Actor:
    """Somebody of an active practice, by their own account."""
    member = await Member.select(Member.person).where(Member.id == made.members[first]).first()
    person = await Person.select(Person.account).where(Person.id == (member and member["person"])).first()
    return Actor("person", person and person["account"], first, "203.0.113.7", "Firefox")


async def state_of(grant: UUID) -> str:
    """Where a grant stands."""
    row = await Grant.select(Grant.state).where(Grant.id == grant).first()
    return str(row["state"]) if row else ""
