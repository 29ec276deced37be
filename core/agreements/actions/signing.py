"""Reading, signing and declining, by a browser that has proved the signer's address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from core.agreements.context import Signing
from core.agreements.moving import answering, locked
from core.agreements.queries import Seat, find_seat, signer_called
from core.agreements.records import AgreementRecord, SignerRecord
from core.agreements.signature import Signature, is_another_name
from core.agreements.states import NotPossible
from core.agreements.tables import Signer, SignerVisit
from core.audit import change
from core.errors import Forbidden, Invalid, PortalError, Stale
from core.identity.refusals import refuse


@dataclass(frozen=True, slots=True)
class Given:
    """What a signer gives: the hash of the text they see, the version of the consent, and the signature."""

    text_hash: str
    consent: str
    signature: Signature


async def confirm_read(signer: UUID, token: str, text_hash: str, *, by: Actor) -> None:
    """Note that the signer says to have read the whole text, which `text_hash` names."""
    seat = await _proved(signer, token)
    by, subject = replace(by, name=seat.signer.name), ("agreement", seat.agreement.id)
    async with (
        _refusals_noted("agreement.read", seat, by),
        change("agreement.read", by=by, subject=subject, signer=signer, text_hash=text_hash),
    ):
        agreement, row = await locked(seat.agreement.id), await signer_called(signer)
        await _require_in_time(seat, agreement)
        if row.state != "asked":
            raise Stale("It can’t be signed any more.")
        agreement.content.require_unchanged(agreement.text_hash, text_hash)
        values: dict[Any, Any] = {Signer.read_at: row.read_at or clock.now(), Signer.read_hash: text_hash}
        await Signer.update(values).where(Signer.id == signer)


async def sign(signing: Signing, signer: UUID, token: str, given: Given, *, by: Actor) -> None:
    """Sign the text that was read, having agreed to signing electronically.

    Signing again, or twice at once, changes nothing. Stale when the text is not the one that was read, the
    time is over or the agreement has ended; Invalid when the text was not read or consent is missing.
    """
    seat = await _proved(signer, token)
    by = replace(by, name=seat.signer.name)
    values = _signed(given, by)
    try:
        async with (
            _refusals_noted("agreement.signed", seat, by),
            answering(signing, signer, "signed", by=by, **values) as answer,
        ):
            answer.event.details |= {"text_hash": given.text_hash, "consent": given.consent}
            answer.event.details["signature"] = given.signature.kind
            if is_another_name(given.signature, answer.signer.name):
                answer.event.details["typed_another_name"] = given.signature.value
            await _require_in_time(seat, answer.agreement)
            _require_ready(answer.agreement, answer.signer, given)
    except NotPossible as problem:
        if problem.state != "signed":
            raise


async def decline(signing: Signing, signer: UUID, token: str, reason: str, *, by: Actor) -> None:
    """Refuse to sign, with a reason; the agreement ends, which the listener tells those concerned."""
    seat = await _proved(signer, token)
    if not reason.strip():
        raise Invalid({"reason": "Say why you don’t sign"})
    by, values = replace(by, name=seat.signer.name), {"declined_at": clock.now(), "reason": reason}
    async with (
        _refusals_noted("agreement.declined", seat, by),
        answering(signing, signer, "declined", by=by, **values) as answer,
    ):
        answer.event.details["reason"] = reason
        await _require_in_time(seat, answer.agreement)


@asynccontextmanager
async def _refusals_noted(action: str, seat: Seat, by: Actor) -> AsyncIterator[None]:
    """Note in the trail that a step of a signer is refused; a signature that is there already is none."""
    try:
        yield
    except PortalError as problem:
        if not isinstance(problem, NotPossible) or problem.state != "signed":
            subject, why = ("agreement", seat.agreement.id), type(problem).__name__
            signer = seat.signer.id
            await refuse(f"{action}-refused", signer, by=by, subject=subject, signer=signer, why=why)
        raise


async def _proved(signer: UUID, token: str) -> Seat:
    seat = await find_seat(signer, token)
    if not seat.proved or seat.purpose != "sign":
        raise Forbidden("Open your personal link and enter the code we send you.")
    return seat


async def _require_in_time(seat: Seat, agreement: AgreementRecord) -> None:
    """Raise Stale when the visit, the agreement or the time to sign it is over."""
    if not await SignerVisit.exists().where(SignerVisit.id == seat.visit, SignerVisit.until > clock.now()):
        raise Stale("Open your newest link again: this one has ended.")
    if agreement.state != "out":
        raise Stale("It can’t be signed any more.")
    if clock.now() >= agreement.expires_at:
        raise Stale("The time to sign it is over.")


def _require_ready(agreement: AgreementRecord, signer: SignerRecord, given: Given) -> None:
    agreement.content.require_unchanged(agreement.text_hash, given.text_hash)
    if signer.read_hash != given.text_hash:
        raise Invalid({"": "Read the whole text first"})
    if given.consent != agreement.content.consent.version:
        raise Invalid({"consent": "Agree to sign electronically, or decline"})


def _signed(given: Given, by: Actor) -> dict[str, Any]:
    moment = clock.now()
    return {
        "consented_at": moment,
        "signed_at": moment,
        "consent_version": given.consent,
        "signed_hash": given.text_hash,
        "signature_kind": given.signature.kind,
        "signature": given.signature.value,
        "address": by.address[:64],
        "agent": by.agent[:400],
    }
