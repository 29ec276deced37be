"""Files made to break the one who reads them, each with what has to be said about it.

Every entry is a file name, the bytes, and a part of the words; no words mean that the file is harmless
and is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.core.enrollment.spreadsheet.hostile_archives import ARCHIVES, OTHERS, PLAIN
from tests.core.enrollment.spreadsheet.hostile_contents import CONTENTS, PARTS

NO_SHEET, UTF8, QUOTE = "isn’t a spreadsheet", "CSV UTF-8", "quotation mark"
LONG, WIDE = "1,000 rows", "60 columns"


class Hostile(NamedTuple):
    """One file, and what has to be said about it."""

    name: str
    make: Callable[[], bytes]
    words: str


TEXTS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "zeros": (lambda: b"First name\0,Last name\nAda\0,Okafor\n", NO_SHEET),
    "one line of six megabytes": (lambda: b"a" * 6_000_000, "larger than 2 MB"),
    "one line of two megabytes": (lambda: b"a" * 2_000_000, ""),
    "a quote without a partner": (lambda: b'First name,Last name\n"Ada,Okafor\nBo,Chen\n', QUOTE),
    "a quote whose partner is far down": (
        lambda: b'A,B\n"Ada,C\nBo,D\nBo,E\nBo,F\nBo,G\nBo,H\nBo,I"\n',
        QUOTE,
    ),
    "a hundred thousand columns": (lambda: b"a," * 100_000, WIDE),
    "ten thousand rows": (lambda: b"First name,Last name\n" + b"Ada,Okafor\n" * 10_000, LONG),
    "a million empty lines": (lambda: b"First name,Last name\n" + b"\n" * 1_000_000 + b"Ada,Okafor\n", ""),
    "UTF-16 without its mark": (
        lambda: "First name\tLast name\r\nZo\u00eb\tOkafor\r\n".encode("utf-16-le"),
        "",
    ),
    "UTF-16 cut off": (lambda: "First name\tZo\u00eb".encode("utf-16")[:-1], UTF8),
    "UTF-32": (lambda: "First name".encode("utf-32"), NO_SHEET),
    "mixed line ends": (lambda: b"First name,Last name\rAda,Okafor\nBo,Chen\r\nCy,Diaz\n\r", ""),
    "UTF-8 with a stray byte": (lambda: "Zo\u00eb,O\u2019Neill\n".encode() + b"dept\x96a\n", UTF8),
    "letters encoded twice": (lambda: "Zo\u00eb,O\u2019Neill".encode().decode("cp1252").encode(), UTF8),
    "letters that were lost": ("Zo\ufffd,Neill".encode, UTF8),
    "bytes of no alphabet": (lambda: b"First name\n\x81\x8d\x8f\x90\x9d\xc3\xd5\xde" * 20, UTF8),
    "a workbook under another name": (lambda: PLAIN, "ends in .xlsx"),
    "a web page": (lambda: b"<html><table>", "web page"),
    "nothing but a mark": (lambda: b"\xef\xbb\xbf", "empty"),
    "nothing": (lambda: b" \n", "empty"),
}


def corpus() -> dict[str, Hostile]:
    """Every file, by what is wrong with it."""
    books = ARCHIVES | PARTS | CONTENTS | OTHERS
    found = {words: Hostile("list.xlsx", make, said) for words, (make, said) in books.items()}
    found |= {f"text: {words}": Hostile("list.csv", make, said) for words, (make, said) in TEXTS.items()}
    other = ("list.xls", "list.xlsb", "list.ods", "list.pdf", "list", "list.xlsx.exe", "list.html")
    return found | {
        f"named {name}": Hostile(name, lambda: PLAIN, "must be an Excel workbook") for name in other
    }
