"""A secret among the options of an application: the profile names it, the deployment keeps it."""

from __future__ import annotations

import re
from typing import Any

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from core.logs import hold_back

SECRETS = "secrets"
_NAME = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*", re.ASCII)
_LONGEST = 60


class Secret:
    """The type of an option that names a secret, as `api_key: Secret` for `api_key = "labs-key"`.

    `reveal()` returns the secret itself, which whoever runs the portal sets. Printed, copied, compared or
    written as JSON it is its name alone; log lines and words of outcomes in which it stands hide it.
    """

    __slots__ = ("_value", "name")

    def __init__(self, name: str, value: str | None = None) -> None:
        self.name, self._value = name, value
        if value:
            hold_back(value)

    @property
    def is_given(self) -> bool:
        """Whether the deployment has it."""
        return bool(self._value)

    def reveal(self) -> str:
        """Return the secret itself; LookupError where it was not given."""
        if not self._value:
            message = f'the secret "{self.name}" was not given'
            raise LookupError(message)
        return self._value

    def __repr__(self) -> str:
        return f"Secret({self.name!r})"

    def __str__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.name == self.name

    def __hash__(self) -> int:
        return hash((Secret, self.name))

    def __reduce__(self) -> tuple[type[Secret], tuple[str]]:
        return Secret, (self.name,)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, _: Any) -> Secret:
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            cls._read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def _read(cls, given: Any, info: ValidationInfo) -> Secret:
        """Take a name, with the secret where the context has it; what is no name is not repeated."""
        if isinstance(given, Secret):
            return given
        if not isinstance(given, str) or len(given) > _LONGEST or not _NAME.fullmatch(given):
            message = 'must be the name of a secret, like "labs-key", and never the secret itself'
            raise ValueError(message)
        kept = (info.context or {}).get(SECRETS, {}).get(given)
        return cls(given, kept.get_secret_value() if kept is not None else None)
