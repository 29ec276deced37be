"""Moulds: practices that lived in a database of their own, read from it as text with holes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.data.casts import Cast
from benchmarks.data.holes import KINDS, Hole, Holes, Template
from benchmarks.data.identities import Register, of_numbers, renamed
from benchmarks.data.storing import as_field
from core.audit.canonical import PARTS, canonical, text_of_part
from core.database.registry import all_tables, plugin_tables
from core.identity.bound import BINDING

# What stands for the whole site, or is made anew of what is cast.
OF_THE_SITE = frozenset(
    {
        "attempt_count", "audit_checkpoint", "audit_event", "audit_head", "audit_subtree", "figure",
        "key_mark", "portal_id_count", "request_number", "search_entry", "search_word", "site_change",
        "solved_puzzle", "work_turn",
    }
)  # fmt: skip
# The columns of an event between its number and its salt.
EVENT = (
    "at", "action", "actor_kind", "actor_account", "actor_name", "address", "agent",
    "subject_kind", "subject", "details",
)  # fmt: skip
# Stands for the number of an event, which is known when it is written.
NUMBER = 7_777_777_777_777
PAPER, MOST_PAPERS = "Paperxq", 10
# A mail that was sent keeps no text; only a demo shows it.
GONE = {"outbox_mail": ("text", "attachment")}


@dataclass(frozen=True, slots=True)
class Rows:
    """What a mould wrote into one table."""

    table: str
    columns: tuple[str, ...]
    lines: Template
    number: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that staff find: its kind, its key, and its words with spaces between."""

    kind: str
    subject: Template
    words: Template


@dataclass(frozen=True, slots=True)
class Happening:
    """An event: its moment, its parts as they are hashed, and its row between number and salt."""

    at: Template
    parts: tuple[Template, ...]
    line: Template


@dataclass(frozen=True, slots=True)
class Account:
    """What an account is bound by: the parts of it, and which hash stands for them."""

    parts: Mapping[str, Template | None]
    binding: str


@dataclass(frozen=True, slots=True)
class Mould:
    """A practice to cast others from."""

    cast: Cast
    weeks: int
    lasted: tuple[datetime, datetime]
    rows: tuple[Rows, ...]
    events: tuple[Happening, ...]
    entries: tuple[Entry, ...]
    accounts: tuple[Account, ...]
    # The canonical text of each agreement, and the hash of it.
    contents: tuple[tuple[Template, str], ...]
    numbers: tuple[str, ...]
    # The word that stands for each sealed document, by the hash of it.
    papers: Mapping[str, str]
    holes: Mapping[Hole, int]
    by_kind: Mapping[str, list[tuple[int, str]]] = field(init=False)
    # The moments that are others in other practices: what was before this one is the same for all.
    moments: Mapping[str, datetime] = field(init=False)

    def __post_init__(self) -> None:
        by_kind: dict[str, list[tuple[int, str]]] = {kind: [] for kind in KINDS}
        for hole, place in self.holes.items():
            by_kind[hole.kind].append((place, hole.text))
        texts = [text for _, text in by_kind["moment"] if text >= self.first_day]
        object.__setattr__(self, "by_kind", by_kind)
        object.__setattr__(self, "moments", {text: datetime.fromisoformat(text) for text in texts})

    @property
    def first_day(self) -> str:
        """The day on which it began."""
        return self.lasted[0].date().isoformat()

    def reads(self, register: Register) -> dict[str, str]:
        """How everything reads in the next practice that is cast."""
        numbers = {each: register.number() for each in self.numbers}
        return renamed(self.cast, register) | of_numbers(numbers)


@dataclass(frozen=True, slots=True)
class Lived:
    """A database in which one practice lived, beside one in which nobody did."""

    file: Path
    before: Path
    cast: Cast
    weeks: int
    until: datetime

    def staff(self) -> dict[str, str]:
        """The accounts of the staff by their addresses."""
        with closing(sqlite3.connect(self.before)) as before:
            return dict(before.execute("SELECT email_key, id FROM account"))

    def read(self, words: Iterable[str], fixed: Mapping[str, str]) -> Mould:
        """Read the mould; `words` are those of the cast, `fixed` what is the same in every practice."""
        with closing(sqlite3.connect(self.file)) as stored, closing(sqlite3.connect(self.before)) as before:
            numbers = numbers_in(stored)
            known = frozenset([*words, *of_numbers({each: each for each in numbers})])
            papers = [f"{PAPER}{number}." for number in range(MOST_PAPERS)]
            holes = Holes([*(each for each in known if each[:1] != "="), *papers], fixed)
            return _Reading(stored, before, self, known, holes).mould()


