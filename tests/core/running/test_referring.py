"""Before a site is changed, what it concerns is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.access.tables import Grant
from core.database import Database, count_statements
from core.running.referring import Referring, expected_otherwise, moved_between, referring_to
from core.site.holidays import Holidays
from tests.conftest import MovableClock
from tests.practices import AMARA, BEN, active, portal_for
from tests.practices.enrolling import fill_in
from tests.practices.portals import portal_of

OLGA = replace(BEN, first="Olga", email="olga@valley.example")


@pytest.mark.both_databases
async def test_practices_drafts_and_access_that_name_a_facility_are_counted(
    database: Database, clock: MovableClock
) -> None:
    portal = portal_for()
    made = await active(portal, BEN, AMARA)
    await fill_in(portal, (OLGA,), "Valley")
    with count_statements() as statements:
        assert await referring_to("BUMCP") == Referring(practices=1, drafts=1, access=0, kept=0)
        assert not (await referring_to("BUM_P")).anything and not (await referring_to("%")).anything
    assert len(statements) == 3
    chosen = {Grant.answers: {"facilities": ["BUMCP"]}, Grant.kept: {"hospitals": ["BUMCP"]}}
    await Grant.update(chosen).where(Grant.id == made.grants["Amara", "cerner"])
    assert (await referring_to("BUMCP")).access == 1

    # A region that gives up a place loses the practices there; what waits is expected on another day.
    site = portal.site
    regions = tuple(
        each.model_copy(update={"postcode_prefixes": ("999",)}) if each.slug == "arizona" else each
        for each in site.regions
    )
    smaller = site.model_copy(update={"regions": regions})
    assert await moved_between(site, smaller, "arizona") == (1, 0, 1)
    assert await moved_between(smaller, site, "arizona") == (0, 1, 0)
    assert await moved_between(site, site, "nowhere") == (0, 0, 0)

    tomorrow = (clock.at.astimezone(site.zone) + timedelta(days=1)).date()
    closed = site.model_copy(update={"holidays": Holidays(country="US", added=frozenset({tomorrow}))})
    moved, more = await expected_otherwise(portal, portal_of(closed))
    assert (dict(moved), more) == ({"cerner": 2, "pacs": 1}, False)
    assert not (await expected_otherwise(portal, portal))[0]
