"""A request, a line of it and a grant as they are handed around, and what a request remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from core.agreements.records import AgreementState
from core.agreements.states import ENDED
from core.database.rows import own_columns

Shown = tuple[tuple[str, str], ...]


class SignerNote(BaseModel):
    """Somebody who signs for a request, in these parts, and when they did."""

    model_config = ConfigDict(frozen=True)

    roles: tuple[str, ...] = ()
    name: str
    email: str
    signed_at: datetime | None = None


class AgreedText(BaseModel):
    """A text that was agreed to before a request was sent."""

    model_config = ConfigDict(frozen=True)

    text: str
    version: str


class AgreementNote(BaseModel):
    """How the agreement stands that binds the group of a request, or is about to.

    `reason` is why it ended, `by` who declined to sign, and `unsigned` who had not when it ended; `bound`
    says that an agreement was in force before, so that access was given on it.
    """

    model_config = ConfigDict(frozen=True)

    state: AgreementState = "out"
    at: datetime | None = None
    reason: str = ""
    by: str = ""
    unsigned: tuple[str, ...] = ()
    bound: bool = False

    @property
    def ended(self) -> bool:
        """Whether nobody can sign it, and it binds nobody."""
        return self.state in ENDED


class RequestDetails(BaseModel):
    """What a request remembers as people saw it; the column `details` holds it as JSON.

    `reason` is why support declined it, or what its practice said when it was withdrawn; `by_support` is why
    support sent it in the place of the practice.
    """

    model_config = ConfigDict(frozen=True)

    people: int = 0
    reason: str = ""
    by_support: str = ""
    agreement: AgreementNote = AgreementNote()
    practice: Shown = ()
    signers: tuple[SignerNote, ...] = ()
    agreed: tuple[AgreedText, ...] = ()

    def stored(self) -> dict[str, Any]:
        """Return the details as the column holds them."""
        return self.model_dump(mode="json")


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """A request as it was read."""

    id: UUID
    number: str
    kind: str
    enrollment: UUID | None
    group: UUID
    sent_by: UUID | None
    state: str
    details: RequestDetails
    submitted_at: datetime
    assignee: UUID | None
    assignee_name: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> RequestFacts:
        """Read a row of the table."""
        return cls(**{**own_columns(cls, row), "details": RequestDetails.model_validate(row["details"])})


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A grant as it was read."""

    id: UUID
    member: UUID
    application: str
    application_name: str
    state: str
    answers: Mapping[str, Any]
    fields_version: str
    shown: Shown
    generation: int
    account: str
    reason: str
    suspended_by: str
    starts_on: date | None
    ends_on: date | None
    changed_at: datetime
    kept: Mapping[str, Any]
    kept_version: str
    person: UUID | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> GrantFacts:
        """Read a row of the table."""
        return cls(**{**own_columns(cls, row), "shown": shown_of(row["shown"])})


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line of a request as it was read; it is `open` until what it asks for has come to an end."""

    id: UUID
    request: UUID
    grant: UUID
    what: str
    answers: Mapping[str, Any]
    fields_version: str
    shown: Shown
    decision: str
    decided_by: UUID | None
    decided_by_name: str
    decided_at: datetime | None
    reason: str
    outcome: str
    closed_at: datetime | None
    open: bool

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> LineFacts:
        """Read a row of the table."""
        own = {**own_columns(cls, row), "shown": shown_of(row["shown"]), "open": row["open_for"] is not None}
        return cls(**own)


class StepNote(BaseModel):
    """One step of a check-list, with who ticked it and when; `at` is None while it is to be done."""

    model_config = ConfigDict(frozen=True)

    text: str
    by: str = ""
    at: datetime | None = None

    def stored(self) -> dict[str, Any]:
        """Return the step as the column holds it."""
        return self.model_dump(mode="json")


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """A piece of work at an application as it was read."""

    id: UUID
    grant: UUID
    application: str
    kind: str
    generation: int
    state: str
    failures: int
    for_whom: str
    steps: tuple[StepNote, ...]
    assignee: UUID | None
    made_at: datetime
    before: Mapping[str, Any]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> WorkFacts:
        """Read a row of the table."""
        steps = tuple(map(StepNote.model_validate, row["steps"]))
        return cls(**{**own_columns(cls, row), "steps": steps})


def shown_of(stored: Any) -> Shown:
    """Read labels and values out of a JSON column."""
    return tuple((label, value) for label, value in stored)
