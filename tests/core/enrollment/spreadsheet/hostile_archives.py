"""Archives that two readers could read differently, and files that are no workbook under the name of one."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests.core.enrollment.spreadsheet.books import SHEET, parts, sheet_xml, workbook, zipped

DAMAGED, ODD, NO_SHEET = "is damaged", "more than a plain list", "isn’t a spreadsheet"


def edited(change: Callable[[bytearray], object]) -> bytes:
    """A workbook whose bytes were changed in place."""
    content = bytearray(zipped(parts()))
    change(content)
    return bytes(content)


def directory_of(content: bytes) -> int:
    """Where the directory of an archive begins."""
    return int(struct.unpack_from("<L", content, len(content) - 6)[0])


def put(at: Callable[[bytes], int], form: str, value: int) -> bytes:
    """A workbook with one number of its archive replaced."""
    return edited(lambda content: struct.pack_into(form, content, at(content), value))


def two_directories() -> bytes:
    """Two archives, one inside the comment-like tail of the other."""
    first, second = zipped(parts()), zipped(parts(sheet=sheet_xml("")))
    return first + second


def overlapping() -> bytes:
    """Two entries of the directory that share the bytes of one part."""
    content = bytearray(zipped(parts()))
    start = directory_of(content)
    begins = content.index(b"PK\1\2", start + 4)
    struct.pack_into("<L", content, begins + 42, 0)
    return bytes(content)


def gap() -> bytes:
    """An archive with bytes that no entry of its directory owns."""
    content = bytearray(zipped(parts()))
    start = directory_of(content)
    struct.pack_into("<L", content, len(content) - 6, start + 10)
    content[start:start] = b"0123456789"
    return bytes(content)


def comment() -> bytes:
    """An archive with a comment."""
    stream = io.BytesIO(zipped(parts()))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = b"hello"
    return stream.getvalue()


def named(name: str) -> bytes:
    """A workbook with one more part of this name."""
    return zipped(parts() | {name: b"hello"})


def twins() -> bytes:
    """Two parts whose names differ in nothing but case."""
    return zipped(parts() | {SHEET.upper(): b"hello"})


def smuggled() -> bytes:
    """An OpenDocument sheet beside an honest workbook, to fool readers that guess."""
    content = b'<office:document-content xmlns:office="o"/>'
    spreadsheet = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": spreadsheet, "content.xml": content} | parts())


def open_document() -> bytes:
    """An OpenDocument sheet under the name of a workbook."""
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


def nested() -> bytes:
    """Archives in archives; nothing ever opens the inner ones."""
    inner = zipped({"a": b"\0" * 10_000_000})
    for _ in range(4):
        inner = zipped({f"{place}.zip": inner for place in range(10)})
    return zipped(parts() | {"xl/media/inner.zip": inner})


def bomb(name: str, letter: bytes = b" ") -> bytes:
    """A workbook with a part that unpacks to 200 MB."""
    return zipped(
        {each: text for each, text in parts().items() if each != name} | {name: letter * 200_000_000}
    )


def lying_size() -> bytes:
    """A bomb that claims to be small in both places."""
    content = bytearray(bomb(SHEET))
    real = struct.pack("<L", 200_000_000)
    return bytes(content).replace(real, struct.pack("<L", 1000))


def wrong_crc() -> bytes:
    """A part whose checksum is another one, in both places."""
    crc = struct.pack("<L", zlib.crc32(parts()[SHEET]))
    return zipped(parts()).replace(crc, b"\1\2\3\4")


def encrypted() -> bytes:
    """What a spreadsheet program saves when a password is asked for."""
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return start + "EncryptionInfo".encode("utf-16-le") + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def noise(length: int) -> bytes:
    """Letters that do not pack well."""
    return random.Random(7).randbytes(length).hex().encode()


PLAIN = workbook([["First name", "Phone"], ["Ada", 6025550123], ["Bo", True]])


ARCHIVES: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "two archives, one after the other": (two_directories, DAMAGED),
    "bytes after the end": (lambda: zipped(parts()) + b"\0" * 10, DAMAGED),
    "bytes before the start": (lambda: b"PK\3\4" + zipped(parts()), DAMAGED),
    "bytes between the parts": (gap, DAMAGED),
    "a second end record within": (lambda: named("PK\5\6.xml"), DAMAGED),
    "more entries promised than there are": (lambda: put(lambda c: len(c) - 12, "<H", 60), DAMAGED),
    "two numbers of entries": (lambda: put(lambda c: len(c) - 14, "<H", 2), DAMAGED),
    "on another disk": (lambda: put(lambda c: len(c) - 18, "<H", 1), DAMAGED),
    "numbers for gigabytes": (lambda: put(lambda c: len(c) - 6, "<L", 0xFFFFFFFF), DAMAGED),
    "a comment": (comment, DAMAGED),
    "entries that overlap": (overlapping, DAMAGED),
    "a part that begins elsewhere": (lambda: put(lambda c: directory_of(c) + 42, "<L", 7), DAMAGED),
    "an encrypted entry": (lambda: put(lambda c: directory_of(c) + 8, "<H", 1), "password"),
    "an unknown way of packing": (lambda: put(lambda c: directory_of(c) + 10, "<H", 12), ODD),
    "two names that differ in case": (twins, ODD),
    "a name that climbs": (lambda: named("../../etc/passwd"), ODD),
    "an absolute name": (lambda: named("/etc/passwd"), ODD),
    "a name of another system": (lambda: named("C:\\x"), ODD),
    "too many entries": (lambda: zipped(parts() | {f"x/{n}": b"" for n in range(600)}), ODD),
    "a sheet that unpacks to 200 MB": (lambda: bomb(SHEET), ODD),
    "texts that unpack to 200 MB": (lambda: bomb("xl/sharedStrings.xml", b"<"), DAMAGED),
    "a bomb that lies about its size": (lying_size, ODD),
    "archives in archives": (nested, ""),
    "a picture that unpacks to 200 MB": (lambda: bomb("xl/media/image1.png", b"\0"), ""),
    "a wrong checksum": (wrong_crc, DAMAGED),
    "cut off in the middle": (lambda: PLAIN[: len(PLAIN) // 2], DAMAGED),
    "cut off in the directory": (lambda: PLAIN[: directory_of(PLAIN) + 50], DAMAGED),
    "cut off in the end record": (lambda: PLAIN[:-5], DAMAGED),
    "only the beginning": (lambda: PLAIN[:4], DAMAGED),
    "an OpenDocument sheet within": (smuggled, ""),
}


OTHERS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "a workbook with a password": (encrypted, "password"),
    "an old workbook": (
        lambda: encrypted().replace("EncryptedPackage".encode("utf-16-le"), b""),
        "another format",
    ),
    "a PDF": (lambda: b"%PDF-1.7\n" + noise(1000), NO_SHEET),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0", NO_SHEET),
    "a web page": (lambda: b"<!DOCTYPE html><html><table><tr><td>First name", "web page"),
    "an OpenDocument sheet": (open_document, "OpenDocument"),
    "another archive": (lambda: zipped({"hello.txt": b"hello"}), NO_SHEET),
    "a text": (lambda: b"First name,Last name\nAda,Okafor\n", "name that ends in .csv"),
    "noise": (lambda: b"PK\3\4" + noise(500_000), DAMAGED),
}
