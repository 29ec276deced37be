"""Whether a name that was typed as a signature is the name of who signs, however people write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import permutations

# What stands before or behind a name and is none.
_TITLES = frozenset(
    {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "jr", "sr", "ii", "iii", "iv"}
    | {"md", "do", "np", "pa", "pac", "pas", "rn", "lpn", "dnp", "aprn", "fnp", "cma"}
    | {"phd", "dds", "dmd", "pharmd", "mba", "mph", "esq", "facp", "faafp"}
)
# Letters that no accent can be taken from.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
# Names of more words are compared in the order they are written in.
_MOST_WORDS = 6


def fits(typed: str, name: str) -> bool:
    """Tell whether two spellings are of one name.

    Accents, case, hyphens, apostrophes, order, titles, suffixes and middle initials make no difference. A
    nickname, a missing last name or a single letter is another name.
    """
    wanted, given = _name_alone(_words(name), ()), _words(typed)
    given = _name_alone(given, wanted)
    needed = _without_initials(wanted)
    initials = {word for word in wanted if len(word) == 1}
    if _same(needed, given) or _same(wanted, given):
        return True
    extra = [word for word in given if word not in needed]
    left = [word for word in given if word in needed]
    return _same(needed, left) and all(len(word) == 1 or word[0] in initials for word in extra)


def _words(name: str) -> list[str]:
    """The words of a name in one spelling."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    # O'Brien is one word, Anne-Marie two, M.D. one.
    plain = re.sub(r"['’ʼ`´‘.]", "", plain)
    return re.findall(r"[^\W\d_]+", plain)


def _name_alone(words: list[str], wanted: Sequence[str]) -> list[str]:
    """Words without titles, as long as a first and a last name are left; what is wanted is no title."""
    bare = [word for word in words if word in wanted or word not in _TITLES]
    return bare if len(bare) >= min(2, len(wanted) or 2) else words


def _without_initials(words: Sequence[str]) -> list[str]:
    """All but the middle initials; a name that is nothing but initials stays whole."""
    inner = [word for word in words[1:-1] if len(word) > 1]
    return [words[0], *inner, words[-1]] if len(words) > 1 else [*words]


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether they are the same words in any order, wherever they are parted."""
    joined, count = "".join(other), len(one)
    if len(joined) != sum(map(len, one)) or not one:
        return False
    orders = permutations(one) if count <= _MOST_WORDS else [one]
    return sorted(one) == sorted(other) or any("".join(order) == joined for order in orders)
