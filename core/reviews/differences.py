"""Why one access is asked about by itself: what changed, what nobody uses, and what only one person has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from core import clock
from core.office.possible import REACHED
from core.office.queries.people import OfficeAccess, OfficePerson
from core.portal import Portal

# So many colleagues of the same staff type, none of whom has it, are worth a question.
COLLEAGUES = 2
END_NEAR = timedelta(days=30)
CHANGED = "role changed from"


@dataclass(frozen=True, slots=True)
class Before:
    """How it was at the last review: when that was, and as what each access was kept.

    `requested` says when each access was requested first.
    """

    at: datetime
    kept_as: Mapping[UUID, tuple[str, str]]
    requested: Mapping[UUID, datetime]


@dataclass(frozen=True, slots=True)
class Differences:
    """Finds the differences of one practice; those `hearing` are applications that tell of their use."""

    portal: Portal
    people: Sequence[OfficePerson]
    before: Before
    hearing: Collection[str] = ()

    def of(self, person: OfficePerson, access: OfficeAccess) -> tuple[str, ...]:
        """Say why this access is asked about by itself; nothing when it is as before, and used."""
        found = (
            self._standing(person),
            self._new(access),
            self._changed(person, access),
            self._unused(access),
            self._alone(person, access),
            self._ends(person.member.until or access.ends_on),
        )
        return tuple(words for words in found if words)

    def is_measured(self, access: OfficeAccess) -> bool:
        """Tell whether an application is opened from here or tells of its use, so that this is known."""
        application = self.portal.applications.get(access.slug)
        return bool(application and (application.launch_url or access.slug in self.hearing))

    def _standing(self, person: OfficePerson) -> str:
        since = person.member.since
        if person.member.state != "on-leave" or since is None:
            return ""
        return f"on leave since {self.portal.site.dates.day(since)}"

    def _new(self, access: OfficeAccess) -> str:
        requested = self.before.requested.get(access.id)
        return "new since the last review" if requested is None or requested > self.before.at else ""

    def _changed(self, person: OfficePerson, access: OfficeAccess) -> str:
        was = self.before.kept_as.get(access.id)
        if was is None or was == (person.member.staff_type, person.member.suffix):
            return ""
        staff_type, suffix = self.portal.site.staff_type(was[0]), self.portal.site.suffix(was[1])
        before = (staff_type.name if staff_type else was[0], suffix.label if suffix else was[1])
        return f"{CHANGED} {', '.join(filter(None, before))}"

    def _unused(self, access: OfficeAccess) -> str:
        if not self.is_measured(access) or access.state != "active":
            return ""
        if access.last_used is None:
            return "not used since it was given"
        days = (clock.now() - access.last_used).days
        return f"not used for {days} days" if days >= self.portal.site.reviews.unused_days else ""

    def _alone(self, person: OfficePerson, access: OfficeAccess) -> str:
        others = [
            each
            for each in self.people
            if each.member.id != person.member.id
            and each.member.staff_type == person.member.staff_type
            and each.member.state == "active"
        ]
        if len(others) < COLLEAGUES or any(_has(each, access.slug) for each in others):
            return ""
        return f"no one else here with the staff type {person.role} has it"

    def _ends(self, day: date | None) -> str:
        if day is None or day > (clock.now() + END_NEAR).astimezone(self.portal.site.zone).date():
            return ""
        return f"ends on {self.portal.site.dates.day(day)}"


def _has(person: OfficePerson, slug: str) -> bool:
    return any(each.slug == slug and each.state in REACHED for each in person.access)
