"""Practices that may be registered twice: support decides whether two are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core import clock
from core.access.queries import numbers_of
from core.actor import Actor
from core.audit import change
from core.database import at_once
from core.errors import Invalid, NotFound, Stale
from core.groups.marks import Kind
from core.groups.people import locked_group
from core.groups.queries import look_alikes
from core.requests.cases import case, not_ones_own
from core.requests.tables import PracticeComparison

Decision = Literal["same", "different"]


# A street address without a suite is that of everybody in a building: support sees it and need not decide.
HINTS = frozenset({"street"})


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A practice that may be the same, by the number of its newest request, and what was decided about it.

    `common` are the kinds of marks that both have.
    """

    group: UUID
    number: str
    name: str
    common: frozenset[Kind]
    decision: Decision | None = None
    reason: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def needs_decision(self) -> bool:
        """Whether support has to decide about it before activation, and has not yet."""
        return self.decision is None and not self.common <= HINTS


async def alike(group: UUID) -> tuple[LookAlike, ...]:
    """List the practices that may be this one, the oldest first; those whose request ended do not count."""
    others = await look_alikes(group)
    numbers, decided = await at_once(numbers_of([*others]), _decided(group, [*others]))
    return tuple(
        LookAlike(each, numbers[each][0], numbers[each][1], common, **decided.get(each, {}))
        for each, common in others.items()
        if each in numbers
    )


def against_alike(found: Sequence[LookAlike]) -> str:
    """Say why a practice that looks like others cannot become active yet; empty when it can."""
    same = [each.number for each in found if each.decision == "same"]
    if same:
        return f"It is the same as {same[0]}: decline this request."
    waiting = [each.number for each in found if each.needs_decision]
    return f"May be the same as {', '.join(waiting)}: decide about that first." if waiting else ""


async def compare(number: str, other: str, decision: Decision, reason: str, *, by: Actor) -> None:
    """Decide whether the practice of a request is the same as another one that looks like it.

    Raises NotFound for a request whose practice does not look like it, Invalid at `reason`, Stale once the
    practice is active, Forbidden for one's own.
    """
    request = await case(number)
    details = {"other": other, "decision": decision, "reason": reason.strip()[:500]}
    async with change("practice.compared", by=by, subject=("request", request.id), **details):
        await not_ones_own(request, by)
        if (await locked_group(request.group)).state != "waiting":
            raise Stale("This {practice} is active already.")
        found = next((each for each in await alike(request.group) if each.number == other), None)
        if found is None:
            raise NotFound
        if not reason.strip():
            raise Invalid({"reason": "Say how you know"})
        row = PracticeComparison(group=request.group, other=found.group, decision=decision)
        row.reason, row.by, row.by_name, row.at = reason.strip()[:500], by.account, by.name[:200], clock.now()
        await PracticeComparison.insert(row)


async def _decided(group: UUID, others: Sequence[UUID]) -> dict[UUID, Mapping[str, Any]]:
    if not others:
        return {}
    one, two = PracticeComparison.group, PracticeComparison.other
    pairs = ((one == group) & two.is_in([*others])) | ((two == group) & one.is_in([*others]))
    found: dict[UUID, Mapping[str, Any]] = {}
    for row in await PracticeComparison.select().where(pairs).order_by(PracticeComparison.at):
        other = row["other"] if row["group"] == group else row["group"]
        told = {name: row[name] for name in ("decision", "reason", "at")}
        found[other] = told | {"by": row["by_name"]}
    return found
