"""The spelling in which the names of two practices are compared, to find one that is registered twice."""

from __future__ import annotations

import re
import unicodedata

# What companies add to their names, and what one writes out and another does not.
_LEFT_OUT = frozenset(
    {
        *("and", "the", "of", "pc", "llc", "pllc", "plc", "llp", "lp", "inc", "pa", "ltd", "corp", "co"),
        *(
            "incorporated",
            "corporation",
            "professional",
            "chartered",
            "apc",
            "psc",
            "lllp",
            "company",
            "limited",
            "dr",
            "drs",
            "doctor",
            "doctors",
            "md",
            "do",
        ),
    }
)
_SHORT = {
    "saint": "st", "street": "st", "center": "ctr", "centre": "ctr", "cntr": "ctr", "associates": "assoc",
    "association": "assoc", "assocs": "assoc", "medicine": "med", "medical": "med", "group": "grp",
    "practice": "prac", "physicians": "phys", "physician": "phys", "clinics": "clinic", "family": "fam",
}  # fmt: skip
_APOSTROPHE = re.compile("['’‘`´′＇\u02b0-\u02ff\ua78b\ua78c]")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


def folded_practice(name: str) -> str:
    """Reduce the name of a practice to what tells it from others: no accents, case, marks or legal form.

    "Dr. Müller & Söhne, P.C." and "DR MULLER AND SOHNE" are both "mullersohne". A name of nothing else keeps
    every word.
    """
    return "".join(_telling_words(name))[:200]


def practice_spellings(name: str) -> set[str]:
    """Return the name as it is compared, and with its words in an order that does not depend on theirs."""
    words = _telling_words(name)
    telling = sorted(word for word in words if word not in {"a", "an"})
    return {"".join(words)[:200], " ".join(telling)[:200]} - {""}


def _telling_words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    # "P.C." is "PC", and an apostrophe parts no word.
    plain = re.sub(r"\b((?:[a-z]\.\s?){2,})", lambda found: re.sub(r"[.\s]", "", found[0]) + " ", plain)
    words = re.findall(r"[^\W_]+", _APOSTROPHE.sub("", plain))
    kept = [_SHORT.get(word, word) for word in words if word not in _LEFT_OUT]
    return kept or words
