"""Practices on their way into the database: cast one after the other, and handed over many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from benchmarks.data.casting import Casting, Earlier, cast
from benchmarks.data.identities import Register
from benchmarks.data.moulds import Mould
from benchmarks.data.planning import Kind, in_order
from benchmarks.data.storing import Store
from benchmarks.data.trail import Trail
from core.audit.reading import stored_frontier
from core.database.registry import all_tables, plugin_tables

# So many letters wait before they are handed over.
AT_ONCE = 8_000_000
ENTRIES, WORDS = ("id", "kind", "words"), ("key", "entry")


@dataclass(slots=True)
class Pouring:
    """Lines of each table that were not handed over yet."""

    moulds: Mapping[Kind, Mould]
    random: Random
    register: Register
    into: Store
    lines: dict[str, list[str]] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    letters: int = 0

    async def pour(self, kinds: Mapping[Kind, int]) -> None:
        """Make so many of each kind, with what is found of them and everything that happened."""
        trail = Trail(self.random, await stored_frontier())
        first = min(mould.lasted[0] for mould in self.moulds.values()) - timedelta(hours=1)
        for casting, weeks in self._cast(kinds):
            self._take(casting)
            # Nothing that follows began earlier than this.
            trail.write_until(str(first - timedelta(weeks=weeks)))
            trail.add(casting)
            if self.letters > AT_ONCE:
                await self._hand_over(trail)
        trail.write_until(LAST)
        await self._hand_over(trail)
        await trail.end()
        await self.into.settle()

    def _cast(self, kinds: Mapping[Kind, int]) -> Iterator[tuple[Casting, int]]:
        for kind, weeks in in_order(kinds, self.random):
            mould = self.moulds[kind]
            earlier = Earlier(weeks, self.random.randrange(-59, 60))
            yield cast(mould, self.register, earlier), weeks

    def _take(self, casting: Casting) -> None:
        for table, columns, lines in casting.lines():
            self._add(table, columns, lines)
        for each in casting.entries():
            self._add("search_entry", ENTRIES, f"{each.subject}\t{each.kind}\t{each.text}\n")
            words = "".join([f"{key}\t{each.subject}\n" for key in sorted(each.keys)])
            self._add("search_word", WORDS, words)

    def _add(self, table: str, columns: tuple[str, ...], lines: str) -> None:
        self.columns[table] = columns
        self.lines.setdefault(table, []).append(lines)
        self.letters += len(lines)

    async def _hand_over(self, trail: Trail) -> None:
        for table in (each._meta.tablename for each in (*all_tables(), *plugin_tables())):
            if lines := self.lines.pop(table, None):
                await self.into.put(table, self.columns[table], "".join(lines))
        await trail.put_into(self.into)
        self.letters = 0


# Behind every moment there is.
LAST = "9"
