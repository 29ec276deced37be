"""Numbers of a workbook as its reader sees them on the screen: with the zeros of a format, or as a day."""

from __future__ import annotations

import datetime as dt
import math
import re

from core.enrollment.uploaded.table import DATE, DECIMAL, FAULT, NUMBER, SHOWN

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]|(.)', re.DOTALL)
_EXACT = 10**15
_LAST_DAY = 2_958_465
_LONGEST_NUMBER = 60
_LONGEST_FORMAT = 40


def shown(text: str, code: str, from_1904: bool) -> tuple[str, str]:
    """Return a number as it is displayed, and what it is taken for."""
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        return text[:_LONGEST_NUMBER], FAULT
    number = float(text)
    if is_date(code):
        return _day(number, from_1904)
    if not number.is_integer() or abs(number) >= _EXACT:
        return repr(number), DECIMAL
    whole = int(number)
    if whole >= 0 and (written := _with_zeros(str(whole), code)):
        return written, SHOWN if written != str(whole) else NUMBER
    return str(whole), NUMBER


def is_date(code: str) -> bool:
    """Whether a format writes days or times."""
    first = code.partition(";")[0]
    if _ELAPSED.search(first):
        return True
    bare = _QUOTED.sub("", first).casefold().replace("general", "")
    return any(letter in bare for letter in "dmyhs")


def _with_zeros(digits: str, code: str) -> str:
    """Write digits into a format of zeros and dashes, such as 000-00-0000; "" for any other format."""
    if ";" in code or len(code) > _LONGEST_FORMAT:
        return ""
    parts = [_part(found) for found in _LITERAL.finditer(code)]
    places = [letter for letter, literal in parts if not literal and letter]
    if not places or not set("".join(places)) <= set("0# -()/") or "0" not in places:
        return ""
    return _filled(digits, parts)


def _part(found: re.Match[str]) -> tuple[str, bool]:
    if found[3] is None:
        return (found[1] or found[2] or ""), True
    return found[3], found[3] in " -()/"


def _filled(digits: str, parts: list[tuple[str, bool]]) -> str:
    waiting = list(digits)
    written: list[str] = []
    places = sum(not literal for _, literal in parts)
    for letter, literal in reversed(parts):
        if literal:
            written.append(letter)
            continue
        places -= 1
        written.append(waiting.pop() if waiting else "0" if letter == "0" else "")
        if not places:
            written.append("".join(waiting))
    return "".join(reversed(written)).strip()


def _day(number: float, from_1904: bool) -> tuple[str, str]:
    """Write a number of days as the day it stands for, without any time zone."""
    if not 0 <= number < _LAST_DAY:
        return repr(number), FAULT
    first = dt.datetime(1904, 1, 1, tzinfo=dt.UTC) if from_1904 else dt.datetime(1899, 12, 30, tzinfo=dt.UTC)
    if not from_1904 and number < 60:
        first += dt.timedelta(days=1)  # before the 29 February 1900 that never was
    found = first + dt.timedelta(seconds=round(number * 86_400))
    midnight = (found.hour, found.minute, found.second) == (0, 0, 0)
    return found.date().isoformat() if midnight else found.replace(tzinfo=None).isoformat(
        " ", "minutes"
    ), DATE
