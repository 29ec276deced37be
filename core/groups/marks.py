"""What tells that two practices may be one, in one spelling; kept with each change and looked up by index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal
from uuid import UUID

from core.database.rows import insert_all
from core.groups.people import load_group, members_of
from core.groups.practice_names import practice_spellings
from core.groups.records import GroupFacts, MemberFacts
from core.groups.tables import PracticeMark
from core.names import bare_letters

Kind = Literal["name-postcode", "name-phone", "phone", "identifier", "suite", "street"]
_SHORT = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "boulevard": "blvd",
    "lane": "ln", "court": "ct", "circle": "cir", "place": "pl", "parkway": "pkwy", "highway": "hwy",
    "square": "sq", "terrace": "ter", "trail": "trl", "way": "wy", "north": "n", "south": "s",
    "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
}  # fmt: skip
_INSIDE = re.compile(
    r"[\s,;]*(?:\b(?:suite|ste|unit|apartment|apt|room|rm|floor|fl)\b|#)[\s.:#]*(\w.*)$", re.I
)
_DESIGNATOR = re.compile(r"\b(?:suite|ste|unit|apartment|apt|room|rm|floor|fl|no)\b", re.I)


async def mark_practice(group: UUID) -> None:
    """Keep what tells that a practice may be another one; part of the change that made it as it is now."""
    found = set(marks_of(await load_group(group), await members_of(group)))
    await PracticeMark.delete().where(PracticeMark.group == group)
    made = [PracticeMark(group=group, kind=kind, mark=f"{kind}:{text}"[:300]) for kind, text in sorted(found)]
    await insert_all(PracticeMark, made)


def marks_of(group: GroupFacts, members: Sequence[MemberFacts]) -> Iterator[tuple[Kind, str]]:
    """List what a practice has that another one of the same kind and text has only if it may be the same."""
    area, phone = _area(group.postcode), group.details.phone
    for name in practice_spellings(group.name):
        if area:
            yield "name-postcode", f"{area} {name}"
        if phone:
            yield "name-phone", f"{phone} {name}"
    if area and phone:
        yield "phone", f"{area} {phone}"
    street, suite = folded_address(group.details.address, group.details.suite)
    if area and street:
        yield ("suite" if suite else "street"), f"{area} {street} {suite}"
    there = (each.details.known_by for each in members if each.state != "left")
    for identifier in {each for each in there if each}:
        yield "identifier", identifier


def folded_address(address: str, suite: str) -> tuple[str, str]:
    """Reduce a street address and the suite, which may stand in either, to what tells it from others.

    "100 North Main Street, Ste. 4-A" and "100 N Main St" with "#4a" are one.
    """
    inside = _INSIDE.search(address)
    if inside:
        address, suite = address[: inside.start()], suite or inside[1]
    words = [bare_letters(each) for each in re.split(r"[\s,./]+", address)]
    street = "".join(_SHORT.get(word, word) for word in words)
    return street, bare_letters(_DESIGNATOR.sub("", suite))


def _area(postcode: str) -> str:
    """A postcode without the four digits that some write behind it."""
    bare = bare_letters(postcode)
    return bare[:5] if bare.isdigit() else bare
