"""What is done to every submitted text before anything else looks at it."""

import re
import unicodedata
from typing import NamedTuple

# Invisible characters that come along when people copy from documents and web pages; nobody means them.
_DROPPED = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\u00ad\u200e\u200f\u061c"))
# Joiners are invisible too, but Persian and several Indian scripts cannot be written without them.
_JOINERS = frozenset("\u200c\u200d")
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SPACES = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_KEPT_BEYOND_LIMIT = 1000


class Cleaned(NamedTuple):
    """`value` is what rules look at, `kept` what is safe to draw again, `fault` a message that begins in
    lower case.
    """

    value: str
    kept: str
    fault: str = ""


def clean(typed: str, *, limit: int, lines: bool = False, secret: bool = False) -> Cleaned:
    """Trim text, in NFC with single spaces; secrets keep every space; too long or unprintable is a fault."""
    if _needs_nothing(typed, limit):
        return Cleaned(typed, typed)
    # Composing a value that is far too long would cost time for nothing: it is refused either way.
    start = typed[: limit + _KEPT_BEYOND_LIMIT]
    text = unicodedata.normalize("NFC", start)
    if not secret:
        text = _tidy(text, lines=lines)
    printable = _printable(text, "\n\t" if lines else "")
    if printable != text:
        return Cleaned(printable, printable, "must not have control characters or other invisible marks")
    if len(text) > limit or len(start) < len(typed):
        return Cleaned(text, text, f"must be {limit} characters or fewer")
    return Cleaned(text, text)


def _needs_nothing(typed: str, limit: int) -> bool:
    """Whether the text stays as it is whatever is asked: most answers are of plain letters."""
    plain = typed.isascii() and typed.isprintable() and len(typed) <= limit
    return plain and typed == typed.strip() and "  " not in typed


def _tidy(text: str, *, lines: bool) -> str:
    text = text.translate(_DROPPED)
    if lines:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()
    # Only real spaces are joined: a tab or a line break inside a one-line answer stays, to be refused.
    return _SPACES.sub(" ", text.strip())


def _printable(text: str, allowed: str) -> str:
    """The text without its refused letters."""
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter in allowed or _is_printable(letter))


def _is_printable(letter: str) -> bool:
    return letter in _JOINERS or unicodedata.category(letter) not in _REFUSED
