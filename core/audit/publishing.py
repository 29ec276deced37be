"""What anybody may see of the trail: hashes and signatures, and nothing of what happened."""

from __future__ import annotations

from core.audit.reading import newest_checkpoint, newest_size
from core.audit.subtrees import stored_tile
from core.errors import NotFound
from core.tlog import Unsound
from core.tlog.tiles import HEIGHT, WIDTH, HashTile


async def published_checkpoint() -> str:
    """Return the newest checkpoint; NotFound before the first."""
    if (note := await newest_checkpoint()) is None:
        raise NotFound
    return note


async def published_tile(level: str, place: str) -> bytes:
    """Return a tile of the tree up to the newest checkpoint; NotFound for any other."""
    try:
        tile = HashTile.parse(level, place)
    except Unsound as problem:
        raise NotFound from problem
    if tile.place * WIDTH + tile.width > await newest_size() >> (HEIGHT * tile.level):
        raise NotFound
    return b"".join(await stored_tile(tile))
