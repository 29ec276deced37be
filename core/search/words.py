"""The words by which something is found: in one spelling, however they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.names import bare_letters

# Longer ones are cut, when they are stored and when they are typed.
LONGEST = 60
MOST_TYPED = 6
_LONGEST_TEXT = 200
_INSIDE = re.compile(r"[^\w]+|[_\u02b0-\u02ff\ua78b\ua78c]+")
# What parts the words of a name that is typed; an apostrophe does not.
_BETWEEN = re.compile(r"[-\u2010-\u2015./,;:_()]+")
_EXTENSION = re.compile(r"[\s,;]*(?:extension|ext|x)[.:\s]*\d+\s*$", re.IGNORECASE)
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "prof", "md"})


def name_words(*texts: str) -> set[str]:
    """List the words of names: each as it stands, its parts, and each name written as one word.

    "Okafor-Reyes" is found as "okaforreyes", "okafor" and "reyes", "de la Cruz" also as "delacruz".
    """
    found: set[str] = set()
    for text in texts:
        for token in text.split():
            found |= {token, *_INSIDE.split(token)}
        found.add(text)
    return _folded(found)


def email_words(address: str) -> set[str]:
    """List the words of an address: all of it, what stands before and behind the @, and the parts of both."""
    local, _, domain = address.partition("@")
    return _folded({address, local, domain, *_INSIDE.split(local), *_INSIDE.split(domain)[:-1]})


def phone_words(phone: str) -> set[str]:
    """List a phone number without an extension, its last seven digits and its last four."""
    digits = _national(_EXTENSION.sub("", phone))
    return {digits[-length:] for length in (len(digits), 7, 4) if len(digits) >= length > 0}


def number_words(number: str) -> set[str]:
    """List a number with its letters, without them, and without leading zeros."""
    whole = bare_letters(number)
    digits = whole.lstrip("abcdefghijklmnopqrstuvwxyz")
    return _folded({whole, digits, digits.lstrip("0")})


def typed_words(text: str) -> tuple[str, ...]:
    """Return what somebody looks for, word by word: no more than six, and titles only where nothing else is.

    A phone number that is typed in groups of digits is one word.
    """
    text = text[:_LONGEST_TEXT]
    bare = _EXTENSION.sub("", text)
    digits = _national(bare)
    if len(digits) >= 7 and not any(letter.isalpha() for letter in bare):
        return (digits[:LONGEST],)
    tokens = [part for token in text.split() for part in ([token] if "@" in token else _BETWEEN.split(token))]
    words = dict.fromkeys(word for token in tokens if (word := bare_letters(token)[:LONGEST]))
    return tuple([word for word in words if word not in _TITLES] or words)[:MOST_TYPED]


def _folded(texts: Iterable[str]) -> set[str]:
    return {word for text in texts if (word := bare_letters(text)[:LONGEST])}


def _national(phone: str) -> str:
    """The digits of a number without the 1 before the ten of North America."""
    digits = "".join(letter for letter in phone if letter.isascii() and letter.isdigit())
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
