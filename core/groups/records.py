"""A group, a member and an appointment as they are handed around, and what was answered about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from core import clock
from core.database.rows import own_columns
from core.names import full_name
from core.site import SiteProfile

Rows = Sequence[Sequence[str]]


class GroupDetails(BaseModel):
    """Everything that was answered about a group; the column `details` holds it as JSON.

    What is read has a name here; whatever else the site asks is kept beside it.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    address: str = ""
    suite: str = ""
    city: str = ""
    phone: str = ""
    fax: str = ""

    def stored(self) -> dict[str, Any]:
        """Return the details as the column holds them, which are the answers by the names of their fields."""
        return self.model_dump(mode="json", exclude_unset=True)


class MemberDetails(BaseModel):
    """Everything that was answered about a member, `shown` as people saw it; `details` holds it as JSON.

    What is read has a name here; whatever else the site asks is kept beside it. `identifiers` are the numbers
    that the site asks for, by slug, and `known_by` slug and value of the one that told the member apart.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    specialty: str = ""
    identifiers: Mapping[str, str] = {}
    known_by: str = ""
    license_state: str = ""
    license_number: str = ""
    shown: tuple[tuple[str, str], ...] = ()

    @classmethod
    def answered(cls, site: SiteProfile, answers: Mapping[str, Any], shown: Rows = ()) -> MemberDetails:
        """Make them of what was answered, by the names of the fields."""
        numbers = {each.slug: answers[each.slug] for each in site.identifiers if answers.get(each.slug)}
        rest = {name: value for name, value in answers.items() if site.identifier(name) is None}
        if numbers:
            rest |= {"identifiers": numbers, "known_by": site.known_by(numbers)}
        return cls.model_validate({**rest, "shown": shown})

    @property
    def answers(self) -> dict[str, Any]:
        """The answers by the names of their fields."""
        apart = {"shown", "identifiers", "known_by"}
        return {**self.model_dump(mode="json", exclude=apart, exclude_unset=True), **self.identifiers}

    def stored(self) -> dict[str, Any]:
        """Return the details as the column holds them."""
        return self.model_dump(mode="json", exclude_unset=True)

    def at_address(self, was: str, email: str) -> MemberDetails:
        """Return the same of somebody who has another address now."""
        known = self.stored()
        if "email" in known:
            known["email"] = email
        if "shown" in known:
            known["shown"] = [[label, email if words == was else words] for label, words in self.shown]
        return MemberDetails.model_validate(known)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group as it was read."""

    id: UUID
    name: str
    jurisdiction: str
    postcode: str
    facility: str | None
    details: GroupDetails
    state: str
    activated_at: datetime | None
    kept: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> GroupFacts:
        """Read a row of the table."""
        return cls(**{**own_columns(cls, row), "details": GroupDetails.model_validate(row["details"])})

    @property
    def address_lines(self) -> tuple[str, str]:
        """The address as an agreement names it: street, and place."""
        street = ", ".join(each for each in (self.details.address, self.details.suite) if each)
        return street, f"{self.details.city}, {self.jurisdiction} {self.postcode}"


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member as it was read."""

    id: UUID
    group: UUID
    asked_as: str
    staff_type: str
    suffix: str
    first_name: str
    middle_initial: str
    last_name: str
    email: str
    phone: str
    details: MemberDetails
    person: UUID | None
    person_state: str
    state: str
    since: datetime | None
    until: date | None
    matched: str = ""
    away_from: date | None = None
    away_until: date | None = None
    away_reason: str = ""
    held_by: str = ""
    signed_until: datetime | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> MemberFacts:
        """Read a row of the table."""
        return cls(**{**own_columns(cls, row), "details": MemberDetails.model_validate(row["details"])})

    @property
    def name(self) -> str:
        """First name, middle initial and last name."""
        return full_name(self.first_name, self.middle_initial, self.last_name)

    @property
    def has_signed(self) -> bool:
        """Whether an agreement that they signed for themselves binds them now."""
        return self.signed_until is not None and self.signed_until > clock.now()

    @property
    def standing(self) -> str:
        """The state, and `held` for who is there while somebody keeps everything of theirs suspended."""
        return "held" if self.state == "active" and self.held_by else self.state


@dataclass(frozen=True, slots=True)
class AppointmentFacts:
    """An appointment as it was read."""

    id: UUID
    group: UUID
    part: str
    member: UUID | None
    name: str
    email: str
    account: UUID | None
    agreement: UUID | None
    asked_by: str
    reason: str
    state: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> AppointmentFacts:
        """Read a row of the table."""
        return cls(**own_columns(cls, row))
