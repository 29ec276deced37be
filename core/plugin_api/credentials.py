"""Looking up licenses and identifiers in somebody else's register."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pydantic import BaseModel

from core.plugin_api.about import About
from core.plugin_api.options import NoFields


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a person says about their license; every text may be empty.

    `suffix` is a code and `license_state` the code of a jurisdiction of the site profile. `identifiers` holds
    the numbers that the site asks for, by their slugs.
    """

    first_name: str = ""
    middle_initial: str = ""
    last_name: str = ""
    suffix: str = ""
    license_state: str = ""
    license_number: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    specialty: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a register says: `agrees`, `contradicts`, or `unknown` when it does not have the person.

    `words` are for the member of the staff who decides.
    """

    outcome: Literal["agrees", "contradicts", "unknown"]
    words: str


class CredentialValidator(Protocol):
    """Asks one register. It is asked only when a member of the staff wants it, and changes nothing.

    An exception, or no answer within ten seconds, means that the register could not be asked.
    """

    @property
    def name(self) -> str: ...

    async def look_up(self, credentials: Credentials, /) -> Finding: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """Validators that need something of the site: `validators` is called once, with its options.

    A plugin may yield it without an application. `options_model` is then the shape of its section in the
    profile; beside an application it is the model of that one. `requires_api` and `about` are as in
    `ClinicalApplication`.
    """

    validators: Callable[[Any], Iterable[CredentialValidator]]
    options_model: type[BaseModel] = NoFields
    requires_api: str = "1"
    about: About | None = None
