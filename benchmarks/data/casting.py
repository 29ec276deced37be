"""A practice is cast from a mould: every hole of it gets what nobody else has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from benchmarks.data.holes import Hole, Template
from benchmarks.data.identities import Register
from benchmarks.data.moulds import Account, Mould
from core.identity.bound import BINDING
from core.search import Findable

# What comes so soon after a mould ended stays as soon, however long ago it was cast: nothing waits for years.
SOON = timedelta(days=300)
PDF = b"%PDF-1.7\n% In the place of a sealed document: "


@dataclass(frozen=True, slots=True)
class Casting:
    """One practice: a mould, and what stands in its holes."""

    mould: Mould
    values: list[str]

    def lines(self) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """The rows of each table, with the names of its columns."""
        for rows in self.mould.rows:
            yield rows.table, rows.columns, rows.lines.filled(self.values)

    def events(self) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """What happened, in order: the moment of each event, its parts as they are hashed, and its row."""
        values = self.values
        for each in self.mould.events:
            yield (
                each.at.filled(values),
                tuple([part.filled(values) for part in each.parts]),
                each.line.filled(values),
            )

    def entries(self) -> Iterator[Findable]:
        """What staff find."""
        values = self.values
        for each in self.mould.entries:
            # The text of a key reads in the rows as the key itself.
            subject: Any = each.subject.filled(values)
            yield Findable(each.kind, subject, frozenset(each.words.filled(values).split()))


@dataclass(frozen=True, slots=True)
class Earlier:
    """How much earlier than its mould a practice lived: whole weeks, and some minutes of the day."""

    weeks: int
    minutes: int

    def moment(self, text: str, was: datetime, until: datetime) -> str:
        """A moment as it is written, so much earlier; midnights stay midnights."""
        soon = until < was < until + SOON
        at = was - timedelta(days=0 if soon else 7 * self.weeks)
        if was.minute or was.second or was.hour >= 12:
            at += timedelta(minutes=self.minutes)
        written = at.isoformat(text[10], "microseconds" if "." in text else "auto")
        return f"{written[:-6]}Z" if text[-1] == "Z" else written

    def day(self, text: str) -> str:
        """A day, so many weeks earlier."""
        return (date.fromisoformat(text) - timedelta(weeks=self.weeks)).isoformat()


def cast(mould: Mould, register: Register, earlier: Earlier) -> Casting:
    """Cast the next practice."""
    reads, salt = mould.reads(register), register.random.randbytes(16)
    papers = {name: PDF + salt.hex().encode() + name.encode() for name in mould.papers.values()}
    reads |= {name: f"\\\\x{pdf.hex()}" for name, pdf in papers.items()}
    holes, until, values = mould.by_kind, mould.lasted[1], [""] * len(mould.holes)
    for (place, _), key in zip(holes["key"], _keys(register.random, len(holes["key"])), strict=True):
        values[place] = key
    for place, text in holes["word"]:
        values[place] = reads[text]
    for place, text in holes["moment"]:
        values[place] = earlier.moment(text, mould.moments[text], until) if text in mould.moments else text
    for place, text in holes["day"]:
        values[place] = earlier.day(text) if text >= mould.first_day else text
    for place, text in holes["hash"]:
        known = papers.get(mould.papers.get(text, ""))
        values[place] = sha256(known or salt + text.encode()).hexdigest()
    _put_what_follows(mould, values)
    return Casting(mould, values)


def _put_what_follows(mould: Mould, values: list[str]) -> None:
    """Put in what is made of the rest: the hashes of agreements, and what accounts are bound by."""
    for content, was in mould.contents:
        values[mould.holes[Hole("hash", was)]] = sha256(content.filled(values).encode()).hexdigest()
    for account in mould.accounts:
        values[mould.holes[Hole("hash", account.binding)]] = BINDING.of(_parts(account, values))


def _parts(account: Account, values: list[str]) -> Mapping[str, Any]:
    return {name: _part(name, part, values) for name, part in account.parts.items()}


def _part(name: str, part: Template | None, values: list[str]) -> Any:
    text = None if part is None else part.filled(values)
    return datetime.fromisoformat(text) if text and name.endswith("_at") else text


def _keys(random: Random, number: int) -> Iterator[str]:
    text = random.randbytes(16 * number).hex()
    for start in range(0, len(text), 32):
        each = text[start : start + 32]
        variant = "89ab"[int(each[16], 16) & 3]
        yield f"{each[:8]}-{each[8:12]}-4{each[13:16]}-{variant}{each[17:20]}-{each[20:]}"
