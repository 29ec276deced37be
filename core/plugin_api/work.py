"""What a plugin does without anybody at a page: jobs, and what follows once something moved."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, TypeVar

from pydantic import BaseModel

from core.plugin_api.options import Options
from core.plugin_api.people import Group
from core.plugin_api.provisioning import Grant

F = TypeVar("F", bound=BaseModel)
What = Literal[
    "granted",
    "suspended",
    "ended",
    "changed",
    "left",
    "on-leave",
    "dormant",
    "came-back",
    "authorized",
    "authority-ended",
    "took-part",
    "gave-part-up",
]


class InPractice(Protocol[F]):
    """One practice as its application may see and change it."""

    @property
    def group(self) -> Group:
        """The practice, with everybody in it who has not left, and what is kept of it."""

    @property
    def access(self) -> Sequence[Grant[F]]:
        """All access to the application in this practice that works, is suspended or is being set up."""

    @property
    def now(self) -> datetime:
        """The moment, in UTC; the only clock that a plugin reads."""

    @property
    def facilities(self) -> Mapping[str, str]:
        """The names of the facilities of this site by their codes, also of those chosen no more."""

    def change(self, what: str, **details: Any) -> AbstractAsyncContextManager[Any]:
        """Make a transaction with its event `<slug>.<what>` about it; nothing is stored if it raises.

        Details are JSON, and hold no secrets. Whatever a plugin stores, it stores inside of one.
        """

    async def keep(self, key: str, values: BaseModel) -> None:
        """Keep this of one of `access`, inside a `change`: an instance of the application's `keeps`.

        The host refuses members of other practices, who has left, and facilities that the site does not
        offer. Access that works is then changed at the application; the same as before changes nothing.
        """

    async def answer(self, key: str, answers: F) -> None:
        """Put answers to the application's own questions in place of those in force, in the same way."""

    async def keep_of_practice(self, values: BaseModel) -> None:
        """Keep this of the practice, inside a `change`: an instance of the application's `keeps_of_practice`.

        The host refuses what it refuses in `keep`. Nothing is changed at the application by itself: ask for
        that with `update`, access by access.
        """

    async def update(self, key: str) -> None:
        """Have `update` of the provisioner called for one of `access` that works, inside a `change`."""


class AtWork(Protocol[F]):
    """What a job may reach: its own application, practice by practice."""

    @property
    def now(self) -> datetime:
        """The moment, in UTC; the only clock that a plugin reads."""

    @property
    def options(self) -> Options:
        """The section of the site profile, an instance of the application's `options_model`."""

    async def practices(self, after: str = "") -> Sequence[str]:
        """List the keys of practices with access to the application, up to 500, in order, behind `after`."""

    async def practice(self, key: str) -> InPractice[F]:
        """Open one of them; raises LookupError for any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that an application does by itself, `every` so often: from one minute to 31 days.

    `name` is lower-case letters and dashes, up to 40. `run` gets an `AtWork` and has 60 seconds. It returns
    one line on what it did, which is written down, or None when there was nothing to do. It may begin anew
    at any time, so each run is safe to repeat. When it raises or does not end it is tried again, with growing
    pauses; when it has not ended well for three times as long as `every`, staff are told.
    """

    name: str
    every: timedelta
    run: Callable[[Any], Awaitable[str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Something that moved, after it was stored. The same may be told twice: `key` is then the same.

    `what` is `granted`, `suspended` or `ended` of the access with the key `grant`; `changed` when somebody
    has another staff type or suffix, with both as they were in `before`; `left`, `on-leave`, `dormant` or
    `came-back` of a member; `took-part` or `gave-part-up` of whoever plays the `part` sponsor, administrator,
    backup or officer. `person` is the key of the member, empty for an officer who is none. How things stand
    is read from the practice: more may have moved meanwhile, and the member may have left it.
    """

    key: str
    what: What
    at: datetime
    person: str = ""
    grant: str = ""
    part: str = ""
    before: Mapping[str, str] = field(default_factory=dict)
