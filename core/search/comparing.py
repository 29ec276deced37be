"""Telling whether the index is what its sources say, and making it anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from core.search.tables import SearchEntry, SearchWord
from core.search.writing import Findable, put, stored_entries

PAGE = 500
# Everything of one table that can be found, page by page: what comes behind a key, in the order of keys.
Source = Callable[[UUID, int], Awaitable[Sequence[Findable]]]


async def faults_of_index(sources: Sequence[Source]) -> list[str]:
    """Name everything that the index lacks, has too much, or has with other words."""
    found: list[str] = []
    entries = words = 0
    for source in sources:
        after = UUID(int=0)
        while page := await source(after, PAGE):
            found += await _unlike(page)
            entries, words = entries + len(page), words + sum(len(each.words) for each in page)
            after = page[-1].subject
    if (count := await SearchEntry.count()) != entries:
        found.append(f"{count} entries are stored, and {entries} are expected")
    if (count := await SearchWord.count()) != words:
        found.append(f"{count} words are stored, and {words} are expected")
    return found


async def write_anew(sources: Sequence[Source]) -> int:
    """Empty the index and write it anew; part of a change. Returns how much can be found."""
    await SearchWord.delete(force=True)
    await SearchEntry.delete(force=True)
    written = 0
    for source in sources:
        after = UUID(int=0)
        while page := await source(after, PAGE):
            await put(page)
            written, after = written + len(page), page[-1].subject
    return written


async def _unlike(page: Sequence[Findable]) -> list[str]:
    has = {each.subject: each for each in await stored_entries([each.subject for each in page])}
    found = [
        f"{each.kind} {each.subject} is {'found by other words' if each.subject in has else 'not found'}"
        for each in page
        if has.get(each.subject) != each
    ]
    keys = sorted(key for each in page for key in each.keys)
    for start in range(0, len(keys), PAGE):
        some = keys[start : start + PAGE]
        count = await SearchWord.count().where(SearchWord.key.is_in(some))
        if count != len(some):
            found.append(f"{len(some) - count} words lead nowhere, among those of {some[0]}")
    return found
