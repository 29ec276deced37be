"""Names as people write them, and the spellings in which two names are compared."""

from __future__ import annotations


def full_name(*parts: str) -> str:
    """Write a person's name from its parts, in order, without those that are empty."""
    return " ".join(part for part in parts if part)


def greeted(first: str, last: str) -> str:
    """Return how somebody is greeted: by the first name, or by the only one they have."""
    return first or last


def first_upper(words: str) -> str:
    """Write words as they stand at the beginning of a sentence; the rest of them stays as it is."""
    return words[:1].upper() + words[1:]


def bare_name(name: str) -> str:
    """Reduce a name to letters and digits in one case: "Mesa Family-Care" is "mesafamilycare"."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def folded_name(name: str) -> str:
    """Bring a name to one case and single spaces: " Ana  RUIZ" is "ana ruiz"."""
    return " ".join(name.casefold().split())
