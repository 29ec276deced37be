"""The bytes of a text file as letters, and when they cannot be told for certain."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from core.enrollment.uploaded.limits import A_PAGE, EMPTY, NOT_A_SHEET, SAVE_AS_UTF8, Refused

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WIDE_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
# What UTF-8 looks like when somebody read it as an older alphabet and saved it so.
_TWICE = re.compile(
    "[ÃÂÅÄ][\u0080-\u00bfŒœŠšŽžŸƒ‘’“”–—•…™]|â€[\u0080-\u00bfœ™˜“”¦¢]|\u221a[\u00a9\u00b0\u00a8\u00b4]|ï¿½"
)
_SEVERAL = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")
_OLD = (("cp1252", "Windows"), ("mac_roman", "Mac"))
_AROUND = 20


class Letters(NamedTuple):
    """The text of a file, and what should be said about its letters."""

    text: str
    notice: str = ""


def read_letters(data: bytes) -> Letters:
    """Decode a text file; raise Refused rather than guess between two readings."""
    found = _decoded(data)
    if not found.text.strip("\ufeff \r\n\t"):
        raise Refused(EMPTY)
    if "\0" in found.text:
        raise Refused(NOT_A_SHEET)
    if found.text.lstrip()[:15].casefold().startswith(("<!doctype", "<html", "<?xml", "%pdf")):
        raise Refused(A_PAGE if "%PDF" not in found.text[:20] else NOT_A_SHEET)
    if twice := _TWICE.search(found.text) or re.search("\ufffd", found.text):
        raise Refused(_spoiled(found.text, twice.start()))
    return found


def _decoded(data: bytes) -> Letters:
    if data.startswith(_WIDE_MARKS):
        raise Refused(NOT_A_SHEET)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Letters(_exactly(data[len(mark) :], encoding))
    if encoding := _without_mark(data):
        return Letters(_exactly(data, encoding))
    if b"\0" in data:
        raise Refused(NOT_A_SHEET)
    try:
        return Letters(data.decode("utf-8"))
    except UnicodeDecodeError as wrong:
        return _old(data, wrong.start)


def _exactly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as wrong:
        before = data[: wrong.start].decode(encoding, "ignore")
        raise Refused(_spoiled(f"{before}\ufffd", len(before))) from None


def _without_mark(data: bytes) -> str:
    """Tell UTF-16 by its zeros: every second byte of what is mostly plain English."""
    start = data[:4000]
    for encoding, zeros, others in (
        ("utf-16-le", start[1::2], start[::2]),
        ("utf-16-be", start[::2], start[1::2]),
    ):
        if len(data) % 2 == 0 and zeros.count(0) > 0.7 * len(zeros) and not others.count(0):
            return encoding
    return ""


def _old(data: bytes, first: int) -> Letters:
    """Read an older alphabet when only one of them makes words."""
    if _SEVERAL.search(data) and _mixed(data):
        raise Refused(_spoiled(data[:first].decode("utf-8") + "\ufffd", len(data[:first].decode("utf-8"))))
    likely = [(text, name) for encoding, name in _OLD if (text := _in_words(data, encoding))]
    if len(likely) != 1 and not (likely and likely[0][1] == "Windows"):
        raise Refused(_spoiled(data[:first].decode("ascii", "ignore") + "\ufffd", first))
    text, name = likely[0]
    places = [found.start() for found in re.finditer(r"[^\x00-\x7f]", text)]
    example = _near(text, places[0])
    return Letters(
        text, f"The letters of this file were read as those of {name}. Check names such as “{example}”."
    )


def _mixed(data: bytes) -> bool:
    """Whether most of what is not plain English is proper UTF-8."""
    bad = data.decode("utf-8", "replace").count("\ufffd")
    good = sum(ord(letter) > 127 and letter != "\ufffd" for letter in data.decode("utf-8", "replace"))
    return good >= bad or good > 2


def _in_words(data: bytes, encoding: str) -> str:
    """Decode, or return "" when a letter stands where none of its kind does."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return "" if any(_odd(text, found.start()) for found in re.finditer(r"[^\x00-\x7f]", text)) else text


def _odd(text: str, at: int) -> bool:
    letter = text[at]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if letter in "‘“":
        return before.isalpha()
    if letter in "’”–—…\u00a0®™°©":
        return False
    if not letter.isalpha() or unicodedata.category(letter) == "Lo":
        return True
    lower_beside = before.islower() or (before == "" and after.islower())
    if letter.isupper():
        return lower_beside or (before.isupper() and after.isupper() and text[at + 2 : at + 3].islower())
    return before.isupper() and after.isupper()


def _near(text: str, at: int) -> str:
    start = max(text.rfind(mark, 0, at) for mark in ',;\t\n\r"') + 1
    end = min((place for mark in ',;\t\n\r"' if (place := text.find(mark, at)) >= 0), default=len(text))
    return text[max(start, at - _AROUND) : min(end, at + _AROUND)].strip()


def _spoiled(text: str, at: int) -> str:
    row = text.count("\n", 0, at) + 1
    where = f"near “{near}” " if (near := _near(text, at).replace("\ufffd", "?")) else ""
    return f"Some letters of this file can’t be read, {where}in row {row}. {SAVE_AS_UTF8}"
