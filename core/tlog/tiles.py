"""Tiles: 256 hashes of one level of the tree together, as a log publishes them (C2SP tlog-tiles)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from core.tlog.notes import Unsound
from core.tlog.tree import HASH_BYTES, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT


@dataclass(frozen=True, slots=True)
class HashTile:
    """Which tile: its level (each is eight levels of the tree), its place there, how many hashes of it."""

    level: int
    place: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its address behind the address of the log."""
        digits, rest = [f"{self.place % 1000:03}"], self.place // 1000
        while rest:
            digits, rest = [f"x{rest % 1000:03}", *digits], rest // 1000
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{'/'.join(digits)}{part}"

    @classmethod
    def parse(cls, level: str, place: str) -> HashTile:
        """Read the two ends of such an address; Unsound for any other."""
        found = re.fullmatch(r"((?:x[0-9]{3}/){0,5})([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", place)
        if found is None or not re.fullmatch(r"[0-7]", level):
            raise Unsound("there is no such tile")
        number = int(re.sub("[x/]", "", found[1]) + found[2])
        tile = cls(int(level), number, int(found[3] or WIDTH))
        if tile.path != f"tile/{level}/{place}":
            raise Unsound("there is no such tile")
        return tile


Fetch = Callable[[HashTile], Awaitable[list[bytes]]]


@dataclass(slots=True)
class Tiles:
    """Answers with any subtree of a log of one size, from its tiles; each is fetched once."""

    size: int
    fetch: Fetch
    _kept: dict[tuple[int, int], list[bytes]] = field(default_factory=dict)

    async def node(self, level: int, place: int) -> bytes:
        """Return the hash of a complete subtree; Unsound when the tile does not have what it takes."""
        tile_level, height = divmod(level, HEIGHT)
        first = place << height
        hashes = await self._hashes(tile_level, first // WIDTH)
        start = first % WIDTH
        return _top(hashes[start : start + (1 << height)], 1 << height)

    async def _hashes(self, level: int, place: int) -> list[bytes]:
        if (kept := self._kept.get((level, place))) is None:
            width = min(WIDTH, (self.size >> (HEIGHT * level)) - place * WIDTH)
            kept = self._kept[level, place] = await self.fetch(HashTile(level, place, width))
        return kept


def split(raw: bytes) -> list[bytes]:
    """Take the hashes of a tile apart."""
    return [raw[start : start + HASH_BYTES] for start in range(0, len(raw), HASH_BYTES)]


def _top(hashes: list[bytes], expected: int) -> bytes:
    if len(hashes) != expected or any(len(each) != HASH_BYTES for each in hashes):
        raise Unsound("the tree of the log is not complete")
    while len(hashes) > 1:
        hashes = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes), 2)]
    return hashes[0]
