"""What was stored is found by the beginning of its words, and costs the same however much is stored."""

from uuid import UUID, uuid4

import pytest

from core.actor import SYSTEM
from core.audit import change
from core.database import Database, count_statements
from core.database.statements import Statements
from core.search import PERSON, PRACTICE, Findable, find_by_words, put, remove_entries
from core.search.finding import MOST
from core.search.tables import SearchWord
from core.search.words import name_words
from tests.cost import read

pytestmark = pytest.mark.both_databases


async def store(*entries: Findable) -> None:
    async with change("things.made", by=SYSTEM):
        await put(entries)


def person(*names: str) -> Findable:
    return Findable(PERSON, uuid4(), frozenset(name_words(*names)))


async def people(text: str) -> list[UUID]:
    return (await find_by_words(text)).subjects(PERSON)


async def test_every_word_counts_in_any_order(database: Database) -> None:
    jose, maria, ana = person("José", "García"), person("Maria", "Garcia"), person("Ana", "Ruiz")
    await store(jose, maria, ana)
    assert await people("garcia josé") == [jose.subject]
    assert set(await people("GARC")) == {jose.subject, maria.subject}
    assert await people("ruiz garcia") == []
    assert await people("arci") == []


async def test_a_whole_word_comes_before_one_that_only_begins_so(database: Database) -> None:
    longer, whole = person("Kimberly", "Stone"), person("Ada", "Kim")
    await store(longer, whole)
    found = await find_by_words("kim")
    assert [(hit.subject, hit.exact) for hit in found.hits[PERSON]] == [
        (whole.subject, True),
        (longer.subject, False),
    ]


async def test_kinds_do_not_crowd_each_other_out(database: Database) -> None:
    mesa = Findable(PRACTICE, uuid4(), frozenset({"mesa"}))
    await store(mesa, *(person("Mesa", f"Number{n}") for n in range(MOST + 10)))
    found = await find_by_words("mesa")
    assert found.subjects(PRACTICE) == [mesa.subject]
    assert len(found.subjects(PERSON)) == MOST
    assert found.more == {PERSON}


async def test_words_that_are_gone_lead_nowhere(database: Database) -> None:
    ada = person("Ada", "Okafor")
    await store(ada)
    await store(Findable(PERSON, ada.subject, frozenset({"ada", "reyes"})))
    assert await people("okafor") == []
    assert await people("reyes") == [ada.subject]
    async with change("thing.gone", by=SYSTEM):
        await remove_entries([ada.subject])
    assert await people("ada") == []
    assert await SearchWord.count() == 0


async def test_storing_the_same_again_writes_nothing(database: Database) -> None:
    ada = person("Ada", "Okafor")
    await store(ada)
    async with change("thing.looked-at", by=SYSTEM):
        with count_statements() as seen:
            await put([ada])
    assert len(seen) == 1


@pytest.mark.parametrize("text", ["%", "_", "a%", "'; DROP TABLE search_word --", "x" * 5000, "🙂", "ﷺ"])
async def test_whatever_is_typed_finds_nothing_that_is_not_there(database: Database, text: str) -> None:
    await store(person("Zed", "Zulu"))
    assert await people(text) == []


async def test_a_thousand_words_are_two_statements(database: Database) -> None:
    await store(person("Zed", "Zulu"))
    with count_statements() as seen:
        await find_by_words(" ".join(f"zed{n}" for n in range(1000)))
    assert len(seen) <= 2


RARE, COMMON = ("target", "1679000020", "joe target", "nobody"), ("common", "target joe common")


async def _many(database: Database, before: int, until: int) -> None:
    """So many people of whom everybody has one word in common; the database knows how many there are."""
    await store(*(person("Common", f"Person{n}") for n in range(before, until)))
    if database.kind == "postgres":
        await SearchWord.raw("ANALYZE search_word, search_entry")


async def test_a_search_reads_as_many_rows_among_many_as_among_few(
    database: Database, database_url: str
) -> None:
    await store(Findable(PERSON, UUID(int=1), frozenset({"joe", "target", "common", "1679000020"})))
    await _many(database, 0, 600)
    few = {text: await _cost(database_url, text) for text in RARE + COMMON}
    await _many(database, 600, 6000)
    many = {text: await _cost(database_url, text) for text in RARE + COMMON}
    # A page of PostgreSQL holds some hundred rows: looking for the first may take one page more.
    assert all(many[text] <= few[text] * 1.3 + 10 for text in RARE + COMMON), (few, many)


async def test_the_measure_notices_a_search_that_reads_everything(
    database: Database, database_url: str
) -> None:
    await _many(database, 0, 200)
    whole = Statements(["SELECT key FROM search_word WHERE key LIKE '%ommon%' ORDER BY entry LIMIT 26"], [()])
    few = await read(database_url, whole)
    await _many(database, 200, 3000)
    assert await read(database_url, whole) > 5 * few


async def _cost(url: str, text: str) -> int:
    with count_statements() as seen:
        await find_by_words(text)
    assert len(seen) <= 2
    return await read(url, seen)
