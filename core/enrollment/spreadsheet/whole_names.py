"""A name in one cell becomes first name, middle initial and last name, when there is only one way."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx", "prof"})
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PARTICLES = frozenset(
    {
        "de",
        "del",
        "de la",
        "la",
        "las",
        "los",
        "da",
        "dos",
        "das",
        "di",
        "du",
        "le",
        "van",
        "von",
        "der",
        "den",
    }
    | {"ter", "bin", "ibn", "al", "el", "st", "saint", "mac", "y", "zu", "abu"}
)


class Split(NamedTuple):
    """The parts of a name; with `ways`, it can be split in these, and nobody knows which one is right."""

    first: str = ""
    middle: str = ""
    last: str = ""
    suffix: str = ""
    ways: tuple[str, ...] = ()


def split_name(text: str, is_suffix: Callable[[str], bool]) -> Split:
    """Split "Chen, Wei L.", "Dr. Wei L. Chen, MD" and the like; what may be read in two ways is not split."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    suffix = parts.pop() if len(parts) > 1 and is_suffix(parts[-1]) else ""
    generation = parts.pop() if len(parts) > 1 and _bare(parts[-1]) in _GENERATIONS else ""
    if len(parts) == 1:
        split = _in_order(parts[0], is_suffix)
    elif len(parts) == 2:
        first, middle = _with_initial(_without_title(parts[1].split()))
        split = Split(first, middle, parts[0])
    else:
        split = Split()
    if generation and split.last:
        split = split._replace(last=f"{split.last} {generation}")
    return split._replace(suffix=suffix or split.suffix)


def _in_order(text: str, is_suffix: Callable[[str], bool]) -> Split:
    words, suffix = _without_title(text.split()), ""
    if len(words) > 2 and is_suffix(words[-1]) and words[-1].replace(".", "").isupper():
        suffix = words.pop()
    generation = words.pop() if len(words) > 2 and _bare(words[-1]) in _GENERATIONS else ""
    split = _parted(words)
    if generation and split.last:
        split = split._replace(last=f"{split.last} {generation}")
    return split._replace(suffix=suffix)


def _parted(words: list[str]) -> Split:
    if len(words) < 2:
        return Split("", "", "".join(words))
    if len(words) == 2:
        return Split(words[0], "", words[1])
    particle = next((at for at, word in enumerate(words) if at and _bare(word) in _PARTICLES), 0)
    if particle and particle < len(words) - 1:
        first, middle = _with_initial(words[:particle])
        return Split(first, middle, " ".join(words[particle:]))
    if len(words[1:-1]) == 1 and len(_bare(words[1])) == 1:
        return Split(words[0], words[1], words[-1])
    first, rest = words[0], words[1:]
    ways = (f"{words[-1]}, {' '.join(words[:-1])}", f"{' '.join(rest)}, {first}")
    return Split(ways=ways)


def _with_initial(words: list[str]) -> tuple[str, str]:
    if len(words) > 1 and len(_bare(words[-1])) == 1:
        return " ".join(words[:-1]), words[-1]
    return " ".join(words), ""


def _without_title(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 2 and _bare(words[0]) in _TITLES else words


def _bare(word: str) -> str:
    return word.replace(".", "").casefold()
