"""A witness: looks at what a trail publishes, from any other machine, and remembers what it saw."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2

from core.tlog import Checkpoint, Unsound, Verifier, Verifiers
from core.tlog.tiles import HashTile, Tiles, split
from core.tlog.tree import EMPTY, consistency, consistent

SECONDS = 20
MOST_BYTES = 20_000

Get = Callable[[str], Awaitable[bytes]]


class Unreachable(Exception):
    """The trail did not answer; `str` says how."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Follows the trail that one key signs; `file` keeps the last checkpoint that was found right."""

    verifier: Verifier
    file: Path
    get: Get

    async def look(self) -> Checkpoint:
        """Look at the newest checkpoint, and keep it when the trail only grew since the last.

        Unsound says what is wrong with the trail, Unreachable that it could not be seen.
        """
        known = Verifiers((self.verifier,))
        seen = Checkpoint.read(self.file.read_text("utf-8"), known) if self.file.exists() else None
        newest = Checkpoint.read(_text(await self.get("checkpoint")), known)
        state = seen.state if seen else (0, EMPTY)
        if newest.size < state[0]:
            raise Unsound(f"it had {state[0]} events and now has {newest.size}")
        tree = Tiles(newest.size, self._tile)
        if not consistent(state, newest.state, await consistency(state[0], newest.size, tree.node)):
            raise Unsound(
                f"it was rewritten: its first {state[0]} events are not those that were seen before"
            )
        draft = self.file.with_name(f"{self.file.name}.part")
        draft.write_text(str(newest), "utf-8")
        draft.replace(self.file)
        return newest

    async def _tile(self, tile: HashTile) -> list[bytes]:
        return split(await self.get(tile.path))


def over_http(address: str) -> Get:
    """Make what gets the files of the trail at an address that begins with https:// or http://."""

    async def get(path: str) -> bytes:
        where = f"{address.rstrip('/')}/{path}"
        try:
            async with httpx2.AsyncClient(timeout=SECONDS) as client:
                answer = await client.get(where)
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as problem:
            raise Unreachable(f"{where}: {type(problem).__name__}: {problem}") from problem
        if answer.status_code != httpx2.codes.OK or len(answer.content) > MOST_BYTES:
            raise Unreachable(f"{where}: answered with {answer.status_code}")
        return bytes(answer.content)

    return get


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as problem:
        raise Unsound("its checkpoint is no text") from problem
