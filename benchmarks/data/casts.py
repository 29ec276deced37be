"""The people of a mould: under names that stand nowhere else, so that others can be put in their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.demo import making
from core.demo.making import Answers
from core.site import SiteProfile

STAFF_OF_TEN = 6


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody of a mould, by number."""

    number: int

    @property
    def first(self) -> str:
        return f"Qx{letters(self.number)}"

    @property
    def last(self) -> str:
        return f"Zx{letters(self.number)}"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        return f"{self.first}.{self.last}@{DOMAIN}".lower()

    @property
    def phone(self) -> str:
        return f"(602) 300-{1200 + self.number}"

    @property
    def license(self) -> str:
        return f"L{7_000_000 + self.number}"

    def typed(self, site: SiteProfile, staff_type: str, suffix: str) -> Answers:
        """What is typed about them as somebody of this staff type."""
        known = making.person(site, self.name, self.number, staff_type, suffix)
        own = {"email": self.email, "phone": self.phone}
        own |= {"license_number": self.license} if "license_number" in known else {}
        numbers = {slug: number for slug, number in self.identifiers(site, suffix).items() if slug in known}
        return known | own | numbers

    def identifiers(self, site: SiteProfile, suffix: str) -> dict[str, str]:
        """Their numbers in registers."""
        found = site.identifiers_of(suffix)
        return {each.slug: making.number_like(each, 10_000_000 + self.number) for each in found}


@dataclass(frozen=True, slots=True)
class Role:
    """A character with what they are: staff type, suffix, and how many applications they ask for."""

    who: Character
    staff_type: str
    suffix: str
    wants: int

    def typed(self, site: SiteProfile) -> Answers:
        """What is typed about them."""
        return self.who.typed(site, self.staff_type, self.suffix)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody of a practice: the sponsor, whoever administers it, and the others.

    Those who are `patient` ask also for what takes long to set up.
    """

    sponsor: Role
    administrator: Role
    others: tuple[Role, ...]
    officer: Character
    patient: bool = False

    @property
    def alone(self) -> bool:
        """Whether one person is both."""
        return self.sponsor is self.administrator

    @property
    def everybody(self) -> tuple[Role, ...]:
        """All of them once."""
        both = (self.sponsor,) if self.alone else (self.sponsor, self.administrator)
        return (*both, *self.others)


SPECIALTIES = ("Pediatrics", "Family Medicine", "Cardiology", "Internal Medicine", "Orthopedics", "Imaging")
NAME, STREET, CITY = ("Vxaaa", "Wxaaa"), "Yxaaa", "Kxaaa"
DOMAIN = f"{''.join(NAME)}.example".lower()


def practice(site: SiteProfile, kind: str, cast: Cast) -> Answers:
    """What is typed about the practice of a mould."""
    typed = making.practice(site, f"{' '.join(NAME)} {kind}", len(cast.others))
    own = {"address": f"{100 + len(cast.others)} {STREET} Street", "city": CITY, "phone": PHONE}
    own |= {"fax": FAX} if "fax" in typed else {}
    if "officer_name" in typed:
        own |= {"officer_name": cast.officer.name, "officer_email": cast.officer.email}
    return typed | own


PHONE, FAX = "(602) 298-9900", "(602) 299-9901"


def cast_of(site: SiteProfile, size: int, *, patient: bool = False) -> Cast:
    """Put together a practice of this many people: four of ten are providers, and one of them sponsors it."""
    providers, staff = _turns(site, "provider"), _turns(site, "staff")
    kinds = [
        next(staff if (place * STAFF_OF_TEN + 5) % 10 < STAFF_OF_TEN else providers)
        for place in range(2, size)
    ]
    sponsor = _part(site, "sponsor", 0, 3)
    administrator = _part(site, "administrator", 1, 2) if size > 1 else sponsor
    others = tuple(
        Role(Character(place), *kind, _wants(site, place, kind[1])) for place, kind in enumerate(kinds, 2)
    )
    return Cast(sponsor, administrator, others, Character(size), patient)


def _wants(site: SiteProfile, place: int, suffix: str) -> int:
    return 3 + place % 2 if site.needs_license(suffix) else 2


def _part(site: SiteProfile, role: str, place: int, wants: int) -> Role:
    (kind,) = site.staff_types_in_role(role)
    licensed = role == "sponsor"
    suffixes = (
        each.code for each in site.suffixes_for(kind.slug) if site.needs_license(each.code) == licensed
    )
    return Role(Character(place), kind.slug, next(suffixes), wants)


def _turns(site: SiteProfile, which: str) -> Iterator[tuple[str, str]]:
    """Members of one half of the site's kinds, one kind after the other for ever."""
    licensed = which == "provider"
    return (pair for pair in making.kinds_of_members(site) if site.needs_license(pair[1]) == licensed)


def letters(number: int) -> str:
    """Write a number in three letters, as names have no digits."""
    return "".join("abcdefghijklmnop"[number >> shift & 15] for shift in (8, 4, 0))
