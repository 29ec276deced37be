"""Other answers for access that is asked for and does not work yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.access.lines import Line
from core.access.records import Shown
from core.access.tables import Grant, RequestLine
from core.access.work import queue
from core.actor import Actor
from core.audit import change

# Access that works, or has ended, is not changed by other answers to its request.
ANSWERABLE = ("requested", "approved", "provisioning", "failed")


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers as they are stored, and as the person saw them."""

    answers: Mapping[str, Any]
    fields_version: str
    shown: Shown


async def answer_anew(line: Line, answered: Answered, labels: Sequence[str], *, by: Actor) -> None:
    """Keep other answers of a locked line; what is being set up with the earlier ones is set up anew.

    `labels` name the answers that changed.
    """
    subject = ("grant", line.id)
    async with change("grant.answers-corrected", by=by, subject=subject, answers=list(labels)):
        for table, key in ((Grant, line.id), (RequestLine, line.line.id)):
            values: dict[Any, Any] = {
                table.answers: dict(answered.answers),
                table.fields_version: answered.fields_version,
                table.shown: [list(row) for row in answered.shown],
            }
            await table.update(values).where(table.id == key)
        if line.grant.state == "provisioning":
            await queue(line, "grant")
