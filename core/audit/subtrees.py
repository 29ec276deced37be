"""The tree of the trail as it is stored: leaves with their events, and subtrees of 256, 65,536 and so on."""

from __future__ import annotations

from core.audit.tables import AuditEvent, AuditSubtree
from core.tlog.tiles import HEIGHT, WIDTH, HashTile, Tiles
from core.tlog.tree import Part

_PLACES = 48


def key_of(level: int, place: int) -> int:
    """Give the key of a subtree, whose level counts in steps of eight of the tree."""
    return level << _PLACES | place


def complete_with(key: int) -> int:
    """Tell with which event the subtree under a key is complete."""
    level, place = key >> _PLACES, key & ((1 << _PLACES) - 1)
    return (place + 1) << level * HEIGHT


def stored_part(part: Part, digest: bytes) -> AuditSubtree | None:
    """Make the row of a subtree that is complete now; None for those that are not stored."""
    level, place = part
    if level == 0 or level % HEIGHT:
        return None
    return AuditSubtree(id=key_of(level // HEIGHT, place), digest=digest.hex())


async def stored_tile(tile: HashTile) -> list[bytes]:
    """Read the hashes of a tile; fewer than it should have when they are not stored."""
    first = tile.place * WIDTH
    if tile.level == 0:
        leaves = (AuditEvent.number > first) & (AuditEvent.number <= first + tile.width)
        rows = await AuditEvent.select(AuditEvent.leaf).where(leaves).order_by(AuditEvent.number)
        return [bytes.fromhex(row["leaf"]) for row in rows]
    start = key_of(tile.level, first)
    hashes = (AuditSubtree.id >= start) & (AuditSubtree.id < start + tile.width)
    rows = await AuditSubtree.select(AuditSubtree.digest).where(hashes).order_by(AuditSubtree.id)
    return [bytes.fromhex(row["digest"]) for row in rows]


def stored_tree(size: int) -> Tiles:
    """Open the tree of the first `size` events."""
    return Tiles(size, stored_tile)
