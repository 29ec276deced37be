"""Physician Census IDs and Patient Census Favorites: who has a census where, and who sees which roster.

Whoever administers the practice chooses, and support in its place. Sponsors and privacy officers read all of
it, and everybody their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.forms import Choice
from core.plugin_api import Grant, InPractice, NoFields, Opened, OpenedGroup, Page, PageFile
from plugins.cerner.fields import Census, CensusFavorites, CensusIds

Access = Grant[NoFields]
NOT_A_PROVIDER = "Only providers get census IDs."
_CHOOSE: Any = frozenset({"administrator", "analyst"})
_READ: Any = frozenset({"sponsor", "privacy-officer"})


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the page: their hospitals or rosters in words, and where the reader changes these, if."""

    name: str
    has: str
    address: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everybody with access: the physicians with their hospitals, and all with their rosters.

    `chooses` says whether the reader changes that, `takes` whether they may have it as a file.
    """

    physicians: Sequence[Line]
    users: Sequence[Line]
    chooses: bool
    takes: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """What one person has: hospitals of their own census, and physicians whose patients they see."""

    physician: bool
    hospitals: Sequence[str]
    rosters: Sequence[str]


@dataclass(frozen=True, slots=True)
class Own:
    """What the page of one person says beside its form: why there is nothing to choose, if so."""

    why_not: str


def census_of(access: Access) -> Census:
    """Return what is kept of an access; nothing is chosen where nothing is kept."""
    return access.kept if isinstance(access.kept, Census) else Census()


def is_physician(access: Access) -> bool:
    """Tell whether somebody may have a census: only providers."""
    return access.person.suffix_kind == "provider"


def with_census(access: Sequence[Access]) -> list[Access]:
    """List the physicians who have a census somewhere."""
    return [each for each in access if is_physician(each) and census_of(each).hospitals]


async def load(opened: OpenedGroup[NoFields]) -> Shown:
    """Load everybody with what they have."""
    chooses = opened.audience in _CHOOSE
    physicians = [each for each in opened.access if is_physician(each)]
    names = {each.person.key: each.person.name for each in with_census(opened.access)}
    return Shown(
        physicians=[
            Line(
                each.person.name,
                _hospitals(opened, each),
                opened.address("census-ids", each.key) if chooses else "",
            )
            for each in physicians
        ],
        users=[
            Line(
                each.person.name,
                _rosters(names, each),
                opened.address("census-favorites", each.key) if chooses else "",
            )
            for each in opened.access
        ],
        chooses=chooses,
        takes=opened.audience != "sponsor",
    )


async def load_mine(opened: Opened[NoFields]) -> Mine:
    """Load what the reader has themselves."""
    census = census_of(opened.grant)
    names = {each.key: each.name for each in opened.group.people}
    return Mine(
        physician=is_physician(opened.grant),
        hospitals=[opened.facilities.get(code, code) for code in census.hospitals],
        rosters=[names[key] for key in census.rosters if key in names],
    )


async def sheet(opened: OpenedGroup[NoFields]) -> PageFile:
    """Write one line for each physician and hospital, with who sees that roster."""
    heads = (
        "Physician",
        "{identifier.short}",
        "{Login}",
        "Hospital code",
        "Hospital",
        "Users with this roster",
    )
    lines = [
        (
            each.person.name,
            each.person.identifiers.get("npi", ""),
            each.person.portal_id,
            code,
            opened.facilities.get(code, code),
            ", ".join(_who_sees(opened.access, each.person.key)),
        )
        for each in with_census(opened.access)
        for code in census_of(each).hospitals
    ]
    return PageFile(name="physician-census", lines=(heads, *lines))


async def load_ids(opened: Opened[NoFields]) -> Own:
    """Say why somebody gets no census IDs."""
    return Own("" if is_physician(opened.grant) else NOT_A_PROVIDER)


async def load_favorites(opened: Opened[NoFields]) -> Own:
    """Say that there is no roster yet."""
    none = "No physician has a hospital yet. Choose the hospitals of a physician first."
    return Own("" if with_census(opened.access) else none)


async def kept(opened: Opened[NoFields]) -> Census:
    """Return what stands in the form first."""
    return census_of(opened.grant)


async def rosters(opened: Opened[NoFields]) -> dict[str, Sequence[Choice]]:
    """Offer the physicians who have a census, with their hospitals."""
    return {
        "members": [
            Choice(each.person.key, each.person.name, _hospitals(opened, each))
            for each in with_census(opened.access)
        ]
    }


async def keep_ids(opened: Opened[NoFields], chosen: CensusIds) -> None:
    """Keep the hospitals of a physician; without any, nobody has their roster any more."""
    mine = opened.grant
    if not is_physician(mine):
        raise ValueError(NOT_A_PROVIDER)
    async with opened.change("census-ids-chosen", hospitals=list(chosen.hospitals)):
        await opened.keep(mine.key, census_of(mine).model_copy(update={"hospitals": chosen.hospitals}))
        if not chosen.hospitals:
            await without_roster(opened, mine)


async def without_roster(practice: InPractice[NoFields], physician: Access) -> None:
    """Take the roster of a physician from everybody else; inside a change."""
    for each in practice.access:
        left = tuple(key for key in census_of(each).rosters if key != physician.person.key)
        if each.key != physician.key and left != census_of(each).rosters:
            await practice.keep(each.key, census_of(each).model_copy(update={"rosters": left}))


async def keep_favorites(opened: Opened[NoFields], chosen: CensusFavorites) -> None:
    """Keep whose patients a user sees."""
    async with opened.change("census-favorites-chosen", rosters=len(chosen.rosters)):
        mine = opened.grant
        await opened.keep(mine.key, census_of(mine).model_copy(update={"rosters": chosen.rosters}))


def _hospitals(opened: OpenedGroup[NoFields], access: Access) -> str:
    return ", ".join(opened.facilities.get(code, code) for code in census_of(access).hospitals)


def _rosters(names: dict[str, str], access: Access) -> str:
    return ", ".join(names[key] for key in census_of(access).rosters if key in names)


def _who_sees(access: Sequence[Access], physician: str) -> list[str]:
    return [each.person.name for each in access if physician in census_of(each).rosters]


PAGES: tuple[Page[NoFields], ...] = (
    Page(
        path="census",
        title="Patient census",
        scope="group",
        audience=_CHOOSE | _READ,
        template="cerner/census.html",
        load=load,
        file=sheet,
    ),
    Page(
        path="census-ids",
        title="Physician Census IDs",
        audience=_CHOOSE,
        template="cerner/choose.html",
        load=load_ids,
        fields=CensusIds,
        values=kept,
        submit=keep_ids,
        then="census",
    ),
    Page(
        path="census-favorites",
        title="Patient Census Favorites",
        audience=_CHOOSE,
        template="cerner/choose.html",
        load=load_favorites,
        fields=CensusFavorites,
        values=kept,
        choices=rosters,
        submit=keep_favorites,
        then="census",
    ),
    Page(
        path="my-census",
        title="My census lists",
        audience=frozenset({"member"}),
        template="cerner/mine.html",
        load=load_mine,
    ),
)
