"""Somebody is typed as new who belongs to the practice already: whom they look like, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from core.enrollment.drafts import Draft, DraftPerson
from core.names import bare_letters, names_agree
from core.site import SiteProfile

By = Literal["email", "identifier", "name"]


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody of the practice with the address, the identifier or a name like that of who is being added."""

    person: DraftPerson
    by: By


def lookalikes(site: SiteProfile, draft: Draft, person: DraftPerson) -> tuple[Alike, ...]:
    """List who of the practice somebody new may be: nobody for who is listed there, or while it registers."""
    if draft.group is None or person.member is not None:
        return ()
    there = (*(each for each in draft.everybody if each.member), *draft.colleagues)
    found = ((each, _by(site, person, each)) for each in there)
    return tuple(Alike(each, by) for each, by in found if by is not None)


def has_namesake(site: SiteProfile, draft: Draft, person: DraftPerson) -> bool:
    """Tell whether a name is all that somebody new has in common with somebody of the practice."""
    found = lookalikes(site, draft, person)
    return bool(found) and all(each.by == "name" for each in found)


def _by(site: SiteProfile, person: DraftPerson, other: DraftPerson) -> By | None:
    if person.email and person.email == other.email:
        return "email"
    if person.known_by(site) and person.known_by(site) == other.known_by(site):
        return "identifier"
    mine, theirs = _names(person), _names(other)
    # Lists are long, and names that begin differently are not one.
    return "name" if _first(mine[1]) == _first(theirs[1]) and names_agree(mine, theirs) else None


@lru_cache(maxsize=8192)
def _first(last: str) -> str:
    return bare_letters(last)[:1]


def _names(person: DraftPerson) -> tuple[str, str]:
    return person.typed("first_name"), person.typed("last_name")
