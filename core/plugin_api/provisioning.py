"""Giving and taking access: what a provisioner gets, what it answers, and the one where people do the
work.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from core.plugin_api.options import Options
from core.plugin_api.people import Authorizer, Group, Person

F = TypeVar("F", bound=BaseModel)
Whom = Literal["analyst", "administrator", "member"]


@dataclass(frozen=True, slots=True)
class Held(Generic[F]):
    """Access of one person to one application as far as it can be read, for `revoke` and `check`.

    `key` is stable for the life of the grant, the same at every repetition. `answers` are what was answered
    to the application's fields, or None when that no longer fits them; `raw` is the same as it was stored.
    `options` are its section of the site profile, an instance of the application's `options_model`. `account`
    is the login name there as far as it is known. `kept` is what the plugin's own pages kept of this access,
    an instance of the application's `keeps`: an empty one where nothing is kept that fits. `authorizers` are
    the colleagues on whose authority the person has access, where they need one.
    """

    key: str
    person: Person
    group: Group
    answers: F | None
    options: Options
    account: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)
    kept: Any = None
    authorizers: tuple[Authorizer, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant(Held[F]):
    """Access that is to be given, with answers that fit: look the account up by `key` before making one."""

    answers: F


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


@dataclass(frozen=True, slots=True)
class Found:
    """The access is there, exactly as it was granted; `account` is the login name there."""

    account: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """There is nothing of this access, and nothing that lets its person in on account of it."""


@dataclass(frozen=True, slots=True)
class Differs:
    """Something is there that is not as it was granted; `fields` says what, each in one plain sentence."""

    fields: tuple[str, ...]
    account: str = ""


class TryLater(Exception):
    """It cannot be done at this moment. `words` are for the people who look after the work and hold no
    secret; `after` is how many seconds the other side asked to be left alone, 0 when it did not say.
    """

    def __init__(self, words: str, after: float = 0) -> None:
        super().__init__(words)
        self.after = after


Outcome = Done | Waiting | Refused
Standing = Found | Absent | Differs | Waiting
Steps = Sequence[str]


class Provisioner(Protocol[F]):
    """Three calls, each safe to repeat at any time; an exception, `TryLater` or any other, means "try again".

    `grant` gives access and `revoke` takes it away. `check` changes nothing and says how things stand at the
    application: Found, Absent, Differs, or Waiting when only somebody can look. The host calls it after every
    Done, and believes that alone.

    A fourth call may be there: `update(grant, before)` makes working access as it is now, where `before` is
    how the application last had it. Without it `grant` is called, which leads to the same.
    """

    async def grant(self, grant: Grant[F], /) -> Outcome: ...

    async def revoke(self, held: Held[F], /) -> Outcome: ...

    async def check(self, held: Held[F], /) -> Standing: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPeople(Generic[F]):
    """A provisioner whose work is done by people: each call answers Waiting with the plugin's own check-list.

    Steps are plain sentences, or a function that writes them for a grant. Without `to_update` a change is
    made by the steps that give access.
    """

    to_grant: Steps | Callable[[Grant[F]], Steps]
    to_revoke: Steps | Callable[[Held[F]], Steps]
    to_check: Steps | Callable[[Held[F]], Steps]
    to_update: Callable[[Grant[F], Held[F]], Steps] | None = None
    for_whom: Whom = "analyst"

    async def grant(self, grant: Grant[F], /) -> Outcome:
        """Answer Waiting, with the steps that give access."""
        return self._waiting(self.to_grant(grant) if callable(self.to_grant) else self.to_grant)

    async def update(self, grant: Grant[F], before: Held[F], /) -> Outcome:
        """Answer Waiting, with the steps that lead from what was to what is."""
        if self.to_update is None:
            return await self.grant(grant)
        return self._waiting(self.to_update(grant, before))

    async def revoke(self, held: Held[F], /) -> Outcome:
        """Answer Waiting, with the steps that take access away."""
        return self._waiting(self.to_revoke(held) if callable(self.to_revoke) else self.to_revoke)

    async def check(self, held: Held[F], /) -> Standing:
        """Answer Waiting, with the steps that tell whether there is access."""
        return self._waiting(self.to_check(held) if callable(self.to_check) else self.to_check)

    def _waiting(self, steps: Steps) -> Waiting:
        return Waiting(self.for_whom, tuple(steps))
