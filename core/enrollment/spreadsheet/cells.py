"""One cell: what is plainly meant by it, what was changed for that, and what cannot be meant at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

from core.enrollment.spreadsheet.columns import Column
from core.enrollment.spreadsheet.matching import short
from core.enrollment.uploaded.table import DATE, DECIMAL, FAULT, NUMBER, SHOWN, TRUTH, Cell
from core.forms import is_placeholder, is_placeholder_name
from core.site import Identifier

_JOINERS = "\u200c\u200d"
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\u2800]+")
_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?e[+-]?\d+", re.IGNORECASE)
_WHOLE = re.compile(r"(\d+)[.,]0+")
_ADDRESS = re.compile(r"[^<>@]*<\s*(?:mailto:)?([^<>\s]+@[^<>\s]+)\s*>", re.IGNORECASE)
_EXTENSION = re.compile(
    r"(.*\d[^\d]*?)[\s,;(]*(?:\bextension|\bext|(?<![a-z])x|#)[\s.:]*(\d{1,7})\)?", re.IGNORECASE
)
_NO_INITIAL = frozenset({"nmi", "nmn", "nomiddlename", "nomiddleinitial", "nomi"})
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_NAMES = frozenset({"first_name", "last_name"})
_NUMBERS = frozenset({"phone", "extension", "license_number"})


class Meant(NamedTuple):
    """The text a form would get, how it differs from the cell, and why the cell cannot be taken."""

    text: str
    note: str = ""
    fault: str = ""


def meant(column: Column, cell: Cell) -> Meant:
    """Return what a cell means in its column."""
    if fault := _spoiled(column, cell):
        return Meant(cell.text, fault=fault)
    tidied = tidy(cell.text)
    text = (
        _number(column.identifier, tidied) if column.identifier else _KINDS.get(column.name, _plain)(tidied)
    )
    if column.name in _NAMES:
        if is_placeholder_name(text):
            return Meant(text, fault=f"{column.label}: “{short(text)}” is no name. Write the name.")
    elif _means_nothing(column, text):
        return Meant("", f"“{short(text)}” was read as empty")
    return Meant(text, _note(cell, text))


def tidy(text: str) -> str:
    """Return a text without invisible letters, odd spaces and odd dashes."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(letter for letter in composed if letter in _JOINERS or not _invisible(letter))
    return _SPACES.sub(" ", kept.translate(_DASHES)).strip(f" {_JOINERS}")


def with_extension(values: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Move an extension that was written behind the phone number to its own place; say so, if it was."""
    found = _EXTENSION.fullmatch(values.get("phone", ""))
    if found is None or values.get("extension", found[2]) not in {"", found[2]}:
        return {}, ""
    return {"phone": found[1].rstrip(" ,;(-"), "extension": found[2]}, f"Extension {found[2]} was split off"


def _invisible(letter: str) -> bool:
    kind = unicodedata.category(letter)
    selector = "\ufe00" <= letter <= "\ufe0f" or letter in "\u034f\u115f\u1160\u17b4\u17b5\u180e"
    return kind == "Cf" or selector


def _spoiled(column: Column, cell: Cell) -> str:
    """Say what a spreadsheet program made of what was typed, when that cannot be undone."""
    text, label = short(cell.text), column.label
    if cell.kind == FAULT:
        if cell.text == "=":
            return f"{label}: the cell has a formula without a value. Write the value itself."
        return f"{label}: “{text}” is an error of the spreadsheet program. Write the value itself."
    if column.application:
        return ""
    if cell.kind in {DATE, TRUTH}:
        became = f"a date ({text})" if cell.kind == DATE else "TRUE" if text == "yes" else "FALSE"
        return f"{label}: Excel turned this into {became}. Format the column as text and type it again."
    number = cell.kind == DECIMAL or (
        (column.name in _NUMBERS or column.identifier) and _SCIENTIFIC.fullmatch(tidy(cell.text))
    )
    if number:
        return f"{label}: Excel shortened this number ({text}). Format the column as text and type it again."
    return ""


def _means_nothing(column: Column, text: str) -> bool:
    if column.required or not text:
        return False
    if column.application:
        return _bare(text) in {"na", "notapplicable", "none", "nil"}
    if column.name == "middle_initial":
        return _bare(text) in _NO_INITIAL or (len(_bare(text)) != 1 and is_placeholder(text))
    return is_placeholder(text)


def _note(cell: Cell, text: str) -> str:
    if cell.kind == SHOWN:
        return "Read as your file shows it"
    if cell.formula:
        return "The value of a formula"
    if text == cell.text:
        return ""
    if tidy(cell.text) == text and not _DASHES.keys() & set(map(ord, cell.text)):
        return "Spaces or invisible letters were taken out"
    return f"Read from “{short(_SPACES.sub(' ', cell.text))}”"


def check_zeros(column: Column, cell: Cell) -> str:
    """Say that a number may have lost the zeros before it, where these count."""
    if column.name == "license_number" and cell.kind == NUMBER:
        return "Your file keeps this as a number. Check that no zero is missing before it"
    return ""


def _plain(text: str) -> str:
    return _without_apostrophe(text).rstrip(" ,;")


def _without_apostrophe(text: str) -> str:
    """Take off the mark with which spreadsheet programs say that a cell is text."""
    if len(text) > 2 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1].strip()
    return text.removeprefix("'").strip()


def _name(text: str) -> str:
    # A name may begin with a letter that is written as an apostrophe.
    return (_without_apostrophe(text) if text.endswith(("'", '"')) else text).rstrip(" ,;")


def _email(text: str) -> str:
    text = _without_apostrophe(text).strip(" ,;.<>") if "<" not in text[1:] else text.rstrip(" ,;.")
    text = unicodedata.normalize("NFKC", text)
    found = _ADDRESS.fullmatch(text)
    address = found[1] if found else text
    if address[:7].casefold() == "mailto:":
        address = address[7:].partition("?")[0]
    return address.strip(" ,;.")


def _phone(text: str) -> str:
    text = _without_apostrophe(text).rstrip(" ,;.")
    if text[:4].casefold() == "tel:":
        text = text[4:].strip()
    text = _whole(unicodedata.normalize("NFKC", text))
    return f"+{text[2:]}" if re.match(r"00[1-9]", text) else text


def _number(identifier: Identifier, text: str) -> str:
    word = re.escape(identifier.name.short)
    around = rf"(?i)^{word}\s*(no\.?|number)?\s*[:#]?\s*|\s*\({word}\)$"
    bare = re.sub(around, "", _plain(text)).rstrip(".")
    return _whole(unicodedata.normalize("NFKC", bare))


def _license_number(text: str) -> str:
    bare = re.sub(r"(?i)^(lic(ense)?\.?\s*)?(no\.|nr\.|number|#)\s*:?\s*", "", _plain(text)).rstrip(".")
    return bare.lstrip("#").strip()


def _whole(text: str) -> str:
    """Take off the fraction that a number got on its way through another program."""
    found = _WHOLE.fullmatch(text)
    return found[1] if found else text


def _initial(text: str) -> str:
    """Take the first letter of a middle name."""
    bare = _plain(text)
    letters = bare.replace(" ", "").replace("-", "").replace(".", "").replace("'", "")
    if len(letters) < 2 or not letters.isalpha() or _bare(bare) in _GENERATIONS | _NO_INITIAL:
        return bare
    return bare if is_placeholder(bare) else letters[0].upper()


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


_KINDS: Mapping[str, Callable[[str], str]] = {
    "first_name": _name,
    "last_name": _name,
    "middle_initial": _initial,
    "email": _email,
    "phone": _phone,
    "license_number": _license_number,
}