@dataclass(slots=True)
class _Reading:
    stored: sqlite3.Connection
    before: sqlite3.Connection
    lived: Lived
    words: frozenset[str]
    holes: Holes
    papers: dict[str, str] = field(default_factory=dict)

    def mould(self) -> Mould:
        lived, rows = self.lived, tuple(self._tables())
        events, first = self._events()
        accounts, contents, entries = tuple(self._accounts()), tuple(self._contents()), tuple(self._entries())
        found = dict(self.holes.found)
        return Mould(
            lived.cast, lived.weeks, (first, lived.until), rows, events, entries, accounts, contents,
            numbers_in(self.stored), self.papers, found,
        )  # fmt: skip

    def _tables(self) -> Iterator[Rows]:
        # A plugin that was imported and is not used has no table.
        there = {row[0] for row in self.stored.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in (each for each in (*all_tables(), *plugin_tables()) if each._meta.tablename in there):
            name, key = table._meta.tablename, table._meta.primary_key._meta.db_column_name
            if name not in OF_THE_SITE and (rows := list(self._new(name, key))):
                columns = tuple(rows[0])
                lines = "".join("\t".join(self._fields(name, row)) + "\n" for row in rows)
                yield Rows(name, columns, self.holes.template(lines), len(rows))

    def _new(self, table: str, key: str) -> Iterator[dict[str, Any]]:
        """What was added to a table, in the order in which that was done."""
        known = {row[0] for row in self.before.execute(f'SELECT "{key}" FROM "{table}"')}  # noqa: S608 - names of tables
        asked = self.stored.execute(f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608 - names of tables
        names = [each[0] for each in asked.description]
        place = names.index(key)
        return (dict(zip(names, row, strict=True)) for row in asked if row[place] not in known)

    def _fields(self, table: str, row: dict[str, Any]) -> Iterator[str]:
        gone = GONE.get(table, ()) if row.get("state") == "sent" else ()
        for name, value in row.items():
            if isinstance(value, bytes):
                yield self._paper(value)
            else:
                yield as_field("" if name in gone else value)

    def _paper(self, pdf: bytes) -> str:
        """Stand for a sealed document, which is another one in every practice."""
        name = f"{PAPER}{len(self.papers)}."
        self.papers[sha256(pdf).hexdigest()] = name
        return name

    def _events(self) -> tuple[tuple[Happening, ...], datetime]:
        (last,) = self.before.execute("SELECT max(number) FROM audit_event").fetchone()
        asked = f"SELECT {', '.join(EVENT)} FROM audit_event WHERE number > ? ORDER BY number"  # noqa: S608 - constants of ours
        rows = [dict(zip(EVENT, row, strict=True)) for row in self.stored.execute(asked, (last or 0,))]
        first = min(datetime.fromisoformat(row["at"]) for row in rows)
        return tuple(self._event(row) for row in rows), first

    def _event(self, row: dict[str, Any]) -> Happening:
        moment, details = datetime.fromisoformat(row["at"]), json.loads(row["details"])
        in_leaf = {**row, "number": NUMBER, "at": moment, "details": details}
        texts = [text_of_part(part, in_leaf) for part in PARTS]
        line = "\t".join(as_field(each) for each in row.values())
        made = [self.holes.template(text) for text in (row["at"], *texts, line)]
        return Happening(made[0], tuple(made[1:-1]), made[-1])

    def _accounts(self) -> Iterator[Account]:
        for row in self._new("account", "id"):
            parts = {each: row[each] for each in BINDING.parts}
            made = {name: None if part is None else self.holes.template(part) for name, part in parts.items()}
            yield Account(made, row["binding"])

    def _contents(self) -> Iterator[tuple[Template, str]]:
        for row in self._new("agreement", "id"):
            text = canonical(json.loads(row["content"]))
            if sha256(text.encode()).hexdigest() != row["text_hash"]:
                raise ValueError("the hash of an agreement is made otherwise now")
            yield self.holes.template(text), row["text_hash"]

    def _entries(self) -> Iterator[Entry]:
        whole = {each[1:]: each for each in self.words if each[:1] == "="}
        for row in self._new("search_entry", "id"):
            words = self.holes.words_of(sorted(row["words"].split()), whole)
            yield Entry(row["kind"], self.holes.template(row["id"]), words)


def numbers_in(stored: sqlite3.Connection) -> tuple[str, ...]:
    """The numbers of all requests."""
    return tuple(row[0] for row in stored.execute("SELECT number FROM access_request ORDER BY number"))
