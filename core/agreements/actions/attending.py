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
from core.agreements.actions.following import signatures_complete, signatures_ended, stopped_binding
from core.agreements.actions.sending import ask, day, new_link, next_look
from core.agreements.desk import Desk
from core.agreements.paper import certificate_data, draw_pdf
from core.agreements.queries import Standing, event_log, standing
from core.agreements.states import locked, move
from core.agreements.tables import Agreement, SealedAgreement, Signer
from core.audit import change
from core.errors import Stale
from core.seal import put_seal

COPY_DAYS = 90


async def attend(desk: Desk, agreement: UUID) -> datetime | None:
    """Do what is due for an agreement now; when somebody has to look again, or None."""
    found = (await standing(agreement)).agreement
    now = clock.now()
    with suppress(_AlreadyDone):
        if found["state"] == "signed":
            await seal(desk, agreement)
        elif found["state"] == "out" and now >= found["expires_at"]:
            await _expire(desk, agreement)
        elif found["state"] == "out" and now >= _next(desk, found):
            await _remind(desk, agreement)
        elif found["state"] == "in-force" and now >= found["ends_at"]:
            await _lapse(desk, agreement)
    return next_look((await standing(agreement)).agreement, desk.site.agreement_called(found["slug"]))


async def seal(desk: Desk, agreement: UUID) -> None:
    """Make the sealed document of a fully signed agreement; from then on it is in force.

    The document is made outside of any transaction. It is stored, and told to everybody, only if nobody else
    has done so meanwhile and the agreement was not called off.
    """
    now, found = clock.now(), await standing(agreement)
    events = await event_log(agreement)
    pdf = await asyncio.to_thread(_document, desk, found, events, now)
    sha256 = hashlib.sha256(pdf).hexdigest()
    async with change("agreement.in-force", by=SYSTEM, subject=("agreement", agreement), sha256=sha256):
        row = await _locked_in(agreement, "signed")
        await SealedAgreement.insert(
            SealedAgreement(agreement=agreement, pdf=pdf, sha256=sha256, sealed_at=now)
        )
        ends_at = _months_later(now, row["content"]["term_months"])
        await move(row, "in-force", in_force_at=now, ends_at=ends_at)
        await signatures_complete(row)
        if desk.in_force is not None:
            await desk.in_force(row["group"])
        for signer in found.signers:
            await _send_copy(desk, row, signer, sha256, now, ends_at)


def _document(desk: Desk, found: Standing, events: list[dict[str, Any]], now: datetime) -> bytes:
    content = found.agreement["content"]
    pdf = draw_pdf(certificate_data(desk, found, events, now), now)
    reason = f"{content['title']}, version {content['version']}, signed by all parties"
    return put_seal(pdf, desk.settings, desk.site.brand.organisation, reason)


async def _send_copy(
    desk: Desk, agreement: dict[str, Any], signer: dict[str, Any], sha256: str, now: datetime, ends: datetime
) -> None:
    until = now + timedelta(days=COPY_DAYS)
    token = await new_link(signer["id"], "copy", until)
    await desk.mail.send(
        to=signer["email"],
        template="agreement-copy",
        about=("agreement", agreement["id"]),
        name=signer["name"],
        document=agreement["content"]["title"],
        group_name=agreement["content"]["group"],
        path=f"/sign/{token}",
        since=day(desk, now),
        until=day(desk, ends),
        link_until=day(desk, until),
        sha256=sha256,
    )


async def _remind(desk: Desk, agreement: UUID) -> None:
    async with change("agreement.reminded", by=SYSTEM, subject=("agreement", agreement)) as event:
        row = await _locked_in(agreement, "out")
        if clock.now() < _next(desk, row):
            raise _AlreadyDone
        query = Signer.select().where(Signer.agreement == agreement, Signer.state == "asked")
        signers = await query.output(load_json=True)
        for signer in signers:
            await ask(desk, row, signer, "sign-agreement-reminder")
        event.details["reminded"] = [signer["email"] for signer in signers]
        # After a stand-still one reminder is sent, not all that were missed.
        kind = desk.site.agreement_called(row["slug"])
        missed = [
            number
            for number in (kind.reminder_days if kind else ())
            if row["sent_at"] + timedelta(days=number) <= clock.now()
        ]
        reminders = max(row["reminders"] + 1, len(missed))
        await Agreement.update({Agreement.reminders: reminders}).where(Agreement.id == agreement)


async def _expire(desk: Desk, agreement: UUID) -> None:
    async with change("agreement.expired", by=SYSTEM, subject=("agreement", agreement)):
        row = await _locked_in(agreement, "out")
        missing = await Signer.select(Signer.name).where(
            Signer.agreement == agreement, Signer.state == "asked"
        )
        await move(row, "expired")
        await signatures_ended(row, "expired")
        await desk.mail.send(
            to=row["contact"],
            template="agreement-expired",
            about=("agreement", agreement),
            document=row["content"]["title"],
            group_name=row["content"]["group"],
            missing=", ".join(each["name"] for each in missing),
        )


async def _lapse(desk: Desk, agreement: UUID) -> None:
    async with change("agreement.lapsed", by=SYSTEM, subject=("agreement", agreement)):
        row = await _locked_in(agreement, "in-force")
        await move(row, "lapsed")
        why = f"The term of the {desk.site.terms.agreement} is over."
        await stopped_binding(desk, row, why, by=SYSTEM)


class _AlreadyDone(Stale):
    """Somebody else did it, or it is not due any more."""


async def _locked_in(agreement: UUID, state: str) -> dict[str, Any]:
    row = await locked(agreement)
    if row["state"] != state:
        raise _AlreadyDone
    return row


def _next(desk: Desk, agreement: dict[str, Any]) -> datetime:
    look = next_look(agreement, desk.site.agreement_called(agreement["slug"]))
    return look if look is not None else datetime.max.replace(tzinfo=agreement["sent_at"].tzinfo)


def _months_later(moment: datetime, months: int) -> datetime:
    """The same day so many months on, or the last day of a shorter month."""
    number = moment.month - 1 + months
    year, month = moment.year + number // 12, number % 12 + 1
    for last in (moment.day, 30, 29, 28):
        with suppress(ValueError):
            return moment.replace(year=year, month=month, day=min(moment.day, last))
    raise ValueError(moment)
