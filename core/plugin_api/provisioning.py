"""Giving and taking access: what a provisioner gets, what it answers, and the one where people do the
work.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from core.plugin_api.options import Options
from core.plugin_api.people import Group, Person

F = TypeVar("F", bound=BaseModel)
Whom = Literal["analyst", "administrator", "member"]


@dataclass(frozen=True, slots=True)
class Grant(Generic[F]):
    """One person's access to one application: what a provisioner works on.

    `key` is stable for the life of the grant and the same at every repetition: look the account up by it
    before making one. `answers` are what was answered to the application's fields; `options` are its section
    of the site profile, an instance of the application's `options_model`.
    """

    key: str
    person: Person
    group: Group
    answers: F
    options: Options


@dataclass(frozen=True, slots=True)
class Done:
    """Access is as it was asked to be; `account` is the login name there, empty when there is none."""

    account: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody has to act: who, and what to do, step by step in plain text. The host queues it as work."""

    for_whom: Whom
    instructions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """It will not be done, for a reason that the group's administrator may read. Trying again is no use."""

    reason: str


class TryLater(Exception):
    """It cannot be done at this moment. `words` are for the people who look after the work and hold no
    secret; `after` is how many seconds the other side asked to be left alone, 0 when it did not say.
    """

    def __init__(self, words: str, after: float = 0) -> None:
        super().__init__(words)
        self.after = after


Outcome = Done | Waiting | Refused
Steps = Sequence[str]


class Provisioner(Protocol[F]):
    """Three calls, each safe to repeat at any time; an exception, `TryLater` or any other, means "try again".

    `grant` gives access and `revoke` takes it away. `check` changes nothing and says how things stand: Done
    with the account when the person has access, Refused when there is none, Waiting when somebody must look.
    """

    async def grant(self, grant: Grant[F], /) -> Outcome: ...

    async def revoke(self, grant: Grant[F], /) -> Outcome: ...

    async def check(self, grant: Grant[F], /) -> Outcome: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPeople(Generic[F]):
    """A provisioner whose work is done by people: each call answers Waiting with the plugin's own check-list.

    Steps are plain sentences, or a function that writes them for a grant.
    """

    to_grant: Steps | Callable[[Grant[F]], Steps]
    to_revoke: Steps | Callable[[Grant[F]], Steps]
    to_check: Steps | Callable[[Grant[F]], Steps]
    for_whom: Whom = "analyst"

    async def grant(self, grant: Grant[F], /) -> Outcome:
        """Answer Waiting, with the steps that give access."""
        return self._waiting(self.to_grant, grant)

    async def revoke(self, grant: Grant[F], /) -> Outcome:
        """Answer Waiting, with the steps that take access away."""
        return self._waiting(self.to_revoke, grant)

    async def check(self, grant: Grant[F], /) -> Outcome:
        """Answer Waiting, with the steps that tell whether there is access."""
        return self._waiting(self.to_check, grant)

    def _waiting(self, steps: Steps | Callable[[Grant[F]], Steps], grant: Grant[F]) -> Waiting:
        return Waiting(self.for_whom, tuple(steps(grant) if callable(steps) else steps))
