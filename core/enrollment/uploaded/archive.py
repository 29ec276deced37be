"""The parts of a workbook's zip archive, by one strict view of it.

An archive that two readers could read differently is refused: what is checked here is what is read.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from core.enrollment.uploaded.limits import DAMAGED, LOCKED, MOST_ENTRIES, MOST_UNPACKED, ODD, Refused

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED, _DESCRIBED_AFTER = 0x1, 0x8
# Levels of compression and names in UTF-8; every other flag stands for something a workbook does not need.
_FLAGS = 0x6 | _DESCRIBED_AFTER | 0x800
# Other sizes, another name, another encryption: what one reader follows and another does not.
_EXTRAS = frozenset({0x0001, 0x7075, 0x6375, 0x0017, 0x9901})
_PIECE = 1024 * 1024


class Packed(NamedTuple):
    """One part as its directory describes it, with where it begins and where its packed bytes lie."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    begins: int
    data: int


class Archive:
    """Give the parts of an archive, by name, within one budget for all of them."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._budget = MOST_UNPACKED
        self._entries = entries_of(content)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    def pieces(self, name: str) -> Iterator[bytes]:
        """Unpack a part piece by piece; raise Refused when it is missing, damaged or too much."""
        entry = self._entries.get(name.casefold())
        if entry is None:
            raise Refused(DAMAGED)
        crc = size = 0
        for piece in self._unpacked(entry):
            size += len(piece)
            self._budget -= len(piece)
            if size > entry.size or self._budget < 0:
                raise Refused(ODD)
            crc = zlib.crc32(piece, crc)
            yield piece
        if crc != entry.crc or size != entry.size:
            raise Refused(DAMAGED)

    def _unpacked(self, entry: Packed) -> Iterator[bytes]:
        packed = memoryview(self._content)[entry.data : entry.data + entry.packed]
        if not entry.method:
            yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
            return
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        waiting = bytes(packed)
        try:
            while not inflate.eof:
                piece = inflate.decompress(waiting, _PIECE)
                waiting = inflate.unconsumed_tail
                if not piece and not waiting:
                    break
                yield piece
        except zlib.error:
            raise Refused(DAMAGED) from None
        if not inflate.eof or inflate.unused_data or waiting:
            raise Refused(DAMAGED)


def entries_of(content: bytes) -> Mapping[str, Packed]:
    """List every part by its name in one case; raise Refused unless they fill the file without a gap."""
    start, count = _directory(content)
    at, found = start, list[Packed]()
    for _ in range(count):
        entry, at = _entry(content, at)
        found.append(entry)
    if at != len(content) - _END.size:
        raise Refused(DAMAGED)
    _side_by_side(content, found, start)
    by_name = {entry.name.casefold(): entry for entry in found}
    if len(by_name) < len(found):
        raise Refused(ODD)
    return by_name


def _directory(content: bytes) -> tuple[int, int]:
    if len(content) < _END.size or content.find(b"PK\5\6") != len(content) - _END.size:
        raise Refused(DAMAGED)
    _, disk, first, here, count, size, start, comment = _END.unpack_from(content, len(content) - _END.size)
    if (disk, first, comment) != (0, 0, 0) or here != count:
        raise Refused(DAMAGED)
    # All ones would mean that the numbers stand in another record, for archives of gigabytes.
    if count > MOST_ENTRIES:
        raise Refused(ODD)
    if start + size != len(content) - _END.size:
        raise Refused(DAMAGED)
    return start, count


def _entry(content: bytes, at: int) -> tuple[Packed, int]:
    values = _unpack(_ENTRY, content, at, b"PK\1\2")
    _, _, _, flags, method, _, _, crc, packed, size, named, extra, comment, disk, _, _, begins = values
    if flags & _ENCRYPTED:
        raise Refused(LOCKED)
    if flags & ~_FLAGS or method not in {0, 8} or comment or disk:
        raise Refused(ODD)
    end = at + _ENTRY.size
    raw = content[end : end + named]
    _no_odd_extras(content[end + named : end + named + extra])
    data = _data_of(content, begins, raw, (flags, method, crc, packed, size))
    return Packed(_name(raw), flags, method, crc, packed, size, begins, data), end + named + extra


def _data_of(content: bytes, at: int, raw: bytes, said: tuple[int, ...]) -> int:
    _, _, flags, method, _, _, crc, packed, size, named, extra = _unpack(_LOCAL, content, at, b"PK\3\4")
    end = at + _LOCAL.size
    told = (crc, packed, size)
    later = flags & _DESCRIBED_AFTER and told == (0, 0, 0)
    if (flags, method) != said[:2] or not (later or told == said[2:]) or content[end : end + named] != raw:
        raise Refused(DAMAGED)
    _no_odd_extras(content[end + named : end + named + extra])
    return end + named + extra


def _unpack(form: struct.Struct, content: bytes, at: int, mark: bytes) -> tuple[int, ...]:
    if content[at : at + 4] != mark or at + form.size > len(content):
        raise Refused(DAMAGED)
    return form.unpack_from(content, at)


def _name(raw: bytes) -> str:
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(ODD) from None
    parts = name.removesuffix("/").split("/")
    if not name.isprintable() or "\\" in name or ":" in name or {"", ".", ".."}.intersection(parts):
        raise Refused(ODD)
    return name


def _no_odd_extras(extras: bytes) -> None:
    at = 0
    while at + 4 <= len(extras):
        kind, length = struct.unpack_from("<2H", extras, at)
        if kind in _EXTRAS:
            raise Refused(ODD)
        at += 4 + length


def _side_by_side(content: bytes, entries: list[Packed], end: int) -> None:
    """Refuse parts that overlap, and bytes between them that no part owns."""
    at = 0
    for entry in sorted(entries, key=lambda each: each.begins):
        if entry.begins != at:
            raise Refused(DAMAGED)
        at = entry.data + entry.packed
        if entry.flags & _DESCRIBED_AFTER:
            at += _described(content, at, entry)
    if at != end:
        raise Refused(DAMAGED)


def _described(content: bytes, at: int, entry: Packed) -> int:
    said = struct.pack("<3L", entry.crc, entry.packed, entry.size)
    for record in (b"PK\7\x08" + said, said):
        if content[at : at + len(record)] == record:
            return len(record)
    raise Refused(DAMAGED)
