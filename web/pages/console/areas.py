"""What of a site is changed in the browser: each area is a list of things, and a form for one of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel

from core.forms import NOTHING_OFFERED, Offered
from core.portal import Portal
from core.running.editions import Edition
from core.running.records import Path
from core.running.running import Running
from core.settings import Settings as AppSettings

NEW = "new"
Settings = Mapping[Path, Any]


class Entry(NamedTuple):
    """One thing of an area: its key in addresses, how it is called, and a line about it."""

    key: str
    name: str
    note: str = ""


async def nothing_follows(_: Portal, __: Portal, ___: str) -> Sequence[str]:
    """Say that nobody notices."""
    return ()


async def nothing_checked(_: Portal, __: Portal, ___: str, ____: AppSettings) -> Sequence[str]:
    """Check nothing."""
    return ()


async def nothing_fixed(_: Portal, __: str, ___: str) -> Sequence[tuple[str, str]]:
    """Say that the files fix nothing of it."""
    return ()


def nothing_to_choose(_: Portal) -> Offered:
    """Offer no list."""
    return NOTHING_OFFERED


def nothing_coming(_: Running, __: Portal, ___: str) -> Sequence[Any]:
    """Say that nothing begins later, and that there are no versions."""
    return ()


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the site that is changed in the browser.

    `entries` lists its things; `values` are those of the form `model` for one of them, none for a new one;
    and `settings` says what the answers put where in the profile. `removing` says the same for taking one
    away, where that can be done; `adds` are the words for one more, where there may be more. `choices` are
    the lists from which a form chooses. `consequences` says, in words with numbers, what follows for people.

    `form` is the form of one thing where things differ in it, and `path` where its settings stand in the
    profile, to find what was changed of it. `fixed` lists what the file with this name fixes of it, which can
    be checked; `checks` does so before it takes effect. `coming` says what begins later about a thing, and
    `versions` are those that a text has had.
    """

    slug: str
    title: str
    introduction: str
    model: type[BaseModel]
    entries: Callable[[Portal], Sequence[Entry]]
    values: Callable[[Portal, str], Mapping[str, Any]]
    settings: Callable[[Portal, str, Any], Settings]
    removing: Callable[[Portal, str], Settings] | None = None
    adds: str = ""
    choices: Callable[[Portal], Offered] = nothing_to_choose
    consequences: Callable[[Portal, Portal, str], Awaitable[Sequence[str]]] = nothing_follows
    form: Callable[[Portal, str], type[BaseModel]] | None = None
    path: Callable[[str], Path] | None = None
    fixed: Callable[[Portal, str, str], Awaitable[Sequence[tuple[str, str]]]] = nothing_fixed
    checks: Callable[[Portal, Portal, str, AppSettings], Awaitable[Sequence[str]]] = nothing_checked
    coming: Callable[[Running, Portal, str], Sequence[str]] = nothing_coming
    versions: Callable[[Running, Portal, str], Sequence[Edition]] = nothing_coming

    def entry(self, portal: Portal, key: str) -> Entry | None:
        """Find one of its things."""
        return next((each for each in self.entries(portal) if each.key == key), None)
