"""What a register of providers is asked, and what it may answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Outcome = Literal["found", "unknown", "organization", "inactive", "silent"]


@dataclass(frozen=True, slots=True)
class License:
    """A license as a register has it: the place by its code, the number, and for what."""

    place: str = ""
    number: str = ""
    specialty: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """A person as a register has them; every text may be empty. The main license comes first."""

    number: str
    first_name: str
    last_name: str
    credential: str
    licenses: tuple[License, ...] = ()


@dataclass(frozen=True, slots=True)
class LookedFor:
    """What came of asking: `provider` only when a person who is active was found.

    "silent" is a register that did not answer, or not in a way that can be read.
    """

    outcome: Outcome
    provider: Provider | None = None


SILENT = LookedFor("silent")


class ProviderRegister(Protocol):
    """Looks a provider up by number. Answers within seconds, and never raises."""

    @property
    def name(self) -> str: ...

    async def look_up(self, number: str, /) -> LookedFor: ...
