"""Reading, signing and declining, by a browser that has proved the signer's address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from core.agreements.actions.following import signature_received, signatures_ended
from core.agreements.actions.sending import wake
from core.agreements.content import require_unchanged
from core.agreements.desk import Desk
from core.agreements.queries import Seat, find_seat
from core.agreements.signature import Signature
from core.agreements.states import locked_agreement, move
from core.agreements.tables import Signer, SignerVisit
from core.audit import change, refused
from core.errors import Forbidden, Invalid, PortalError, Stale


async def confirm_read(signer: UUID, token: str, text_hash: str, *, by: Actor) -> None:
    """The signer says to have read the whole text, which `text_hash` names."""
    seat = await _proved(signer, token)
    async with _step("agreement.read", seat, by, text_hash=text_hash):
        agreement, row = await _waited_for(seat)
        require_unchanged(agreement, text_hash)
        values: dict[Any, Any] = {Signer.read_at: row["read_at"] or clock.now(), Signer.read_hash: text_hash}
        await Signer.update(values).where(Signer.id == signer)


async def sign(
    signer: UUID, token: str, *, text_hash: str, consent: str, signature: Signature, by: Actor
) -> None:
    """Sign the text that `text_hash` names, having agreed to version `consent` of signing electronically.

    Signing again, or twice at once, changes nothing. Stale when the text is not the one that was read, the
    time is over or the agreement has ended; Invalid when the text was not read or consent is missing.
    """
    seat = await _proved(signer, token)
    if seat.signer["state"] == "signed":
        return
    details = {"text_hash": text_hash, "consent": consent, "signature": signature.kind}
    try:
        async with _step("agreement.signed", seat, by, **details):
            agreement, row = await _waited_for(seat)
            _require_ready(agreement, row, text_hash, consent)
            await _store(signer, text_hash, consent, signature, by)
            await _finish_when_all_have_signed(agreement, replace(by, name=seat.signer["name"]))
    except _SignedMeanwhile:
        return


async def decline(desk: Desk, signer: UUID, token: str, reason: str, *, by: Actor) -> None:
    """Refuse to sign, with a reason; the agreement ends and the group's contact is told."""
    seat = await _proved(signer, token)
    if not reason.strip():
        raise Invalid({"reason": "Say why you do not sign"})
    async with _step("agreement.declined", seat, by, reason=reason):
        agreement, _ = await _waited_for(seat)
        values: dict[Any, Any] = {Signer.state: "declined", Signer.declined_at: clock.now()}
        await Signer.update(values | {Signer.reason: reason}).where(Signer.id == signer)
        await move(agreement, "declined", reason=reason)
        await signatures_ended(agreement, "declined")
        await wake(agreement["id"], None)
        await desk.mail.send(
            to=agreement["contact"],
            template="agreement-declined",
            about=("agreement", agreement["id"]),
            document=agreement["content"]["title"],
            group_name=agreement["content"]["group"],
            signer=seat.signer["name"],
            reason=reason,
        )


class _SignedMeanwhile(Stale):
    """The same signature arrived twice; the first one stands and nothing was refused."""


@asynccontextmanager
async def _step(action: str, seat: Seat, by: Actor, **details: Any) -> AsyncIterator[None]:
    """One step of a signer as one change; when it is refused, the refusal is recorded instead."""
    by = replace(by, name=seat.signer["name"])
    subject = ("agreement", seat.agreement["id"])
    try:
        async with change(action, by=by, subject=subject, signer=seat.signer["id"], **details):
            yield
    except _SignedMeanwhile:
        raise
    except PortalError as problem:
        why = type(problem).__name__
        await refused(f"{action}-refused", by=by, subject=subject, signer=seat.signer["id"], why=why)
        raise


async def _proved(signer: UUID, token: str) -> Seat:
    seat = await find_seat(signer, token)
    if not seat.proved or seat.purpose != "sign":
        raise Forbidden("Open your personal link and enter the code we send you.")
    return seat


async def _waited_for(seat: Seat) -> tuple[dict[str, Any], dict[str, Any]]:
    """The agreement, held, and the signer as they are now; Stale when it is too late."""
    agreement = await locked_agreement(seat.agreement["id"])
    if not await SignerVisit.exists().where(SignerVisit.id == seat.visit, SignerVisit.until > clock.now()):
        raise Stale("Open your newest link again: this one has ended.")
    row = await Signer.select().where(Signer.id == seat.signer["id"]).first().output(load_json=True)
    if row is not None and row["state"] == "signed":
        raise _SignedMeanwhile("You have signed already.")
    if row is None or agreement["state"] != "out" or row["state"] != "asked":
        raise Stale("This agreement cannot be signed any more.")
    if clock.now() >= agreement["expires_at"]:
        raise Stale("The time to sign this agreement is over.")
    return agreement, row


def _require_ready(agreement: dict[str, Any], row: dict[str, Any], text_hash: str, consent: str) -> None:
    require_unchanged(agreement, text_hash)
    if row["read_hash"] != text_hash:
        raise Invalid({"": "Read the whole text first"})
    if consent != agreement["content"]["consent"]["version"]:
        raise Invalid({"consent": "Agree to sign electronically, or decline"})


async def _store(signer: UUID, text_hash: str, consent: str, signature: Signature, by: Actor) -> None:
    moment = clock.now()
    values: dict[Any, Any] = {
        Signer.state: "signed",
        Signer.consented_at: moment,
        Signer.signed_at: moment,
        Signer.consent_version: consent,
        Signer.signed_hash: text_hash,
        Signer.signature_kind: signature.kind,
        Signer.signature: signature.value,
        Signer.address: by.address[:64],
        Signer.agent: by.agent[:400],
    }
    await Signer.update(values).where(Signer.id == signer)


async def _finish_when_all_have_signed(agreement: dict[str, Any], by: Actor) -> None:
    await signature_received(agreement, by=by)
    missing = (Signer.agreement == agreement["id"]) & (Signer.state != "signed")
    if not await Signer.exists().where(missing):
        await move(agreement, "signed")
        await wake(agreement["id"], clock.now())
