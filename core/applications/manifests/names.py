"""The names that texts of a manifest may use between braces, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from operator import attrgetter

from core.forms import phone_in_words
from core.plugin_api import Group, Person
from core.site.terms import Terms, is_noun

NAMED = re.compile(r"\{([^{}]*)\}")
ACCOUNT = "account"
_PERSON: dict[str, Callable[[Person], str]] = {
    **{each: attrgetter(each) for each in ("name", "first_name", "last_name", "email", "suffix")},
    **{each: attrgetter(each) for each in ("specialty", "license_state", "license_number")},
    "login": attrgetter("portal_id"),
    "phone": lambda person: phone_in_words(person.phone),
}
_PRACTICE: dict[str, Callable[[Group], str]] = {
    **{each: attrgetter(each) for each in ("name", "address", "city", "state", "postcode")},
    "phone": lambda group: phone_in_words(group.phone),
    "fax": lambda group: phone_in_words(group.fax),
}


def names_of_people(identifiers: Collection[str]) -> frozenset[str]:
    """List the names of what is known of a person and their practice, with those numbers of the site."""
    persons = {f"person.{each}" for each in (*_PERSON, *identifiers)}
    return frozenset(persons | {f"practice.{each}" for each in _PRACTICE})


def nouns() -> frozenset[str]:
    """List the words of a site, in their simplest form."""
    return frozenset(Terms.model_fields)


def strange_names(text: str, known: Collection[str]) -> list[str]:
    """List the names in a text that are neither known nor words of a site."""
    return [name for name in NAMED.findall(text) if name not in known and not is_noun(name)]


def of_people(name: str, person: Person, group: Group) -> str:
    """Return what such a name stands for; empty where it is not known."""
    about, _, part = name.partition(".")
    if about == "practice":
        return _PRACTICE[part](group)
    return _PERSON[part](person) if part in _PERSON else person.identifiers.get(part, "")


def filled_in(text: str, value: Callable[[str], str | None]) -> str:
    """Put values in place of names; those without one are words of the site, which the host fills in."""

    def said(found: re.Match[str]) -> str:
        known = value(found[1])
        return found[0] if known is None else known

    return NAMED.sub(said, text)
