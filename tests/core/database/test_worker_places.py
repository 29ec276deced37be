"""How many rows a worker is at, and whose."""

from typing import Any

import pytest

from core.database.leases import Lease, Shares, claim
from tests.core.database.chores import Busy, Chore, chore_worker, finish, rows, until_done, write

pytestmark = pytest.mark.both_databases


async def test_the_next_row_is_taken_as_soon_as_one_is_done_while_another_hangs(chores: type[Chore]) -> None:
    hanging, most = Busy(), 0
    under_way: set[Any] = set()

    async def _handle(lease: Lease) -> None:
        nonlocal most
        under_way.add(lease.row["id"])
        most = max(most, len(under_way))
        await (hanging(lease) if lease.row["kind"] == "00" else finish(lease))
        under_way.remove(lease.row["id"])

    await write(*(f"{number:02}" for number in range(20)))
    # In rounds, or asked only now and then, nineteen would not be done while the first goes on.
    async with chore_worker(_handle, at_once=2, idle_seconds=60).running():
        await until_done("00")
        assert (await rows())[0]["attempts"] == 1 and len(under_way) == 1
        hanging.go_on.set()
    assert [(row["done"], row["due"]) for row in await rows()] == [(1, None)] * 20 and most == 2


async def test_a_kind_has_its_share_of_the_places_and_leaves_the_others_to_the_rest(
    chores: type[Chore],
) -> None:
    await write(*["slow"] * 5, *["quick"] * 5)
    shares = Shares("kind", 2, "CASE WHEN kind = 'quick' THEN 0 ELSE 1 END")
    held = await claim(Chore, limit=9, seconds=60, shares=shares)
    assert [lease.row["kind"] for lease in held] == ["quick"] * 2 + ["slow"] * 2
    assert await claim(Chore, limit=9, seconds=60, shares=shares, held=held) == []
    beside = await claim(Chore, limit=9, seconds=60, shares=shares, held=held[1:])
    assert [lease.row["kind"] for lease in beside] == ["quick"]


async def test_a_kind_that_hangs_holds_up_none_but_itself(chores: type[Chore]) -> None:
    hanging, begun = Busy(), []

    async def _handle(lease: Lease) -> None:
        begun.append(lease.row["kind"])
        await (hanging(lease) if lease.row["kind"] == "slow" else finish(lease))

    await write(*["slow"] * 5, *["quick"] * 5)
    shares = Shares("kind", 2, "due")
    async with chore_worker(_handle, at_once=3, shares=shares).running():
        await until_done("slow")
        assert sorted(begun) == [*["quick"] * 5, *["slow"] * 2]
        hanging.go_on.set()
        await until_done()
