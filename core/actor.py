"""Who does something: every change names one."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Kind = Literal["person", "staff", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or part of the product behind a change, with where the change came from.

    `name` is shown in time lines. `address` is the network address and `agent` the browser's own
    description; both are empty for the system.
    """

    kind: Kind
    account: UUID | None
    name: str
    address: str = ""
    agent: str = ""


SYSTEM = Actor(kind="system", account=None, name="The portal")
