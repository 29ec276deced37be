"""Names as people write them, and the spellings in which two names are compared."""

from __future__ import annotations

import unicodedata

# A sorted list looks at so much of a name.
SORTED_BY = 80
# Letters that Unicode does not take apart into a plain one and a mark.
_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
    | {"ŧ": "t", "ŋ": "n"}
)
# What follows a last name and is often left out; two different ones are two people.
_GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "2", "2nd": "2"}
_GENERATIONS |= {"iii": "3", "3rd": "3", "iv": "4", "4th": "4"}
# Accents and other marks on letters; the signs of scripts that write vowels as marks are none of these.
_MARKS = range(0x300, 0x370)
# Apostrophes that Unicode counts among the letters, as in Hawaiian names.
_APOSTROPHES = frozenset({*map(chr, range(0x2B0, 0x300)), "\ua78b", "\ua78c", "\uff07"})


def full_name(*parts: str) -> str:
    """Write a person's name from its parts, in order, without those that are empty."""
    return " ".join(part for part in parts if part)


def greeted(first: str, last: str) -> str:
    """Return how somebody is greeted: by the first name, or by the only one they have."""
    return first or last


def first_upper(words: str) -> str:
    """Write words as they stand at the beginning of a sentence; the rest of them stays as it is.

    A name that is written with its second letter large, as iECG, begins small there too.
    """
    return words if words[1:2].isupper() else words[:1].upper() + words[1:]


def folded_name(name: str) -> str:
    """Bring a name to one case and single spaces: " Ana  RUIZ" is "ana ruiz"."""
    return " ".join(name.casefold().split())


def bare_letters(text: str) -> str:
    """Write a name in one case, without accents and what is no letter: "O'Brién" is "obrien"."""
    one_case = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).casefold())
    return "".join(each for each in one_case.casefold().translate(_PLAIN) if _counts(each))


def sort_key(*parts: str) -> str:
    """Write a name as lists are sorted by it, its first part counting most: "Obrien, Ana" is "obrien ana"."""
    return " ".join(filter(None, map(bare_letters, " ".join(parts).split())))[:SORTED_BY]


def plain_letters(text: str) -> str:
    """Write a name in the letters a to z and digits; empty when it has none of them."""
    return "".join(letter for letter in bare_letters(text) if letter.isascii())


def names_agree(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether first and last name may be one person's: the last name and the first initial are the same.

    Two who have only one name, and so no first one, agree by it; one of them agrees with nobody who has two.
    That is never enough to say who somebody is.
    """
    (family, generation), (family_too, generation_too) = _family(one[1]), _family(other[1])
    if not family or family != family_too or (generation and generation_too and generation != generation_too):
        return False
    if not one[0].strip() and not other[0].strip():
        return True
    return bare_letters(one[0])[:1] == bare_letters(other[0])[:1] != ""


def _family(last: str) -> tuple[str, str]:
    """The bare last name, and the generation that stands behind it, if any."""
    words = last.replace(",", " ").split()
    generation = _GENERATIONS.get(bare_letters(words[-1]), "") if len(words) > 1 else ""
    return bare_letters("".join(words[:-1] if generation else words)), generation


def _counts(letter: str) -> bool:
    if letter in _APOSTROPHES:
        return False
    is_mark = unicodedata.category(letter).startswith("M")
    return letter.isalnum() or (is_mark and ord(letter) not in _MARKS)
