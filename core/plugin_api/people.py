"""What a plugin learns about the person and the group that access is for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.names import full_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of a group. Every text may be empty while an enrollment is still being filled in.

    `key` is stable for the life of the person in this group, opaque, and never used again for somebody else.
    `staff_type` and `suffix_kind` are slugs and `suffix` a code of the site profile. `phone` is E.164,
    `email` lower case. `identifiers` holds the numbers that the site asks for, such as `npi`, by their slugs,
    each in its normal form and only where one was given. `portal_id` is the personal login name and
    `identity` an opaque key of the human, the same in every group they belong to; both are empty before the
    group is active.
    """

    key: str
    first_name: str = ""
    middle_initial: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    staff_type: str = ""
    suffix: str = ""
    suffix_kind: str = ""
    specialty: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    license_state: str = ""
    license_number: str = ""
    portal_id: str = ""
    identity: str = ""

    @property
    def name(self) -> str:
        """First name, middle initial and last name, as far as known."""
        return full_name(self.first_name, self.middle_initial, self.last_name)


@dataclass(frozen=True, slots=True)
class Authorizer:
    """A colleague on whose authority somebody has access; `account` is their own login there, if known."""

    person: Person
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A practice. `state` is a code of the site's jurisdictions, `regions` every region slug its address
    lies in.

    `facility` is the code of its primary facility, or None when none was given. `phone` and `fax` are E.164.
    `people` are the members that answers, or what is kept, may name by their keys; filled in for provisioners
    of applications that ask for members, and for pages, where it is everybody who has not left. `kept` is
    what the application's own pages and jobs keep of the practice, an instance of its `keeps_of_practice`.
    """

    key: str
    name: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    phone: str = ""
    fax: str = ""
    regions: frozenset[str] = frozenset()
    facility: str | None = None
    people: tuple[Person, ...] = ()
    kept: Any = None
