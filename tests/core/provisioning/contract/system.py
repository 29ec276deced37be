"""A made-up health system as the contract sees it, whatever its connector speaks."""

from __future__ import annotations

from typing import Any, Protocol

from core.plugin_api import Grant, Group, NoFields, Options, Person
from tests.core.provisioning.contract.faults import Faults

NEIGHBOR = "human-9"


class System(Protocol):
    """The truth behind the connector, read and written past it and past every fault."""

    faults: Faults
    connector: Any
    secret: str

    def lets_in(self, grant: Grant[Any]) -> bool:
        """Whether an account that is on bears this access."""
        ...

    def may_get_in(self, grant: Grant[Any]) -> bool:
        """Whether an account still bears this access, or is on for nothing."""
        ...

    def accounts(self, human: str) -> int:
        """How many accounts have the key of this human."""
        ...

    def everything(self) -> Any:
        """All there is, to be compared."""
        ...

    def neighbor(self) -> Any:
        """The account of somebody whom nobody asked about."""
        ...

    def plant(self, human: str, login: str) -> None:
        """Make an account past the connector."""
        ...

    def meddle(self) -> None:
        """Change the neighbor's account."""
        ...


def access(key: str, human: str, login: str) -> Grant[Any]:
    """Access of one human in one practice."""
    person = Person(
        key=f"member-{key}", first_name="Ada", last_name=login.title(), email=f"{login}@peaks.example",
        portal_id=login, identity=human,
    )  # fmt: skip
    return Grant(key, person, Group(key="group-1", name="Peaks"), NoFields(), Options())
