"""Personal login names: made of letters by the site's rule, and nobody's twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any, Protocol

from core.identity.tables import Person, PortalIdCount
from core.names import plain_letters
from core.site import SiteProfile

_PLACE = re.compile(r"\{(first|middle|last)(?::(\d+))?\}")


class Named(Protocol):
    """Whoever has the names that a login name is made of."""

    @property
    def first_name(self) -> str: ...

    @property
    def middle_initial(self) -> str: ...

    @property
    def last_name(self) -> str: ...


async def lock_names() -> None:
    """Wait, before login names are made, until nobody else makes any; part of a transaction."""
    row = PortalIdCount(id=1, given=0)
    await PortalIdCount.insert(row).on_conflict(target=PortalIdCount.id, action="DO NOTHING")
    await PortalIdCount.update({PortalIdCount.given: PortalIdCount.given + 1}).where(PortalIdCount.id == 1)


async def free_names(site: SiteProfile, people: Sequence[Named]) -> list[str]:
    """Return for each the first login name that nobody has; after `lock_names`, with one statement."""
    beginnings = [plain_name(site, each) for each in people]
    taken = await _taken(beginnings) | set(site.portal_ids.reserved)
    given = []
    for beginning in beginnings:
        name = next(each for each in _candidates(beginning, site.portal_ids.max_length) if each not in taken)
        taken.add(name)
        given.append(name)
    return given


def plain_name(site: SiteProfile, human: Named) -> str:
    """Make the login name by the site's rule, before anybody else is thought of."""
    parts = {"first": human.first_name, "middle": human.middle_initial, "last": human.last_name}

    def fill(place: re.Match[str]) -> str:
        letters = plain_letters(parts[place[1]])
        return letters[: int(place[2])] if place[2] else letters

    return _PLACE.sub(fill, site.portal_ids.pattern)[: site.portal_ids.max_length].strip("._-") or "user"


def _candidates(beginning: str, longest: int) -> Iterator[str]:
    yield beginning
    number = 1
    while True:
        number += 1
        yield f"{beginning[: longest - len(str(number))]}{number}"


async def _taken(beginnings: Sequence[str]) -> set[str]:
    """Every name that might be in the way: one keeps its first letter, however long its number grows."""
    alike: list[Any] = [Person.portal_id.like(f"{letter}%") for letter in {each[0] for each in beginnings}]
    return {row["portal_id"] for row in await Person.select(Person.portal_id).where(reduce(or_, alike))}
