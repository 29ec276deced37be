"""A request has the day by which it is due, from when it was sent and anew from the last signature."""

from datetime import date

import pytest

from core import business_days
from core import clock as time_source
from core.access.tables import Request
from core.agreements.queries import latest_of_request
from core.console.queries.queues import Filters, listed
from core.database import Database
from tests.core.console.conftest import hired
from tests.practices import AMARA, BEN, Practice, bring_in_force, portal_for, practice, signing_for

pytestmark = pytest.mark.both_databases


async def due(made: Practice) -> date:
    row = await Request.select(Request.due_on).where(Request.id == made.request).first()
    assert row
    return row["due_on"]


def expected() -> date:
    site = portal_for().site
    return business_days.after(site, time_source.now(), site.request_days)


async def test_the_days_of_the_site_are_counted_from_sending_and_from_the_last_signature(
    database: Database, clock
):
    made = await practice(portal_for(), BEN, AMARA, in_force=False)
    assert await due(made) == expected()
    first = await due(made)
    clock.advance(days=20)
    kim = await hired()
    (line,) = (await listed(portal_for(), "agreements", Filters(), by=kim)).lines
    assert line.late and line.due_on == first
    sent = await latest_of_request(made.request)
    assert sent
    await bring_in_force(signing_for(portal_for()), sent)
    assert await due(made) == expected() > first
    (line,) = (await listed(portal_for(), "credentials", Filters(), by=kim)).lines
    assert not line.late
