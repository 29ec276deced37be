"""What people write over the columns of a list, beside the label of a question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from core.enrollment.spreadsheet.columns import FULL_NAME, Column
from core.enrollment.spreadsheet.matching import plain, unique, without_brackets

_ALSO: Mapping[str, tuple[str, ...]] = {
    "staff_type": ("type", "user type", "role", "type of staff", "staff category", "category"),
    "suffix": ("credential", "credentials", "degree", "professional suffix", "suffix or title", "creds"),
    "first_name": ("first", "given name", "forename", "name first", "f name", "fname", "first nm"),
    "middle_initial": (
        "mi",
        "middle",
        "initial",
        "middle name",
        "name middle",
        "mid init",
        "m init",
        "m name",
    ),
    "last_name": ("last", "surname", "family name", "name last", "l name", "lname", "last nm"),
    "email": ("email", "mail", "email id", "mail address", "email addr"),
    "phone": ("phone", "telephone", "tel", "telephone number", "phone num", "ph", "contact phone"),
    "extension": ("ext", "extn", "phone extension", "phone ext"),
    "license_state": ("licensed state", "license state", "state of license", "state license", "lic state"),
    "license_number": ("state license number", "license number", "license", "lic", "medical license"),
    "specialty": ("speciality", "specialties", "primary specialty", "area of practice"),
    FULL_NAME: ("name", "full name", "name last first", "last first", "last name first name", "person"),
}
_WEAKER: Mapping[str, tuple[str, ...]] = {
    "suffix": ("title", "job title", "position", "job", "professional title"),
    "phone": ("cell", "cell phone", "mobile", "mobile phone", "contact number", "direct line"),
    FULL_NAME: ("employee", "provider", "staff", "member", "user", "staff member", "team member"),
}
_NOISE = frozenset(
    {
        "number",
        "numbers",
        "no",
        "num",
        "nr",
        "provider",
        "providers",
        "staff",
        "employee",
        "employees",
        "member",
    }
    | {"user", "users", "work", "business", "office", "legal", "the", "s", "of", "person", "their", "your"}
    | {"required", "optional"}
)
# With a number sign behind it this is no name any more.
_NUMBERED = frozenset({"employee", "provider", "staff", "member", "user", "person", "name"})
_EXACT, _ALIAS, _WEAK = 3, 2, 1


class Meaning(NamedTuple):
    """The column that a heading names, and how surely."""

    name: str
    rank: int


class Headings:
    """Every heading that is understood at one site."""

    def __init__(self, known: tuple[Column, ...]) -> None:
        here = {column.name for column in known}
        names = [(column.name, text) for column in known for text in (column.label, column.name)]
        self._ranked = (
            (_EXACT, unique((spelled(text), name) for name, text in names)),
            (_ALIAS, unique((spelled(without_brackets(text)[0]), name) for name, text in names)),
            (_ALIAS, _all({**_ALSO, **_numbers(known)}, here)),
            (_WEAK, _all(_WEAKER, here)),
        )
        self.spellings = {each: name for _, known in reversed(self._ranked) for each, name in known.items()}

    def meaning(self, heading: str) -> Meaning | None:
        """Find the column that a heading names: in full, or by the words of it that count."""
        before, inside = without_brackets(heading)
        if "#" in heading and spelled(heading) in _NUMBERED:
            return None
        for text, most in ((heading, _EXACT), (before if inside else "", _WEAK)):
            for spelling, rank in ((spelled(text), most), (_bare(text), min(most, _ALIAS))):
                if spelling and (found := self._find(spelling, rank)):
                    return found
        return None

    def _find(self, spelling: str, most: int) -> Meaning | None:
        return next(
            (Meaning(known[spelling], min(rank, most)) for rank, known in self._ranked if spelling in known),
            None,
        )


@lru_cache(maxsize=8)
def headings_for(known: tuple[Column, ...]) -> Headings:
    """Return the headings that are understood where these columns are known."""
    return Headings(known)


def spelled(text: str) -> str:
    """Return a heading as it is compared, in one spelling of the word license."""
    return plain(text).replace("licenc", "licens")


def _bare(heading: str) -> str:
    """Return the words of a heading that count: "Provider NPI #" is "npi"."""
    words = re.findall(r"[^\W_]+", heading.casefold().replace("-mail", "mail"))
    kept = [word for word in words if word not in _NOISE]
    return spelled("".join(kept)) if kept != words else ""


def _numbers(known: tuple[Column, ...]) -> dict[str, tuple[str, ...]]:
    """What people write over the columns of a site's own numbers."""
    asked = ((column.name, column.identifier) for column in known if column.identifier)
    return {name: (each.name, each.name.short, _bare(each.name.short), *each.also) for name, each in asked}


def _all(also: Mapping[str, tuple[str, ...]], here: set[str]) -> dict[str, str]:
    return {spelled(text): name for name, texts in also.items() if name in here for text in texts if text}
