"""A case, its notes and a proposal about a group as they are handed around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.database.rows import own_columns


@dataclass(frozen=True, slots=True)
class Case:
    """One suspicion as it was read."""

    id: UUID
    group: UUID
    member: UUID | None
    about_name: str
    state: str
    side: str
    reporter: UUID | None
    reporter_name: str
    caller: str
    what: str
    seen: str
    noticed_at: datetime
    opened_at: datetime
    written_at: datetime | None
    holder: UUID | None
    holder_name: str
    held_by: UUID | None
    outcome: str
    reason: str
    record: str
    record_sha256: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Case:
        """Read a row of the table."""
        return cls(**own_columns(cls, row))


@dataclass(frozen=True, slots=True)
class CaseNoted:
    """Something that was written down about a case."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one person proposed to do with all access of a group."""

    id: UUID
    group: UUID
    how: str
    state: str
    reason: str
    held_by: UUID | None
    proposed_name: str
    proposed_at: datetime
    until: datetime
    decided_name: str
    decided_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Proposal:
        """Read a row of the table."""
        return cls(**own_columns(cls, row))
