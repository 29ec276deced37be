"""An agreement, its signers and what the trail says of it, as they are read: frozen, and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from core.agreements.content import Content
from core.agreements.typed_names import fits

AgreementState = Literal["out", "signed", "declined", "void", "expired", "in-force", "lapsed"]
SignerState = Literal["asked", "signed", "declined"]
# Why a group signs: to begin, to go on, because its administrator or its sponsor changes.
# Or a member signs for themselves.
Purpose = Literal["first", "renewal", "transfer", "sponsor", "member"]
LinkPurpose = Literal["sign", "copy"]


@dataclass(frozen=True, slots=True)
class AgreementRecord:
    """One agreement as it is stored; `content` is every word its signers read."""

    id: UUID
    group: UUID
    member: UUID | None
    purpose: Purpose
    open_for: str | None
    request: UUID | None
    slug: str
    version: str
    content: Content
    text_hash: str
    state: AgreementState
    contact: str
    sent_at: datetime
    reminders: int
    expires_at: datetime
    ended_at: datetime | None
    in_force_at: datetime | None
    ends_at: datetime | None
    binds_until: datetime | None
    notices: int
    reason: str
    follows: UUID | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Make the record of a whole row whose JSON is loaded."""
        return cls(**{**row, "content": Content.read(row["content"])})

    @property
    def is_first(self) -> bool:
        """Whether nothing is set up before it is signed."""
        return self.purpose == "first"

    @property
    def renews(self) -> bool:
        """Whether it goes on where the term of another one ends."""
        return self.purpose == "renewal" or (self.member is not None and self.content.term_from is not None)

    @property
    def term(self) -> tuple[datetime, datetime]:
        """When its term ends, and until when it binds; ValueError for one that never was in force."""
        if self.ends_at is None or self.binds_until is None:
            raise ValueError("it never was in force")
        return self.ends_at, self.binds_until

    @property
    def practice_path(self) -> str:
        """Where a practice sees how it stands."""
        places = {"transfer": "administrator", "sponsor": "sponsor", "renewal": "agreement"}
        where = places.get(self.purpose)
        return f"/office/{self.group}/{where}" if where else "/requests"


@dataclass(frozen=True, slots=True)
class SignerRecord:
    """Somebody who is asked to sign, and each step they took."""

    id: UUID
    agreement: UUID
    position: int
    roles: tuple[str, ...]
    name: str
    email: str
    state: SignerState
    corrected: bool
    sent_at: datetime
    opened_at: datetime | None
    proved_at: datetime | None
    read_at: datetime | None
    consented_at: datetime | None
    signed_at: datetime | None
    declined_at: datetime | None
    consent_version: str
    read_hash: str
    signed_hash: str
    signature_kind: str
    signature: str
    address: str
    agent: str
    reason: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Make the record of a whole row whose JSON is loaded."""
        return cls(**{**row, "roles": tuple(row["roles"])})

    @property
    def typed_another_name(self) -> bool:
        """Whether somebody signed by typing a name that is not theirs."""
        return bool(self.signature) and self.signature_kind == "typed" and not fits(self.signature, self.name)


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """A personal link that was sent; only its hash is stored."""

    signer: UUID
    purpose: LinkPurpose
    expires_at: datetime
    replaced_at: datetime | None


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event of the trail about an agreement, with the leaf that it is in the tree of the trail."""

    number: int
    at: datetime
    action: str
    actor_kind: str
    actor_name: str
    address: str
    agent: str
    details: Mapping[str, Any]
    leaf: str


@dataclass(frozen=True, slots=True)
class SentAgreement:
    """An agreement that was sent, with its signers in their order."""

    agreement: AgreementRecord
    signers: tuple[SignerRecord, ...]

    @property
    def waiting_for(self) -> tuple[SignerRecord, ...]:
        """Those who have not signed."""
        return tuple(signer for signer in self.signers if signer.state != "signed")

    @property
    def declined_by(self) -> SignerRecord | None:
        """Who declined to sign it, if anybody did."""
        return next((signer for signer in self.signers if signer.state == "declined"), None)

    @property
    def nobody_signed(self) -> bool:
        """Whether signers may still be corrected by the group itself."""
        return all(signer.state == "asked" for signer in self.signers)
