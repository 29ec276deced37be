"""Everything that is read of agreements; nothing here changes anything, and all that leaves is frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from core import clock
from core.agreements.records import (
    AgreementRecord,
    AgreementState,
    LinkPurpose,
    LinkRecord,
    LoggedEvent,
    SentAgreement,
    SignerRecord,
)
from core.agreements.signers import address_key
from core.agreements.states import OPEN
from core.agreements.tables import LINK, VISIT, Agreement, SealedAgreement, Signer, SignerLink, SignerVisit
from core.agreements.whom import binding
from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.database import at_once
from core.errors import NotFound
from core.tokens import hash_of, hash_of_link

STILL_KNOWN = timedelta(hours=1)
LinkState = Literal["open", "signed", "declined", "void", "expired", "replaced", "forwarded"]


_ENDED: Mapping[AgreementState, LinkState] = {
    "void": "void",
    "declined": "declined",
    "expired": "expired",
    "lapsed": "expired",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A personal link that was really sent, and what can be done with it now.

    `signed`: this person has signed already; `declined`, `void`, `expired`: the agreement ended so, or the
    link's time is over; `replaced`: a newer link was sent to another address; `forwarded`: it was opened by
    somebody signed in under another address.
    """

    state: LinkState
    purpose: LinkPurpose
    signer: SignerRecord
    agreement: AgreementRecord


@dataclass(frozen=True, slots=True)
class Seat:
    """A browser at a signer's place; `proved` when the code that was mailed has been entered there."""

    visit: UUID
    purpose: LinkPurpose
    proved: bool
    signer: SignerRecord
    agreement: AgreementRecord


async def find_link(token: str, signed_in_as: str | None = None) -> Link:
    """Find the link with this token; NotFound when nobody was ever sent one."""
    row = await SignerLink.select().where(SignerLink.token_hash == hash_of_link(token)).first()
    if row is None:
        raise NotFound
    link = LinkRecord(row["signer"], row["purpose"], row["expires_at"], row["replaced_at"])
    signer, agreement = await _place(link.signer)
    # One that was replaced lets nobody in, and was sent to an address that may be another now.
    if link.replaced_at is None and not LINK.holds(row | {"email": signer.email}):
        raise NotFound
    state = _link_state(link, signer, agreement)
    if state == "open" and signed_in_as and address_key(signed_in_as) != address_key(signer.email):
        state = "forwarded"
    return Link(state, link.purpose, signer, agreement)


async def own_link(signer: UUID, address: str) -> Link:
    """Find what a signer does without a link, who is signed in under their address; NotFound for others."""
    found, agreement = await _place(signer)
    if found.email.casefold() != address.casefold():
        raise NotFound
    as_sent = LinkRecord(signer, "sign", agreement.expires_at, None)
    return Link(_link_state(as_sent, found, agreement), "sign", found, agreement)


async def find_seat(signer: UUID, token: str) -> Seat:
    """Find the place this browser has; NotFound when it has none, or its time is over."""
    return await _seat(signer, token, clock.now())


async def find_seat_for_code(signer: UUID, token: str) -> Seat:
    """Find the same, or one whose code is too old since less than an hour: another can be sent to it."""
    seat = await _seat(signer, token, clock.now() - STILL_KNOWN)
    return await find_seat(signer, token) if seat.proved else seat


async def _seat(signer: UUID, token: str, until: datetime) -> Seat:
    # A visit that was ended early does not say any more what it was bound to, and counts for nothing.
    kept = SignerVisit.until > until
    ours = (SignerVisit.token_hash == hash_of(token)) & (SignerVisit.signer == signer)
    row = await SignerVisit.select().where(ours & kept).first()
    if row is None:
        raise NotFound
    found, agreement = await _place(signer)
    if not VISIT.holds(row | {"email": found.email}):
        raise NotFound
    return Seat(row["id"], row["purpose"], row["proved_at"] is not None, found, agreement)


def link_again(seat: Seat) -> Link:
    """Return what brought a browser to its place, as it stands now."""
    as_sent = LinkRecord(seat.signer.id, seat.purpose, seat.agreement.expires_at, None)
    state = "open" if seat.purpose == "copy" else _link_state(as_sent, seat.signer, seat.agreement)
    return Link(state, seat.purpose, seat.signer, seat.agreement)


async def sent_agreement(agreement: UUID) -> SentAgreement:
    """Find one agreement with its signers."""
    return SentAgreement(*await at_once(_agreement(agreement), _signers(agreement)))


async def signer_called(signer: UUID) -> SignerRecord:
    """Find one signer by their key."""
    row = await Signer.select().where(Signer.id == signer).first().output(load_json=True)
    if row is None:
        raise NotFound
    return SignerRecord.of(row)


async def latest_of_request(request: UUID) -> SentAgreement | None:
    """Find the newest agreement that was sent for a request, with its signers."""
    query = Agreement.select(Agreement.id, Agreement.follows).where(Agreement.request == request)
    rows = await query.order_by(Agreement.sent_at, ascending=False)
    # Several may have gone out in one moment: of these, one is followed by no other.
    followed = {each["follows"] for each in rows}
    row = next((each for each in rows if each["id"] not in followed), None)
    return await sent_agreement(row["id"]) if row else None


async def agreements_of(group: UUID) -> list[UUID]:
    """List the keys of every agreement of a group, without those of its members."""
    return [row["id"] for row in await Agreement.select(Agreement.id).where(binding(group))]


