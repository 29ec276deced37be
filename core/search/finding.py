"""Finding what begins with the words somebody typed, in two statements at most and few rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from piccolo.querystring import QueryString

from core.search.tables import DRAFT, PERSON, PRACTICE, REQUEST, SearchWord
from core.search.words import typed_words

KINDS = (PERSON, PRACTICE, REQUEST, DRAFT)
# How many of one kind are found.
MOST = 50
# How many rows of the word that leads to the fewest are looked through for the other words.
_LOOKED_THROUGH = 2000
_COUNTED = 500
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found; `exact` when one whole word was typed, and is its own."""

    subject: UUID
    exact: bool


@dataclass(frozen=True, slots=True)
class FoundEntries:
    """What was found of each kind, the best first; `more` names the kinds of which there may be more."""

    words: tuple[str, ...] = ()
    hits: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict)
    more: frozenset[str] = frozenset()

    def subjects(self, kind: str) -> list[UUID]:
        """The keys of what was found of this kind."""
        return [hit.subject for hit in self.hits.get(kind, ())]


async def find_by_words(text: str, kinds: Sequence[str] = KINDS) -> FoundEntries:
    """Find what has every word of a text, or one that begins with it; words in any order and spelling."""
    words = typed_words(text)
    if not words:
        return FoundEntries()
    leading, common = await _leading(words, kinds)
    if not leading:
        return FoundEntries(words)
    parts = [_part(kind, word, words) for kind, word in leading.items()]
    rows = await SearchWord.raw(" UNION ALL ".join(["SELECT * FROM ({}) AS of_kind"] * len(parts)), *parts)
    hits: dict[str, dict[UUID, Hit]] = {}
    for key, entry in sorted((row["key"], row["entry"]) for row in rows):
        kind, word, _ = key.split(" ")
        hits.setdefault(kind, {}).setdefault(_uuid(entry), Hit(_uuid(entry), words == (word,)))
    most = {kind for kind in hits if sum(row["key"].startswith(f"{kind} ") for row in rows) > MOST}
    return FoundEntries(
        words,
        {kind: tuple(each.values())[:MOST] for kind, each in hits.items()},
        frozenset(most | common & hits.keys()),
    )


async def _leading(words: Sequence[str], kinds: Sequence[str]) -> tuple[dict[str, str], set[str]]:
    """Of each kind the word that leads to the fewest, and the kinds in which every word leads to many.

    A kind in which some word leads nowhere is left out.
    """
    if len(words) == 1:
        return dict.fromkeys(kinds, words[0]), set()
    pairs = [(kind, word) for kind in kinds for word in words]
    one = (
        "SELECT {} AS pair, count(*) AS found FROM"
        " (SELECT 1 AS one FROM search_word WHERE key >= {} AND key < {} LIMIT 500) AS counted"
    )
    values = [each for n, pair in enumerate(pairs) for each in (f"{n}", *_between(*pair))]
    rows = await SearchWord.raw(" UNION ALL ".join([one] * len(pairs)), *values)
    counts = {pairs[int(row["pair"])]: row["found"] for row in rows}
    leading = {kind: min(words, key=lambda word: counts[kind, word]) for kind in kinds}
    leading = {kind: word for kind, word in leading.items() if counts[kind, word]}
    return leading, {kind for kind, word in leading.items() if counts[kind, word] >= _COUNTED}


def _part(kind: str, leading: str, words: Sequence[str]) -> QueryString:
    """What leads to the entries of a kind: those of one word, as far as they have the others as well."""
    rows = "SELECT key, entry FROM search_word WHERE key >= {} AND key < {} ORDER BY key LIMIT "
    others = [word for word in words if word != leading]
    if not others:
        return QueryString(f"{rows}{MOST + 1}", *_between(kind, leading))
    # Words are letters and digits alone, so that none is a wildcard.
    having = " AND ".join(["entry.words LIKE {}"] * len(others))
    return QueryString(
        f"SELECT word.key, word.entry FROM ({rows}{_LOOKED_THROUGH}) AS word"  # noqa: S608 - constants of ours
        f" JOIN search_entry AS entry ON entry.id = word.entry WHERE {having}"
        f" ORDER BY word.key LIMIT {MOST + 1}",
        *_between(kind, leading),
        *(f"% {word}%" for word in others),
    )


def _between(kind: str, word: str) -> tuple[str, str]:
    """The first key of a word that begins so, and what comes behind the last."""
    return f"{kind} {word}", f"{kind} {word}{_LAST}"


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
