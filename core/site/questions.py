"""The questions the rest of the product asks of a site profile."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from core.dates import LOCALES, Dates
from core.forms import Asking, Choice, Home, Offered, gone
from core.site.announcements import Announcement
from core.site.identifiers import Identifier, key_that_tells_apart
from core.site.profile import (
    Agreement,
    Facility,
    Jurisdiction,
    Profile,
    Region,
    StaffType,
    Suffix,
    SuffixKind,
)

Row = TypeVar("Row")


def _find(rows: tuple[Row, ...], attribute: str, value: str) -> Row | None:
    for row in rows:
        if getattr(row, attribute) == value:
            return row
    return None


def _is_among(facility: Facility, codes: Collection[str] | None) -> bool:
    return codes is None or facility.code in codes


class SiteProfile(Profile):
    """One deployment's words, places, people and rules; a look-up answers None for the unknown."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which times are shown."""
        return ZoneInfo(self.timezone)

    def is_holiday(self, day: dt.date) -> bool:
        """Tell whether nobody of the site works on a day that is a holiday there."""
        return day in self.holidays.of(day.year)

    def announced(self, at: dt.datetime) -> tuple[Announcement, ...]:
        """List the announcements that run at a moment, in the profile's order."""
        today = at.astimezone(self.zone).date()
        return tuple(each for each in self.announcements if each.runs_on(today))

    @property
    def dates(self) -> Dates:
        """The form in which days and moments are written, and days are read."""
        return Dates(self.zone, LOCALES[self.locale])

    @property
    def home(self) -> Home:
        """Where phone numbers belong that are typed without a country."""
        return Home(self.address.country, self.address.phone)

    @property
    def asking(self) -> Asking:
        """How questions are asked here."""
        return Asking(self.dates, self.terms.said, self.home)

    def jurisdiction(self, code: str) -> Jurisdiction | None:
        """Find the jurisdiction with this code."""
        return _find(self.jurisdictions, "code", code)

    def is_postcode_of(self, jurisdiction: str, postcode: str) -> bool:
        """Tell whether a postcode is written as in the site's country, and is one of that jurisdiction's."""
        place = self.jurisdiction(jurisdiction)
        return self.is_postcode(postcode) and place is not None and place.holds(postcode)

    def is_postcode(self, postcode: str) -> bool:
        """Tell whether a postcode is written as in the site's country."""
        return re.fullmatch(self.address.postcode_pattern, postcode.strip()) is not None

    def region(self, slug: str) -> Region | None:
        """Find the region with this slug."""
        return _find(self.regions, "slug", slug)

    def region_slugs(self, state: str, postcode: str) -> frozenset[str]:
        """Return the slug of every region in which an address lies."""
        return frozenset(region.slug for region in self.regions if region.holds(state, postcode))

    def facility(self, code: str) -> Facility | None:
        """Find the facility with this code."""
        return _find(self.facilities, "code", code)

    def facilities_to_choose(self, among: Collection[str] | None = None) -> Offered:
        """Return the list of facilities, or of some `among` them, and beside it of those chosen no more."""
        every = [(each, Choice(each.code, each.name)) for each in self.facilities]
        offered = {each.code for each in self.facilities if not each.closed and _is_among(each, among)}
        return {
            "facilities": tuple(choice for each, choice in every if each.code in offered),
            gone("facilities"): tuple(choice for each, choice in every if each.code not in offered),
        }

    def suffix(self, code: str) -> Suffix | None:
        """Find the suffix with this code."""
        return _find(self.suffixes, "code", code)

    def suffix_kind(self, code: str) -> str | None:
        """Return the kind a suffix counts as, by the suffix's code."""
        suffix = self.suffix(code)
        return suffix.kind if suffix else None

    def kind_of_suffix(self, slug: str) -> SuffixKind | None:
        """Find the suffix kind with this slug."""
        return _find(self.suffix_kinds, "slug", slug)

    def staff_type(self, slug: str) -> StaffType | None:
        """Find the staff type with this slug."""
        return _find(self.staff_types, "slug", slug)

    def staff_types_in_role(self, role: str) -> tuple[StaffType, ...]:
        """List the staff types that fill a role: sponsor, administrator or member."""
        return tuple(kind for kind in self.staff_types if kind.role == role)

    def suffixes_for(self, staff_type: str) -> tuple[Suffix, ...]:
        """List the suffixes a person of this staff type may carry, in the profile's order."""
        kind = self.staff_type(staff_type)
        return tuple(suffix for suffix in self.suffixes if kind and suffix.kind in kind.suffix_kinds)

    def is_suffix_for(self, suffix: str, staff_type: str) -> bool:
        """Tell whether a person of this staff type may carry this suffix."""
        found, kind = self.suffix(suffix), self.staff_type(staff_type)
        return found is not None and kind is not None and found.kind in kind.suffix_kinds

    @property
    def has_authorizers(self) -> bool:
        """Tell whether anybody here acts on the authority of a colleague."""
        return any(each.authorized_by for each in self.staff_types)

    def authorized_by(self, staff_type: str) -> tuple[str, ...]:
        """List the staff types of whom one has to vouch for somebody of this one; empty for nobody."""
        found = self.staff_type(staff_type)
        return found.authorized_by if found else ()

    def needs_license(self, suffix: str) -> bool:
        """Tell whether a person with this suffix shows a license, whatever their staff type."""
        kind = self.kind_of_suffix(self.suffix_kind(suffix) or "")
        return kind is not None and kind.license

    def asks_license(self, staff_type: str, suffix: str) -> bool:
        """Tell whether a form asks for a license; while the suffix is open, if every one of them needs it."""
        choices = self.suffixes_for(staff_type)
        always = bool(choices) and all(self.needs_license(each.code) for each in choices)
        return self.needs_license(suffix) if suffix else always

    def identifier(self, slug: str) -> Identifier | None:
        """Find the identifier with this slug."""
        return _find(self.identifiers, "slug", slug)

    @property
    def npi(self) -> Identifier | None:
        """The identifier about which the register of NPIs can be asked."""
        return _find(self.identifiers, "check", "npi")

    def identifiers_of(self, suffix: str) -> tuple[Identifier, ...]:
        """List the identifiers that are asked of whoever carries this suffix."""
        kind = self.suffix_kind(suffix)
        return tuple(
            each
            for each in self.identifiers
            if suffix in each.suffixes
            or kind in each.suffix_kinds
            or (not (each.suffixes or each.suffix_kinds) and self.needs_license(suffix))
        )

    def asks_identifiers(self, staff_type: str, suffix: str) -> tuple[Identifier, ...]:
        """List those that a form asks for; while the suffix is open, those that every one of them has."""
        codes = [suffix] if suffix else [each.code for each in self.suffixes_for(staff_type)]
        of_each = [self.identifiers_of(code) for code in codes]
        return tuple(each for each in self.identifiers if codes and all(each in some for some in of_each))

    def known_by(self, values: Mapping[str, Any]) -> str:
        """Return slug and value of the identifier that tells somebody apart; empty without a whole one."""
        return key_that_tells_apart(self.identifiers, values)

    def numbers(self, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """List the identifiers somebody has, each with its short name, in the profile's order."""
        return tuple(
            (each.name.short, values[each.slug]) for each in self.identifiers if values.get(each.slug)
        )

    @property
    def agreement(self) -> Agreement:
        """The agreement a new group signs: the first one the profile names that is a group's."""
        return next(kind for kind in self.agreements if not kind.of_each_member)

    @property
    def member_agreement(self) -> Agreement | None:
        """The agreement that each member signs for themselves; None where a site has none."""
        return next((kind for kind in self.agreements if kind.of_each_member), None)

    def with_the_sponsor(self, *others: str) -> str:
        """List people in the site's words: these, and the sponsor where the site has one."""
        *first, last = [*others, *([f"the {self.terms.sponsor}"] if self.enrollment.sponsor else [])]
        return f"{', '.join(first)} and {last}" if first else last

    def agreement_called(self, slug: str) -> Agreement | None:
        """Find the agreement with this slug."""
        return _find(self.agreements, "slug", slug)

    @property
    def support_address(self) -> str:
        """Where support gets mail: at the first contact that has an address; empty when none has."""
        return next((str(contact.email) for contact in self.support if contact.email), "")
