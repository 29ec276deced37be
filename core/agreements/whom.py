"""Whom agreements bind: a whole group, or one of its members alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.agreements.tables import Agreement


def binding(group: UUID, member: UUID | None = None) -> Any:
    """Name the agreements that bind a whole group, or those that one member signed for themselves."""
    if member is not None:
        return Agreement.member == member
    # The purpose is in no index, which the member is: most have none, and SQLite would go through these.
    return (Agreement.group == group) & (Agreement.purpose != "member")
