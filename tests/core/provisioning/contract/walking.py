"""A seeded walk: access is given and taken as the host does it, and the truth is noted each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.plugin_api import Done, Grant, Waiting
from core.provisioning.outcomes import Failed, standing_of
from core.provisioning.reading_back import Change, carried_out
from tests.core.provisioning.contract.faults import CONFLICT
from tests.core.provisioning.contract.system import NEIGHBOR, System, access

STEPS, AT_MOST = 14, 6
GRANTS = (
    access("grant-1", "human-1", "aokafor"),
    access("grant-2", "human-1", "aokafor"),
    access("grant-3", "human-2", "bruiz"),
)
# Somebody else has this one's login name already.
CONFLICTING = access("grant-4", "human-3", "taken")


@dataclass(frozen=True, slots=True)
class Step:
    """One call with its answer, and the truth behind it before and afterwards."""

    call: str
    grant: Grant[Any]
    answer: Any
    lets_in: bool
    may_get_in: bool
    accounts: int
    before: Any
    after: Any
    neighbor_same: bool

    @property
    def done(self) -> bool:
        """Whether the host believes that it was done."""
        return isinstance(self.answer, Done)


@dataclass
class Walk:
    """All steps of a walk. `ended` are the accesses and whether each came to its end when all was well."""

    system: System
    steps: list[Step] = field(default_factory=list)
    ended: list[tuple[str, bool]] = field(default_factory=list)
    logins: dict[str, str] = field(default_factory=dict)

    async def go(self, grants: Sequence[Grant[Any]] = GRANTS, steps: int = STEPS) -> Walk:
        """Give and take at random while things go wrong, and then bring all to its end while nothing does."""
        chance, faults = self.system.faults.chance, self.system.faults
        self.system.plant(NEIGHBOR, "neighbor")
        self.system.plant("human-8", CONFLICTING.person.portal_id)
        faults.happened(CONFLICT)
        every, wanted = [*grants, CONFLICTING], {}
        for number in range(steps):
            grant = every[number] if number < len(every) else chance.choice(every)
            wanted[grant.key] = change = self._next(wanted.get(grant.key))
            await self._step(change, grant)
            if chance.random() < 0.3:
                await self._look(grant)
        faults.on = False
        for grant in every:
            self.ended.append((grant.key, await self._end(wanted.get(grant.key, "revoke"), grant)))
            await self._look(grant)
        return self

    def _next(self, last: Change | None) -> Change:
        if self.system.faults.chance.random() < 0.3:
            return last or "grant"
        return "revoke" if last == "grant" else "grant"

    async def _end(self, change: Change, grant: Grant[Any]) -> bool:
        for _ in range(AT_MOST):
            answer = await self._step(change, grant)
            if isinstance(answer, Done) or (isinstance(answer, Waiting) and grant is CONFLICTING):
                return True
        return False

    async def _step(self, change: Change, grant: Grant[Any]) -> Any:
        known = replace(grant, account=self.logins.get(grant.key, ""))
        before, neighbor = self.system.everything(), self.system.neighbor()
        answer = await carried_out(self.system.connector, change, known)
        if isinstance(answer, Done) and change == "grant":
            self.logins[grant.key] = answer.account
        self._note(change, grant, answer, before, neighbor)
        return answer

    async def _look(self, grant: Grant[Any]) -> None:
        before, neighbor = self.system.everything(), self.system.neighbor()
        answer = await standing_of(self.system.connector.check(grant))
        self._note("check", grant, answer, before, neighbor)

    def _note(self, call: str, grant: Grant[Any], answer: Any, before: Any, neighbor: Any) -> None:
        truth = self.system
        self.steps.append(
            Step(
                call,
                grant,
                answer,
                truth.lets_in(grant),
                truth.may_get_in(grant),
                truth.accounts(grant.person.identity),
                before,
                truth.everything(),
                truth.neighbor() == neighbor,
            )
        )


def words_of(answer: Any) -> str:
    """Everything that an answer says to people."""
    return answer.words if isinstance(answer, Failed) else repr(answer)
