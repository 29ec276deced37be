"""The numbers by which colleges and registers know people, as a site asks for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, StringConstraints, model_validator

from core.forms import checked_npi, is_placeholder, npi_digits
from core.site.faults import Fault
from core.site.harmless import harmless_pattern
from core.site.nouns import Noun
from core.site.parts import Code, Part, Slug, Words

MAX_LENGTH = 40
# What forms ask of people under other names; an identifier may have none of them.
TAKEN = frozenset(
    {
        *("first_name", "middle_initial", "no_middle_initial", "last_name", "one_name", "full_name"),
        *("email", "phone", "extension", "staff_type", "suffix", "license_state", "license_number"),
        *("specialty", "same_person", "has_backup", "is_oneself", "namesake", "shown", "identifiers"),
        *("identifier", "csrf", "version", "action", "entry", "applications"),
        *("authorizers", "read", "attested", "role"),
    }
)
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=MAX_LENGTH)]
_Pattern = Annotated[str, AfterValidator(harmless_pattern)]
# Spaces, and what is not seen at all; dashes of any kind are read as the one of the keyboard.
_UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")


class Identifier(Part):
    """A number of people that somebody else gave out, and how it is asked for and read.

    It is asked of whoever carries one of the `suffixes` or of the `suffix_kinds`; where neither is named, of
    whoever shows a license. `pattern` is how it looks in its normal form, in which letters are upper case
    and the characters of `left_out` are missing; with `check` the product knows how. `also` are further words
    that people write over its column. With `tells_apart` it belongs to one person: who is known by it is
    found by it, and no two people of a practice have the same.
    """

    slug: _Name
    name: Noun
    suffix_kinds: tuple[Slug, ...] = ()
    suffixes: tuple[Code, ...] = ()
    required: bool = True
    check: Literal["npi"] | None = None
    pattern: _Pattern = ""
    left_out: Annotated[str, StringConstraints(strip_whitespace=False, max_length=10)] = " .-"
    example: Words
    hint: str = ""
    also: tuple[Words, ...] = ()
    tells_apart: bool = True

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        if bool(self.check) == bool(self.pattern):
            raise ValueError('needs a "pattern" or a "check", and not both')
        if not self.complete(self.example):
            raise ValueError(f'has the example "{self.example}", which is none by its own pattern')
        return self

    @property
    def label(self) -> str:
        """What stands over its box: "National Provider Identifier (NPI)"."""
        return self.name[:1].upper() + self.name[1:] + ("" if self.in_passing else f" ({self.name.short})")

    @property
    def in_passing(self) -> bool:
        """Whether it has no shorter word than its name."""
        return self.name == self.name.short

    @property
    def digits_only(self) -> bool:
        """Whether it is typed with digits alone."""
        return self.check == "npi" or not re.search(r"[A-Z]", self.pattern)

    def normal(self, text: str) -> str:
        """Return it in the one spelling in which it is stored and compared, whether or not it is one."""
        return npi_digits(text) if self.check else _normal(text, self.name.short, self.left_out)

    def complete(self, text: str) -> str:
        """Return it in that spelling, or nothing while it is not whole."""
        found = self.normal(text)
        whole = len(found) <= MAX_LENGTH and re.fullmatch(self.pattern or r"\d{10}", found, re.ASCII)
        return found if whole else ""

    def read(self, text: str) -> str:
        """Return what a form stores; ValueError in words that go on after the label."""
        if self.check:
            return checked_npi(text)
        if is_placeholder(text) and not any(map(str.isdigit, text)):
            raise ValueError("Write the number, or save unfinished")
        if found := self.complete(text):
            return found
        raise ValueError(f"must look like {self.example}")


def _normal(text: str, called: str, left_out: str) -> str:
    bare = _DASHES.sub("-", _UNSEEN.sub("", unicodedata.normalize("NFKC", text))).strip().upper()
    return _label(called).sub("", bare, count=1).translate(dict.fromkeys(map(ord, left_out))).strip()


# Of what a site calls its numbers, never of a number that somebody typed.
@lru_cache(maxsize=64)
def _label(called: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(called.upper())}\b\s*(?:(?:NO|NR|NUMBER)\b|#)?\s*[.:#=-]*")


def key_that_tells_apart(identifiers: Iterable[Identifier], values: Mapping[str, Any]) -> str:
    """Return slug and value of what tells somebody apart, as `npi:1234567893`; empty without a whole one."""
    for each in identifiers:
        typed = values.get(each.slug)
        if each.tells_apart and isinstance(typed, str) and (found := each.complete(typed)):
            return f"{each.slug}:{found}"
    return ""


def number_in_key(key: str) -> str:
    """Return the number of such a key."""
    return key.partition(":")[2]


def faults_of_identifiers(raw: Mapping[str, Any]) -> list[Fault]:
    """List what is wrong between identifiers, and with what else is asked; tolerate any shape."""
    rows = _tables(raw.get("identifiers"))
    faults = [
        Fault(f"identifiers[{place}].slug", f'"{slug}" is the name of another question: take another one')
        for place, slug in enumerate(map(_slug, rows))
        if slug in TAKEN
    ]
    if "npi_register" in raw and not any(each.get("check") == "npi" for each in rows):
        faults.append(Fault("npi_register", 'asks about a number of which no identifier has check = "npi"'))
    return faults + _unknown_in_addresses(raw, rows) + _told_apart_twice(raw, rows)


def _unknown_in_addresses(raw: Mapping[str, Any], rows: list[dict[str, Any]]) -> list[Fault]:
    known = {"license", *map(_slug, rows)}
    return [
        Fault(f"registers[{place}].address", f"{{{name}}} is neither {{license}} nor one of the identifiers")
        for place, each in enumerate(_tables(raw.get("registers")))
        for name in re.findall(r"\{(\w+)\}", str(each.get("address")))
        if name not in known
    ]


def _told_apart_twice(raw: Mapping[str, Any], rows: list[dict[str, Any]]) -> list[Fault]:
    """People are found by one number: of each suffix one identifier at most may tell them apart."""
    found = []
    kinds = _tables(raw.get("suffix_kinds"))
    licensed = [each.get("slug") for each in kinds if each.get("license") is True]
    telling = [each for each in rows if each.get("tells_apart", True) is True]
    for suffix in _tables(raw.get("suffixes")):
        apart = [_slug(each) for each in telling if _is_asked(each, suffix, licensed)]
        if len(apart) > 1:
            words = f"{' and '.join(apart)} both tell people with the suffix {suffix.get('code')} apart"
            found.append(Fault("identifiers", f"{words}: all but one need tells_apart = false"))
    return found


def _is_asked(identifier: Mapping[str, Any], suffix: Mapping[str, Any], licensed: list[Any]) -> bool:
    named = [identifier.get(name) or [] for name in ("suffix_kinds", "suffixes")]
    kinds, codes = (each if isinstance(each, list) else [] for each in named)
    if kinds or codes:
        return suffix.get("kind") in kinds or suffix.get("code") in codes
    return suffix.get("kind") in licensed


def _tables(rows: Any) -> list[dict[str, Any]]:
    return [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []


def _slug(row: Mapping[str, Any]) -> str:
    return str(row.get("slug"))
