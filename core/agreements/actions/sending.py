"""Sending an agreement out, and asking its signers again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.agreements.content import Content, Practice, parts_in_words, put_together
from core.agreements.moving import locked, wake
from core.agreements.queries import sent_agreement, signer_called
from core.agreements.records import AgreementRecord, LinkPurpose, Purpose, SignerRecord
from core.agreements.signers import Asked, Party, name_key, signers_of
from core.agreements.states import OPEN
from core.agreements.tables import LINK, Agreement, Signer, SignerLink
from core.audit import change
from core.errors import Stale
from core.mail import Mail
from core.site import SiteProfile
from core.site.profile import Agreement as AgreementKind
from core.tokens import hash_of, new_token


@dataclass(frozen=True, slots=True)
class Received:
    """What somebody who may sign is told in the same mail: the request with this number was received.

    `named` tells them that they are its administrator, and others sent it for them. `path` leads to it.
    """

    address: str
    number: str
    people: int
    path: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What goes out: why, whom it binds, who signs, for which request, instead of which earlier agreement.

    With a `member` it binds them alone, and is the agreement that each member signs.

    `received` is told to those of them who sign, so that nobody gets two mails at once. One that renews
    another has its term from there, and may be signed until then at least.
    """

    purpose: Purpose
    practice: Practice
    parties: Sequence[Party]
    request: UUID | None = None
    follows: UUID | None = None
    received: tuple[Received, ...] = ()
    term_from: datetime | None = None
    until: datetime | None = None
    member: UUID | None = None

    def kind(self, site: SiteProfile) -> AgreementKind:
        """Return the agreement of the site that goes out; Stale when it has none that members sign."""
        found = site.member_agreement if self.member else site.agreement
        if found is None:
            raise Stale("Nobody signs anything of their own here.")
        return found

    def told(self, address: str) -> Received | None:
        """Find what an address is told besides being asked to sign."""
        return next((each for each in self.received if each.address == address), None)


async def send_out(mail: Mail, dispatch: Dispatch, *, by: Actor) -> UUID:
    """Freeze text and signers, and ask each signer by mail; return the key of the agreement.

    Joins the caller's transaction. Invalid when two people would sign from one mailbox; Stale when an
    agreement of this group for the same purpose is still open, of which one wins when two are sent at once.
    """
    kind = dispatch.kind(mail.site)
    signers = signers_of(dispatch.parties, kind.signers)
    content = put_together(mail.site, kind, dispatch.practice, signers, dispatch.term_from)
    row = _new_row(kind, dispatch, content)
    details = {"document": kind.slug, "version": kind.text.version, "text_hash": row.text_hash}
    details["purpose"] = dispatch.purpose
    async with change("agreement.sent", by=by, subject=("agreement", row.id), **details) as event:
        await _insert(row)
        event.details["signers"] = [asdict(each) for each in signers]
        event.details["same_names"] = len({name_key(each.name) for each in signers}) < len(signers)
        await Signer.insert(*(_new_signer(row.id, *each) for each in enumerate(signers)))
        sent = await sent_agreement(row.id)
        for signer in sent.signers:
            told = dispatch.told(signer.email)
            await ask(mail, sent.agreement, signer, "sign-agreement", by=by, received=told)
        await wake(row.id, next_look(sent.agreement, kind))
    return row.id


async def ask(
    mail: Mail,
    agreement: AgreementRecord,
    signer: SignerRecord,
    template: str,
    *,
    by: Actor,
    received: Received | None = None,
) -> None:
    """Mail a signer a new personal link; links sent before keep working. Part of a change."""
    token = await new_link(signer, "sign", agreement.expires_at)
    await mail.send(
        to=signer.email,
        template=template,
        about=("agreement", agreement.id),
        name=signer.name,
        document=agreement.content.title,
        group_name=agreement.content.group,
        parts=" and ".join(parts_in_words(mail.site, signer.roles)),
        path=f"/sign/{token}",
        until=mail.site.dates.day(agreement.expires_at),
        received=received,
        renews=agreement.renews,
        own=agreement.member is not None,
        ends=_day_to_come(mail, agreement.content.term_from),
        by=by,
    )


def _day_to_come(mail: Mail, moment: datetime | None) -> str:
    """Write the day of a moment; nothing once it is over."""
    return mail.site.dates.day(moment) if moment is not None and moment > clock.now() else ""


async def resend(mail: Mail, signer: UUID, *, by: Actor) -> None:
    """Ask somebody who has not signed once more."""
    row, agreement = await still_asked(signer)
    details = {"signer": row.name, "email": row.email}
    async with change("agreement.link-sent", by=by, subject=("agreement", agreement.id), **details):
        row, agreement = await still_asked(signer)
        await ask(mail, agreement, row, "sign-agreement-reminder", by=by)


async def still_asked(signer: UUID) -> tuple[SignerRecord, AgreementRecord]:
    """Find a signer whose signature is waited for, and hold the agreement until the transaction ends."""
    agreement = await locked((await signer_called(signer)).agreement)
    row = await signer_called(signer)
    if agreement.state != "out" or row.state != "asked":
        raise Stale("This signature isn’t waited for any more.")
    return row, agreement


async def new_link(signer: SignerRecord, purpose: LinkPurpose, until: datetime) -> str:
    """Make a personal link for a signer; the token is returned and kept nowhere."""
    token = new_token()
    values: dict[str, Any] = {
        "id": uuid4(), "signer": signer.id, "purpose": purpose, "token_hash": hash_of(token),
        "expires_at": until,
    }  # fmt: skip
    binding = LINK.of(values | {"email": signer.email})
    await SignerLink.insert(SignerLink(**values, made_at=clock.now(), binding=binding))
    return token


def next_look(agreement: AgreementRecord, kind: AgreementKind | None) -> datetime | None:
    """Return when something falls due by itself: a reminder, the last day to sign, the end of the term."""
    if agreement.state == "in-force":
        return agreement.binds_until
    if agreement.state not in OPEN:
        return None
    # Those who renew are told of the end of the term instead.
    reminded = kind is not None and not agreement.renews
    days = kind.reminder_days[agreement.reminders :] if kind and reminded else ()
    return min([agreement.expires_at, *(agreement.sent_at + timedelta(days=number) for number in days[:1])])


async def _insert(row: Agreement) -> None:
    """Store the row, unless another is open: the unique column decides, also between two at once."""
    made = Agreement.insert(row).on_conflict(target=Agreement.open_for, action="DO NOTHING")
    if not await made.returning(Agreement.id):
        raise Stale("{Agreement.short.a} of this group is still waiting for signatures.")


def _new_row(kind: AgreementKind, dispatch: Dispatch, content: Content) -> Agreement:
    practice, moment = dispatch.practice, clock.now()
    in_time = moment + timedelta(days=kind.expires_days)
    return Agreement(
        id=uuid4(),
        group=practice.key,
        member=dispatch.member,
        purpose=dispatch.purpose,
        open_for=f"{dispatch.member or practice.key}:{dispatch.purpose}",
        request=dispatch.request,
        follows=dispatch.follows,
        slug=kind.slug,
        version=kind.text.version,
        state="out",
        content=content.stored(),
        text_hash=content.text_hash,
        contact=practice.contact,
        sent_at=moment,
        expires_at=max(in_time, dispatch.until or in_time),
    )


def _new_signer(agreement: UUID, position: int, asked: Asked) -> Signer:
    return Signer(
        agreement=agreement,
        position=position,
        state="asked",
        sent_at=clock.now(),
        roles=list(asked.roles),
        name=asked.name,
        email=asked.email,
    )
