"""Keeping the index: what can be found is written with the change that makes it so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.search.tables import SearchEntry, SearchWord

_AT_ONCE = 500
# A statement carries some ten thousand values on both databases.
_WORDS_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Findable:
    """Something that can be found, by each of its words."""

    kind: str
    subject: UUID
    words: frozenset[str]

    @property
    def text(self) -> str:
        """The words as they are stored."""
        return f" {' '.join(sorted(self.words))} "

    @property
    def keys(self) -> frozenset[str]:
        """The rows that lead here."""
        return frozenset(f"{self.kind} {word} {self.subject}" for word in self.words)


async def put(entries: Sequence[Findable]) -> None:
    """Store what can be found, in place of what was stored of the same; part of a change.

    Whoever calls this holds the rows that the entries are made from.
    """
    for start in range(0, len(entries), _AT_ONCE):
        await _put(entries[start : start + _AT_ONCE])


async def remove_entries(subjects: Collection[UUID]) -> None:
    """Have these found no more; part of a change."""
    if not subjects:
        return
    await _delete(key for each in await stored_entries(subjects) for key in each.keys)
    await SearchEntry.delete().where(SearchEntry.id.is_in(list(subjects)))


async def stored_entries(subjects: Collection[UUID]) -> list[Findable]:
    """Read what is stored of these; one statement."""
    rows = await SearchEntry.select().where(SearchEntry.id.is_in(list(subjects)))
    return [Findable(row["kind"], row["id"], frozenset(row["words"].split())) for row in rows]


async def _put(entries: Sequence[Findable]) -> None:
    before = {each.subject: each for each in await stored_entries([each.subject for each in entries])}
    changed = [each for each in entries if before.get(each.subject) != each]
    if not changed:
        return
    old = {key for each in changed if each.subject in before for key in before[each.subject].keys}
    new = {key: each.subject for each in changed for key in each.keys}
    await _delete(old - new.keys())
    added = sorted(new.keys() - old)
    for start in range(0, len(added), _WORDS_AT_ONCE):
        rows = [SearchWord(key=key, entry=new[key]) for key in added[start : start + _WORDS_AT_ONCE]]
        await SearchWord.insert(*rows).on_conflict(action="DO NOTHING")
    made = [SearchEntry(id=each.subject, kind=each.kind, words=each.text) for each in changed]
    await SearchEntry.insert(*made).on_conflict(
        target=SearchEntry.id, action="DO UPDATE", values=[SearchEntry.kind, SearchEntry.words]
    )


async def _delete(keys: Iterable[str]) -> None:
    gone = sorted(keys)
    for start in range(0, len(gone), _WORDS_AT_ONCE):
        await SearchWord.delete().where(SearchWord.key.is_in(gone[start : start + _WORDS_AT_ONCE]))
