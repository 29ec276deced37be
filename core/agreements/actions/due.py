"""What becomes due by itself: reminders, the last day to sign, the seal, the end of the term.

Each of these looks at the agreement as it is when its turn comes and does what is due then, so that doing it
twice, late, or in two processes at once is the same as doing it once.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.actor import SYSTEM
from core.agreements.actions.sending import ask, new_link, next_look
from core.agreements.context import Signing
from core.agreements.moving import locked, moving
from core.agreements.paper import certificate_data, draw_pdf
from core.agreements.queries import event_log, sent_agreement
from core.agreements.records import AgreementRecord, LoggedEvent, SentAgreement, SignerRecord
from core.agreements.states import NotPossible
from core.agreements.tables import Agreement, SealedAgreement
from core.agreements.term import bound_until, term_of
from core.audit import change
from core.audit.checkpoints import CheckpointWorker
from core.audit.proving import prove
from core.errors import Stale

COPY_DAYS = 90


async def attend(signing: Signing, agreement: UUID) -> datetime | None:
    """Do what is due for an agreement now; return when to look again, or None."""
    found = (await sent_agreement(agreement)).agreement
    now = clock.now()
    # Whoever was faster did it, or called the agreement off.
    with suppress(NotPossible, _NotDue):
        if found.state == "signed":
            await seal(signing, agreement)
        elif found.state == "out" and now >= found.expires_at:
            await _expire(signing, agreement)
        elif found.state == "out" and now >= _next(signing, found):
            await _remind(signing, agreement)
        elif found.state == "in-force" and found.binds_until and now >= found.binds_until:
            await _lapse(signing, agreement)
    now_is = (await sent_agreement(agreement)).agreement
    return next_look(now_is, signing.site.agreement_called(now_is.slug))


async def seal(signing: Signing, agreement: UUID) -> None:
    """Make the sealed document of a fully signed agreement; from then on it is in force.

    The document is made outside of any transaction. It is stored, and told to everybody, only if nobody else
    has done so meanwhile and the agreement was not called off. It carries the proof that the last event
    before it is in the trail; its own event, with its SHA-256, is signed with the trail right afterwards.
    """
    now, found = clock.now(), await sent_agreement(agreement)
    events = await event_log(agreement)
    proof = await prove(signing.settings, events[-1].number)
    pdf = await asyncio.to_thread(_document, signing, found, events, now, proof)
    sha256 = hashlib.sha256(pdf).hexdigest()
    ends_at = term_of(found.agreement, now, signing.site.zone)
    binds_until = bound_until(signing.site, found.agreement.slug, ends_at)
    term: dict[str, Any] = {"in_force_at": now, "ends_at": ends_at, "binds_until": binds_until}
    async with moving(signing, agreement, "in-force", by=SYSTEM, **term) as move:
        move.event.details["sha256"] = sha256
        row = SealedAgreement(agreement=agreement, pdf=pdf, sha256=sha256, sealed_at=now)
        await SealedAgreement.insert(row)
        for signer in found.signers:
            await _send_copy(signing, move.agreement, signer, sha256, (now, ends_at))
    await CheckpointWorker(signing.settings).sign()


def _document(
    signing: Signing, found: SentAgreement, events: tuple[LoggedEvent, ...], now: datetime, proof: str
) -> bytes:
    # Here, in a thread: what seals takes a second to load, and most processes never seal.
    from core.seal import put_seal  # noqa: PLC0415 - see above

    content = found.agreement.content
    pdf = draw_pdf(certificate_data(signing.site, found, events, now, proof), now)
    reason = f"{content.title}, version {content.version}, signed by all parties"
    return put_seal(pdf, signing.settings, signing.site.brand.organization, reason)


async def _send_copy(
    signing: Signing,
    agreement: AgreementRecord,
    signer: SignerRecord,
    sha256: str,
    term: tuple[datetime, datetime],
) -> None:
    since, ends = term
    until = since + timedelta(days=COPY_DAYS)
    token = await new_link(signer, "copy", until)
    await signing.mail.send(
        to=signer.email,
        template="agreement-copy",
        about=("agreement", agreement.id),
        name=signer.name,
        document=agreement.content.title,
        group_name=agreement.content.group,
        own=agreement.member is not None,
        path=f"/sign/{token}",
        since=signing.site.dates.day(since),
        until=signing.site.dates.day(ends),
        link_until=signing.site.dates.day(until),
        sha256=sha256,
    )


async def _remind(signing: Signing, agreement: UUID) -> None:
    async with change("agreement.reminded", by=SYSTEM, subject=("agreement", agreement)) as event:
        row = await locked(agreement)
        if row.state != "out" or clock.now() < _next(signing, row):
            raise _NotDue
        waiting = (await sent_agreement(agreement)).waiting_for
        for signer in waiting:
            await ask(signing.mail, row, signer, "sign-agreement-reminder", by=SYSTEM)
        event.details["reminded"] = [signer.email for signer in waiting]
        # After a stand-still one reminder is sent, not all that were missed.
        kind = signing.site.agreement_called(row.slug)
        missed = [
            number
            for number in (kind.reminder_days if kind else ())
            if row.sent_at + timedelta(days=number) <= clock.now()
        ]
        reminders = max(row.reminders + 1, len(missed))
        await Agreement.update({Agreement.reminders: reminders}).where(Agreement.id == agreement)


async def _expire(signing: Signing, agreement: UUID) -> None:
    why = "Not everybody signed in time."
    async with moving(signing, agreement, "expired", by=SYSTEM, why=why):
        pass


async def _lapse(signing: Signing, agreement: UUID) -> None:
    why = f"The term of the {signing.site.terms.agreement} is over."
    async with moving(signing, agreement, "lapsed", by=SYSTEM, why=why):
        pass


class _NotDue(Stale):
    """Somebody else did it, or it is not due any more."""


def _next(signing: Signing, agreement: AgreementRecord) -> datetime:
    look = next_look(agreement, signing.site.agreement_called(agreement.slug))
    return look if look is not None else datetime.max.replace(tzinfo=agreement.sent_at.tzinfo)
