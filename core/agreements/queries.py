"""Everything that is read of agreements; nothing here changes anything (I9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core import clock
from core.agreements.signers import address_key
from core.agreements.states import OPEN
from core.agreements.tables import Agreement, SealedAgreement, Signer, SignerLink, SignerVisit
from core.audit.tables import AuditEvent
from core.errors import NotFound
from core.tokens import hash_of

LinkState = Literal["open", "signed", "declined", "void", "expired", "replaced", "forwarded"]


_ENDED: dict[str, LinkState] = {
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
    purpose: str
    signer: dict[str, Any]
    agreement: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seat:
    """A browser at a signer's place; `proved` when the code that was mailed has been entered there."""

    visit: UUID
    purpose: str
    proved: bool
    signer: dict[str, Any]
    agreement: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """An agreement of a group and where each signature stands."""

    agreement: dict[str, Any]
    signers: tuple[dict[str, Any], ...]

    @property
    def waiting_for(self) -> tuple[dict[str, Any], ...]:
        """Those who have not signed."""
        return tuple(signer for signer in self.signers if signer["state"] != "signed")

    @property
    def nobody_signed(self) -> bool:
        """Whether signers may still be corrected by the group itself."""
        return all(signer["state"] == "asked" for signer in self.signers)


async def find_link(token: str, signed_in_as: str | None = None) -> Link:
    """The link with this token; NotFound when nobody was ever sent one."""
    row = await SignerLink.select().where(SignerLink.token_hash == hash_of(token)).first()
    if row is None:
        raise NotFound
    signer, agreement = await _place(row["signer"])
    state = _link_state(row, signer, agreement)
    if state == "open" and signed_in_as and address_key(signed_in_as) != address_key(signer["email"]):
        state = "forwarded"
    return Link(state, row["purpose"], signer, agreement)


async def find_seat(signer: UUID, token: str) -> Seat:
    """The place this browser has; NotFound when it has none, or its time is over."""
    row = (
        await SignerVisit.select()
        .where(
            SignerVisit.token_hash == hash_of(token),
            SignerVisit.signer == signer,
            SignerVisit.until > clock.now(),
        )
        .first()
    )
    if row is None:
        raise NotFound
    found, agreement = await _place(signer)
    return Seat(row["id"], row["purpose"], row["proved_at"] is not None, found, agreement)


async def standing(agreement: UUID) -> Standing:
    """One agreement with its signers."""
    row = await Agreement.select().where(Agreement.id == agreement).first().output(load_json=True)
    if row is None:
        raise NotFound
    return Standing(dict(row), await _signers(agreement))


async def standing_of_request(request: UUID) -> Standing | None:
    """The newest agreement that was sent for a request, with its signers."""
    newest = Agreement.select(Agreement.id).where(Agreement.request == request)
    row = await newest.order_by(Agreement.sent_at, ascending=False).first()
    return await standing(row["id"]) if row else None


async def standing_of_group(group: UUID) -> Standing | None:
    """The newest agreement of a group: the one that waits for signatures, or the last one there was."""
    query = Agreement.select(Agreement.id, Agreement.state).where(Agreement.group == group)
    rows = await query.order_by(Agreement.sent_at, ascending=False).limit(20)
    row = next((each for each in rows if each["state"] in OPEN), rows[0] if rows else None)
    return await standing(row["id"]) if row else None


async def signed_counts(requests: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """For each request how many signatures its open agreement has, and how many it needs; one statement."""
    agreement: Any = Signer.agreement
    # The agreements come first, by their index: SQLite would otherwise read every signer there is.
    theirs = Agreement.select(Agreement.id).where(
        Agreement.request.is_in(requests), Agreement.open_for.is_not_null()
    )
    rows = await Signer.select(Signer.state, agreement.request.as_alias("request")).where(
        Signer.agreement.is_in(theirs)
    )
    found: dict[UUID, tuple[int, int]] = {}
    for row in rows:
        signed, all_ = found.get(row["request"], (0, 0))
        found[row["request"]] = (signed + (row["state"] == "signed"), all_ + 1)
    return found


async def agreement_in_force(group: UUID) -> UUID | None:
    """The agreement that binds a group now; nothing is granted to a group that has none (D6)."""
    row = (
        await Agreement.select(Agreement.id)
        .where(Agreement.group == group, Agreement.state == "in-force", Agreement.ends_at > clock.now())
        .order_by(Agreement.in_force_at, ascending=False)
        .first()
    )
    return row["id"] if row else None


async def sealed_pdf(agreement: UUID) -> bytes | None:
    """The finished document, once there is one."""
    row = (
        await SealedAgreement.select(SealedAgreement.pdf)
        .where(SealedAgreement.agreement == agreement)
        .first()
    )
    return bytes(row["pdf"]) if row else None


async def sealed_with(sha256: str) -> datetime | None:
    """When a document with this SHA-256 was sealed here; None when none was."""
    query = SealedAgreement.select(SealedAgreement.sealed_at).where(SealedAgreement.sha256 == sha256)
    row = await query.first()
    return row["sealed_at"] if row else None


async def event_log(agreement: UUID) -> list[dict[str, Any]]:
    """Every event of an agreement, oldest first."""
    return list(
        await AuditEvent.select(
            AuditEvent.number,
            AuditEvent.at,
            AuditEvent.action,
            AuditEvent.actor_kind,
            AuditEvent.actor_name,
            AuditEvent.address,
            AuditEvent.agent,
            AuditEvent.details,
            AuditEvent.digest,
        )
        .where(AuditEvent.subject_kind == "agreement", AuditEvent.subject == str(agreement))
        .order_by(AuditEvent.number)
        .output(load_json=True)
    )


async def _place(signer: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    row = await Signer.select().where(Signer.id == signer).first().output(load_json=True)
    if row is None:
        raise NotFound
    agreement = (
        await Agreement.select().where(Agreement.id == row["agreement"]).first().output(load_json=True)
    )
    if agreement is None:
        raise NotFound
    return dict(row), dict(agreement)


async def _signers(agreement: UUID) -> tuple[dict[str, Any], ...]:
    query = Signer.select().where(Signer.agreement == agreement).order_by(Signer.position)
    return tuple(await query.output(load_json=True))


def _link_state(link: dict[str, Any], signer: dict[str, Any], agreement: dict[str, Any]) -> LinkState:
    if link["replaced_at"] is not None:
        return "replaced"
    late = clock.now() >= link["expires_at"]
    if link["purpose"] == "copy":
        return "expired" if late else "open"
    if signer["state"] == "signed" and agreement["state"] != "void":
        return "signed"
    if late and agreement["state"] == "out":
        return "expired"
    return _ENDED.get(agreement["state"], "open")
