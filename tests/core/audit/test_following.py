import pytest

from core.actor import SYSTEM
from core.audit import change
from core.audit.following import FURTHEST_BACK, Follower, newest_number
from core.database import Database, count_statements

pytestmark = pytest.mark.both_databases


async def happens(key: str, times: int = 1) -> None:
    for _ in range(times):
        async with change("thing.changed", by=SYSTEM, subject=("thing", key)):
            pass


async def test_only_what_is_watched_and_new_is_told(database: Database) -> None:
    follower = Follower()
    await happens("mine")
    with follower.watching(frozenset({"mine"}), await newest_number()) as watch:
        await happens("another")
        await follower.look()
        assert not watch.stirred.is_set()
        await happens("mine")
        await follower.look()
        assert watch.stirred.is_set() and watch.take() == {"mine"}
        assert watch.take() == frozenset() and not watch.stirred.is_set()


async def test_what_happened_between_drawing_a_page_and_watching_is_not_lost(database: Database) -> None:
    follower, drawn = Follower(), await newest_number()
    await happens("mine")
    with follower.watching(frozenset({"other"}), await newest_number()):
        await follower.look()
        with follower.watching(frozenset({"mine"}), drawn) as late:
            await follower.look()
            assert late.take() == {"mine"} and late.number == await newest_number()


async def test_nothing_new_costs_one_statement(database: Database) -> None:
    follower = Follower()
    with follower.watching(frozenset({"mine"}), await newest_number()), count_statements() as counted:
        await follower.look()
    assert len(counted) == 1


async def test_who_is_too_far_behind_is_told_that_anything_may_have_changed(database: Database) -> None:
    follower = Follower()
    with follower.watching(frozenset({"mine"}), -FURTHEST_BACK) as watch:
        await happens("another")
        await follower.look()
        assert watch.take() == {"mine"}
