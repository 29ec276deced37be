"""Sending an agreement out, and asking its signers again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.agreements.content import Party, Practice, put_together, text_hash
from core.agreements.desk import Office, part
from core.agreements.signers import signers_of
from core.agreements.states import OPEN, locked_agreement
from core.agreements.tables import Agreement, AgreementWork, Signer, SignerLink
from core.audit import change
from core.errors import NotFound, Stale
from core.names import folded_name
from core.site.profile import Agreement as AgreementKind
from core.tokens import hash_of, new_token


async def send_out(
    office: Office, practice: Practice, parties: Sequence[Party], *, by: Actor, request: UUID | None = None
) -> UUID:
    """Freeze text and signers, and ask each signer by mail; the key of the agreement.

    Joins the caller's transaction. Invalid when two people would sign from one mailbox; Stale when an
    agreement of this group is still waiting for signatures.
    """
    return await send_again(office, practice, parties, by=by, request=request)


async def send_again(
    office: Office,
    practice: Practice,
    parties: Sequence[Party],
    *,
    by: Actor,
    request: UUID | None,
    follows: UUID | None = None,
) -> UUID:
    """`send_out` in the place of an earlier agreement."""
    kind, key = office.site.agreement, uuid4()
    signers = signers_of(parties, kind.signers)
    content = put_together(office, kind, practice, signers)
    row = _new_row(key, practice, kind, content)
    row.request, row.follows = request, follows
    details = {"document": kind.slug, "version": kind.text.version, "text_hash": row.text_hash}
    async with change("agreement.sent", by=by, subject=("agreement", key), **details) as event:
        if await Agreement.exists().where(Agreement.open_for == practice.key):
            raise Stale("An agreement of this group is still waiting for signatures.")
        await Agreement.insert(row)
        event.details["signers"] = [
            {"name": each["name"], "email": each["email"], "roles": each["roles"]} for each in signers
        ]
        event.details["same_names"] = len({folded_name(each["name"]) for each in signers}) < len(signers)
        for position, signer in enumerate(signers):
            await _ask_first(office, row.to_dict(), signer, position)
        await wake(key, next_look(row.to_dict(), kind))
    return key


async def ask(office: Office, agreement: dict[str, Any], signer: dict[str, Any], template: str) -> None:
    """Mail a signer a new personal link; links sent before keep working. Part of a change."""
    token = await new_link(signer["id"], "sign", agreement["expires_at"])
    content = agreement["content"]
    await office.mail.send(
        to=signer["email"],
        template=template,
        about=("agreement", agreement["id"]),
        name=signer["name"],
        document=content["title"],
        group_name=content["group"],
        parts=" and ".join(part(office.site, role) for role in signer["roles"]),
        path=f"/sign/{token}",
        until=office.site.dates.day(agreement["expires_at"]),
    )


async def resend(office: Office, signer: UUID, *, by: Actor) -> None:
    """Ask somebody who has not signed once more."""
    row, agreement = await still_asked(signer)
    details = {"signer": row["name"], "email": row["email"]}
    async with change("agreement.link-sent", by=by, subject=("agreement", agreement["id"]), **details):
        row, agreement = await still_asked(signer)
        await ask(office, agreement, row, "sign-agreement-reminder")


async def still_asked(signer: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    """A signer whose signature is waited for, and the agreement, held until the transaction ends."""
    found = await Signer.select().where(Signer.id == signer).first().output(load_json=True)
    if found is None:
        raise NotFound
    agreement = await locked_agreement(found["agreement"])
    row = await Signer.select().where(Signer.id == signer).first().output(load_json=True)
    if agreement["state"] != "out" or row is None or row["state"] != "asked":
        raise Stale("This signature is not waited for any more.")
    return row, agreement


async def new_link(signer: UUID, purpose: str, until: datetime) -> str:
    """A personal link for a signer; the token is returned and kept nowhere."""
    token = new_token()
    row = SignerLink(signer=signer, purpose=purpose, token_hash=hash_of(token))
    row.made_at, row.expires_at = clock.now(), until
    await SignerLink.insert(row)
    return token


async def wake(agreement: UUID, due: datetime | None) -> None:
    """Say when somebody has to look at the agreement next; takes it from whoever is looking now."""
    values: dict[Any, Any] = {AgreementWork.due: due, AgreementWork.lease: None}
    work = AgreementWork.agreement == agreement
    if not await AgreementWork.update(values).where(work).returning(AgreementWork.id):
        await AgreementWork.insert(AgreementWork(agreement=agreement, due=due))


def next_look(agreement: dict[str, Any], kind: AgreementKind | None) -> datetime | None:
    """When something falls due by itself: the next reminder, the last day to sign, the end of the term."""
    if agreement["state"] == "in-force":
        ends_at: datetime = agreement["ends_at"]
        return ends_at
    if agreement["state"] not in OPEN:
        return None
    days = kind.reminder_days[agreement["reminders"] :] if kind else ()
    sent_at: datetime = agreement["sent_at"]
    last: datetime = agreement["expires_at"]
    return min([last, *(sent_at + timedelta(days=number) for number in days[:1])])


def _new_row(key: UUID, practice: Practice, kind: AgreementKind, content: dict[str, Any]) -> Agreement:
    row, moment = Agreement(id=key, group=practice.key, open_for=practice.key), clock.now()
    row.slug, row.version, row.state = kind.slug, kind.text.version, "out"
    row.content, row.text_hash = content, text_hash(content)
    row.contact, row.sent_at = practice.contact, moment
    row.expires_at = moment + timedelta(days=kind.expires_days)
    return row


async def _ask_first(
    office: Office, agreement: dict[str, Any], signer: dict[str, Any], position: int
) -> None:
    row = Signer(agreement=agreement["id"], position=position, state="asked", sent_at=clock.now())
    row.roles, row.name, row.email = signer["roles"], signer["name"], signer["email"]
    await Signer.insert(row)
    await ask(office, agreement, {"id": row.id, **signer}, "sign-agreement")
