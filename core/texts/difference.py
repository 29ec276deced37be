"""Says what changes from one text to another, block by block and word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from core.texts.alignment import Pair, aligned
from core.texts.blocks import Block, Heading, List, Paragraph, Run

Mark = Literal["same", "inserted", "deleted", "changed"]
# A word or a sign, with the space behind it.
_WORD = re.compile(r"[\w’'-]+\s*|[^\w\s]\s*|\s+")
# So many words stand between two changes at least, or they are read as one change.
FEWEST_BETWEEN = 2
# Beyond so many words on both sides a paragraph is shown as it was and as it is.
MOST_WORDS = 1000


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that look alike, and whether they are in both texts or in one of them."""

    run: Run
    mark: Mark


@dataclass(frozen=True, slots=True)
class Span:
    """Words side by side that are all in both texts, or all in one of them."""

    mark: Mark
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A heading or a paragraph in both texts, or in one of them; `level` is 0 for a paragraph."""

    mark: Mark
    level: int
    pieces: tuple[Piece, ...]
    kind: Literal["words"] = "words"

    @property
    def spans(self) -> tuple[Span, ...]:
        """The pieces, with those side by side that have one mark put together."""
        marked = groupby(self.pieces, key=lambda each: each.mark)
        return tuple(Span(mark, tuple(each.run for each in pieces)) for mark, pieces in marked)


@dataclass(frozen=True, slots=True)
class ChangedList:
    """A list in both texts, or in one of them; each item is a difference of its own."""

    mark: Mark
    ordered: bool
    start: int
    items: tuple[tuple[Mark, Difference], ...]
    kind: Literal["list"] = "list"


Difference = tuple[Changed | ChangedList, ...]


def difference(before: Sequence[Block], after: Sequence[Block]) -> Difference:
    """Compare two texts; every word of both is in what comes back, in the order of reading."""
    pairs = aligned([_key(each) for each in before], [_key(each) for each in after])
    found: list[Changed | ChangedList] = []
    for pair in pairs:
        old, new = _of(before, pair.old), _of(after, pair.new)
        found += _compared(old, new)
    return tuple(found)


def is_same(found: Difference) -> bool:
    """Tell whether both texts say the same, and look alike."""
    return all(each.mark == "same" for each in found)


def counts(found: Difference) -> dict[Mark, int]:
    """Count the headings, paragraphs and items of lists by what became of them."""
    return dict(Counter(each.mark for each in _all_words(found)))


def _all_words(found: Difference) -> Iterator[Changed]:
    for each in found:
        if isinstance(each, Changed):
            yield each
        else:
            for _, inner in each.items:
                yield from _all_words(inner)


def _of(blocks: Sequence[Block], position: int | None) -> Block | None:
    return None if position is None else blocks[position]


def _key(block: Block) -> tuple[str, tuple[str, ...]]:
    """What tells blocks apart: their kind, and their words."""
    kind = f"{block.kind}{getattr(block, 'level', '')}{getattr(block, 'ordered', '')}"
    return kind, tuple(word.text.strip() for word in _words_in(block))


def _words_in(block: Block) -> Iterator[Run]:
    if isinstance(block, List):
        for item in block.items:
            for inner in item:
                yield from _words_in(inner)
    elif isinstance(block, Heading | Paragraph):
        yield from _words(block.runs)
    else:
        raise TypeError(f"a text in Markdown has no {block.kind}")


def _words(runs: Sequence[Run]) -> list[Run]:
    return [replace(run, text=word) for run in runs for word in _WORD.findall(run.text)]


def _compared(old: Block | None, new: Block | None) -> Iterator[Changed | ChangedList]:
    if old is None or new is None:
        yield _whole(new or old, "deleted" if new is None else "inserted")
    elif isinstance(old, List) and isinstance(new, List):
        yield _lists(old, new)
    elif isinstance(old, Heading | Paragraph) and isinstance(new, Heading | Paragraph):
        yield _paragraphs(old, new)


def _whole(block: Block | None, mark: Mark) -> Changed | ChangedList:
    if isinstance(block, List):
        items = tuple((mark, tuple(_whole(each, mark) for each in item)) for item in block.items)
        return ChangedList(mark, block.ordered, block.start, items)
    if isinstance(block, Heading | Paragraph):
        return Changed(mark, _level(block), tuple(Piece(run, mark) for run in block.runs))
    raise TypeError("a text in Markdown has headings, paragraphs and lists")


def _level(block: Heading | Paragraph) -> int:
    return block.level if isinstance(block, Heading) else 0


def _lists(old: List, new: List) -> ChangedList:
    pairs = aligned([_item_key(each) for each in old.items], [_item_key(each) for each in new.items])
    items = tuple(_item(old, new, pair) for pair in pairs)
    alike = all(mark == "same" for mark, _ in items) and (old.start == new.start or not new.ordered)
    return ChangedList("same" if alike else "changed", new.ordered, new.start, items)


def _item_key(item: Sequence[Block]) -> tuple[str, tuple[str, ...]]:
    return "item", tuple(word for block in item for word in (_key(block)[0], *_key(block)[1]))


def _item(old: List, new: List, pair: Pair) -> tuple[Mark, Difference]:
    if pair.old is None or pair.new is None:
        mark: Mark = "deleted" if pair.new is None else "inserted"
        item = old.items[pair.old] if pair.old is not None else new.items[pair.new or 0]
        return mark, tuple(_whole(each, mark) for each in item)
    found = difference(old.items[pair.old], new.items[pair.new])
    return ("same" if is_same(found) else "changed"), found


def _paragraphs(old: Heading | Paragraph, new: Heading | Paragraph) -> Changed:
    if old == new:
        return Changed("same", _level(new), tuple(Piece(run, "same") for run in new.runs))
    before, after = _words(old.runs), _words(new.runs)
    if max(len(before), len(after)) > MOST_WORDS:
        marked = [*_all(before, "deleted"), *_all(after, "inserted")]
    else:
        marked = list(_marked(before, after))
    pieces = tuple(
        Piece(replace(words[0], text="".join(word.text for word in words)), mark)
        for (mark, _), words in _alike(marked)
    )
    mark: Mark = "same" if all(piece.mark == "same" for piece in pieces) else "changed"
    return Changed(mark, _level(new), pieces)


def _marked(before: Sequence[Run], after: Sequence[Run]) -> Iterator[tuple[Run, Mark]]:
    """Every word with its mark: of what is replaced, the old words come first."""
    old, new = [_looks(word) for word in before], [_looks(word) for word in after]
    for i1, i2, j1, j2 in _changes(SequenceMatcher(None, old, new, autojunk=False)):
        if old[i1:i2] == new[j1:j2]:
            yield from _all(after[j1:j2], "same")
        else:
            yield from _all(before[i1:i2], "deleted")
            yield from _all(after[j1:j2], "inserted")


def _all(words: Sequence[Run], mark: Mark) -> list[tuple[Run, Mark]]:
    return [(word, mark) for word in words]


def _looks(word: Run) -> Run:
    return replace(word, text=word.text.strip())


def _changes(found: SequenceMatcher[Run]) -> Iterator[tuple[int, int, int, int]]:
    """The stretches of a text; a few words between two changes are part of them."""
    codes = found.get_opcodes()
    kept: list[list[int]] = []
    joined = False
    for number, (tag, *where) in enumerate(codes):
        short = tag == "equal" and where[1] - where[0] <= FEWEST_BETWEEN and 0 < number < len(codes) - 1
        if kept and (joined or short):
            kept[-1][1], kept[-1][3] = where[1], where[3]
        else:
            kept.append(where)
        joined = short
    return ((each[0], each[1], each[2], each[3]) for each in kept)


def _alike(marked: Sequence[tuple[Run, Mark]]) -> Iterator[tuple[tuple[Mark, Run], list[Run]]]:
    for key, group in groupby(marked, key=lambda each: (each[1], replace(each[0], text=""))):
        yield key, [word for word, _ in group]
