"""Who does something: every change names one."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Kind = Literal["person", "staff", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or part of the product behind a change, with where the change came from.

    `name` is shown in time lines. `address` is the network address and `agent` the browser's own
    description; both are empty for the system. `on_behalf_of` names for whom somebody acts who does not act
    for themselves, and `authority` what allows them to, such as `role:analyst` or `appointment:<key>`; both
    are empty where that is not known.
    """

    kind: Kind
    account: UUID | None
    name: str
    address: str = ""
    agent: str = ""
    on_behalf_of: str = ""
    authority: str = ""


SYSTEM = Actor(kind="system", account=None, name="The portal")
