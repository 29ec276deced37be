"""Who has read and confirmed a text in a draft that is not sent yet."""

from __future__ import annotations

from typing import Any

from core.enrollment.tables import EnrollmentSection


async def how_many_confirmed(section: str) -> int:
    """Count the drafts that are open and whose text in this step was confirmed; one statement."""
    draft: Any = EnrollmentSection.enrollment
    done = (EnrollmentSection.name == section) & EnrollmentSection.complete.eq(True)
    return int(await EnrollmentSection.count().where(done & draft.open_for.is_not_null()))
