"""A practice that was made once in an empty database is put into the next empty one as it was.

Half the time of the tests of core went into making the same practice anew. What was stored, and the data
folder beside it, is copied for as long as it is fresh: a minute or two on a clock that runs, for ever on one
that stands still. A database in which something was done before, a site that is not the shipped one, and on
PostgreSQL an application that runs, whose workers would write meanwhile, get a practice made for them.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Concatenate, ParamSpec, TypeVar

from core import binding, clock
from core.database import Database, current
from core.portal import Portal
from tests.data_folders import folder_of_the_open_one
from tests.emptied import Contents, is_untouched, put_into, taken_from
from tests.practices.portals import is_shipped

FRESH, STANDING = timedelta(minutes=2), timedelta()
MOST = 60
# Where the header of an SQLite file counts what was written into it.
WRITTEN = slice(24, 28)
Given = ParamSpec("Given")
Made = TypeVar("Made")
Make = Callable[Concatenate[Portal, Given], Awaitable[Made]]


@dataclass(frozen=True, slots=True)
class File:
    """The file of an SQLite database into which nothing was ever written."""

    path: Path

    async def taken(self) -> sqlite3.Connection:
        """Return what was stored in it meanwhile."""
        rows = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(self.path)) as stored:
            stored.backup(rows)
        return rows

    async def put(self, rows: sqlite3.Connection) -> None:
        """Store what was taken from another one."""
        with closing(sqlite3.connect(self.path)) as empty:
            rows.backup(empty)


@dataclass(frozen=True, slots=True)
class Served:
    """A database of PostgreSQL that is as it was handed out."""

    address: str

    async def taken(self) -> Contents:
        """Return what was stored in it meanwhile."""
        return await taken_from(self.address)

    async def put(self, contents: Contents) -> None:
        """Store what was taken from another one."""
        await put_into(self.address, contents)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was stored, what lay in the data folder, what was answered, and when."""

    rows: Any
    folder: TemporaryDirectory[str]
    answer: Any
    at: datetime


_untouched: dict[Path, bytes] = {}
_alone: list[Database] = []
_kept: OrderedDict[tuple[Any, ...], Kept] = OrderedDict()


def remember_untouched(file: Path) -> None:
    """Take note of a migrated, empty database, so that it is known when something was written into it."""
    _untouched[file] = _written(file)


def remember_alone(opened: Database) -> None:
    """Take note of a database that a test opened without an application that works on it."""
    _alone[:] = [opened]


def kept(make: Make[Given, Made]) -> Make[Given, Made]:
    """Make what is asked for, or copy what the same words made in another empty database."""

    @wraps(make)
    async def made(portal: Portal, *given: Given.args, **named: Given.kwargs) -> Made:
        place = await _empty_place()
        if place is None or not is_shipped(portal):
            return await make(portal, *given, **named)
        longest = STANDING if clock.now() == clock.now() else FRESH
        words = (repr(given), repr(sorted(named.items())))
        # Rows are bound by the key of whoever made them: a command that a test ran may have brought another.
        bound_by = binding.code_of("kept", "")
        key = (make, type(place), portal.mail.base_url, longest, bound_by, *words)
        if (known := _kept.get(key)) and STANDING <= clock.now() - known.at <= longest:
            await place.put(known.rows)
            shutil.copytree(known.folder.name, folder_of_the_open_one(), dirs_exist_ok=True)
            return deepcopy(known.answer)
        answer = await make(portal, *given, **named)
        _keep(key, await place.taken(), answer)
        return answer

    return made


async def _empty_place() -> File | Served | None:
    """The open database, when nothing was ever written into it."""
    database = current()
    if database.engine.current_transaction.get() is not None:
        return None
    if database.kind == "sqlite":
        file = Path(database.engine.path)
        return File(file) if _is_untouched(file) else None
    address = database.engine.config["dsn"]
    return Served(address) if _alone == [database] and await is_untouched(address) else None


def _is_untouched(file: Path) -> bool:
    log = file.with_name(f"{file.name}-wal")
    return not (log.exists() and log.stat().st_size) and _untouched.get(file) == _written(file)


def _written(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(WRITTEN.stop)[WRITTEN]


def _keep(key: tuple[Any, ...], rows: sqlite3.Connection | Contents, answer: object) -> None:
    folder = TemporaryDirectory(prefix="kept-")
    shutil.copytree(folder_of_the_open_one(), folder.name, dirs_exist_ok=True)
    if stale := _kept.pop(key, None):
        _forget(stale)
    _kept[key] = Kept(rows, folder, deepcopy(answer), clock.now())
    if len(_kept) > MOST:
        _forget(_kept.popitem(last=False)[1])


def _forget(known: Kept) -> None:
    if isinstance(known.rows, sqlite3.Connection):
        known.rows.close()
    known.folder.cleanup()