async def latest_of_group(group: UUID, member: UUID | None = None) -> SentAgreement | None:
    """Find the newest agreement of a group that waits for signatures, or else the newest there was.

    With a `member`, of those that they sign for themselves.
    """
    query = Agreement.select(Agreement.id, Agreement.state).where(binding(group, member))
    rows = await query.order_by(Agreement.sent_at, ascending=False).limit(20)
    row = next((each for each in rows if each["state"] in OPEN), rows[0] if rows else None)
    return await sent_agreement(row["id"]) if row else None


async def address_of_signer(group: UUID, role: str) -> str:
    """Find where a group's open, or else newest, agreement is signed in this part; one statement."""
    agreement: Any = Signer.agreement
    columns = (Signer.email, Signer.roles, agreement.open_for.as_alias("open"))
    # Who was only asked to sponsor the group, and never did, is somebody else.
    counts = (agreement.purpose != "sponsor") | agreement.in_force_at.is_not_null()
    own = (agreement.group == group) & (agreement.purpose != "member")
    query = Signer.select(*columns).where(own & counts)
    rows = await query.order_by(agreement.sent_at, ascending=False).limit(60).output(load_json=True)
    theirs = [row for row in rows if role in row["roles"]]
    row = next((each for each in theirs if each["open"]), theirs[0] if theirs else None)
    return str(row["email"]) if row else ""


async def agreement_in_force(group: UUID) -> UUID | None:
    """Find the agreement that binds a group now; nothing is granted to a group that has none."""
    row = (
        await Agreement.select(Agreement.id)
        .where(binding(group) & _binds())
        .order_by(Agreement.in_force_at, ascending=False)
        .first()
    )
    return row["id"] if row else None


async def another_binds(group: UUID, agreement: UUID) -> bool:
    """Whether a group is bound by another agreement than this one."""
    return await Agreement.exists().where(binding(group) & (Agreement.id != agreement) & _binds())


async def bound_no_more_since(group: UUID, member: UUID | None = None) -> datetime | None:
    """Tell when the last agreement ended that bound a group, or a member of it; None when none ever did."""
    ended = Agreement.in_force_at.is_not_null() & Agreement.ended_at.is_not_null()
    query = (
        Agreement.select(Agreement.ended_at)
        .where(binding(group, member) & ended)
        .order_by(Agreement.ended_at, ascending=False)
    )
    row = await query.first()
    return row["ended_at"] if row else None


async def bound(groups: Sequence[UUID]) -> list[UUID]:
    """Find those of these groups that an agreement binds now, in their order; one statement."""
    if not groups:
        return []
    theirs = Agreement.group.is_in([*groups]) & (Agreement.purpose != "member")
    rows = await Agreement.select(Agreement.group).where(theirs & _binds())
    found = {row["group"] for row in rows}
    return [each for each in groups if each in found]


async def sealed_pdf(agreement: UUID) -> bytes | None:
    """Return the finished document, once there is one."""
    row = (
        await SealedAgreement.select(SealedAgreement.pdf)
        .where(SealedAgreement.agreement == agreement)
        .first()
    )
    return bytes(row["pdf"]) if row else None


async def newest_sealed(group: UUID) -> UUID | None:
    """Find the agreement of a group that everybody signed last, whether or not it still binds."""
    signed = binding(group) & Agreement.in_force_at.is_not_null()
    query = Agreement.select(Agreement.id).where(signed).order_by(Agreement.in_force_at, ascending=False)
    row = await query.first()
    return row["id"] if row else None


async def sealed_with(sha256: str) -> datetime | None:
    """Return when a document with this SHA-256 was sealed here; None when none was."""
    query = SealedAgreement.select(SealedAgreement.sealed_at).where(SealedAgreement.sha256 == sha256)
    row = await query.first()
    return row["sealed_at"] if row else None


async def event_log(agreement: UUID) -> tuple[LoggedEvent, ...]:
    """List every event of an agreement, oldest first."""
    event = AuditEvent
    rows = (
        await event.select(
            event.number,
            event.at,
            event.action,
            event.actor_kind,
            event.actor_name,
            event.address,
            event.agent,
            event.details,
            event.leaf,
        )
        .where(in_trail(), event.subject_kind == "agreement", event.subject == str(agreement))
        .order_by(event.number)
        .output(load_json=True)
    )
    return tuple(LoggedEvent(**row) for row in rows)


def _binds() -> Any:
    return (Agreement.state == "in-force") & (Agreement.binds_until > clock.now())


async def _place(signer: UUID) -> tuple[SignerRecord, AgreementRecord]:
    found = await signer_called(signer)
    return found, await _agreement(found.agreement)


async def _agreement(agreement: UUID) -> AgreementRecord:
    row = await Agreement.select().where(Agreement.id == agreement).first().output(load_json=True)
    if row is None:
        raise NotFound
    return AgreementRecord.of(row)


async def _signers(agreement: UUID) -> tuple[SignerRecord, ...]:
    query = Signer.select().where(Signer.agreement == agreement).order_by(Signer.position)
    return tuple(SignerRecord.of(row) for row in await query.output(load_json=True))


def _link_state(link: LinkRecord, signer: SignerRecord, agreement: AgreementRecord) -> LinkState:
    if link.replaced_at is not None:
        return "replaced"
    late = clock.now() >= link.expires_at
    if link.purpose == "copy":
        return "expired" if late else "open"
    if signer.state == "signed" and agreement.state != "void":
        return "signed"
    if late and agreement.state == "out":
        return "expired"
    return _ENDED.get(agreement.state, "open")
