"""Who has a page open is known to colleagues while they have it open, and soon forgotten afterwards."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core.actor import Actor
from core.console.presence import LEASE, others, stays
from core.console.tables import OpenPage
from core.database import Database, count_statements

pytestmark = pytest.mark.both_databases
NADIA, KIM = (Actor("staff", uuid4(), name) for name in ("Nadia Frost", "Kim Alvarez"))


async def test_a_colleague_is_named_since_they_came_until_they_left(database: Database, clock):
    case = uuid4()
    await stays(case, by=NADIA)
    ((_, came),) = [(each.name, each.since) for each in await others(case, KIM.account)]
    clock.advance(seconds=60)
    await stays(case, by=NADIA)
    await stays(case, by=KIM)

    (found,) = await others(case, KIM.account)
    assert (found.name, found.since) == ("Nadia Frost", came)
    assert [each.name for each in await others(case, NADIA.account)] == ["Kim Alvarez"]
    assert await others(uuid4(), KIM.account) == ()
    clock.advance(seconds=LEASE.total_seconds() + 1)
    assert await others(case, KIM.account) == ()


async def test_who_comes_back_has_it_open_from_then_on(database: Database, clock):
    case = uuid4()
    await stays(case, by=NADIA)
    (before,) = await others(case, KIM.account)
    clock.advance(minutes=10)
    await stays(case, by=NADIA)
    (again,) = await others(case, KIM.account)

    assert again.since >= before.since + timedelta(minutes=10)


async def test_what_is_over_is_forgotten_and_a_page_costs_three_statements(database: Database, clock):
    for _ in range(20):
        await stays(uuid4(), by=NADIA)
    clock.advance(minutes=2)
    with count_statements() as statements:
        await stays(uuid4(), by=KIM)
        await others(uuid4(), KIM.account)
    assert len(statements) <= 3
    assert await OpenPage.count() == 1
