"""A facility closes that applications keep of people: what they keep stays, and forms ask for another."""

from __future__ import annotations

from dataclasses import replace

from core.access import leaving
from core.database import Database
from core.requests.plugin_forms import asking, file_of
from core.requests.plugin_pages import opened, opened_for_group
from tests.core.running.test_closed_facilities import DESERT, PHOENIX, closed_at
from tests.plugins.own_pages import kept, sent, to_change, working
from tests.plugins.test_census import OMAR
from tests.plugins.test_changed_subscription import AMARAS, emails_to
from tests.practices import BEN, active, portal_for

GONE = "isn’t available any more"


async def test_census_and_subscription_go_on_and_ask_for_another_where_they_are_changed(
    database: Database, clock: object
) -> None:
    portal, later = portal_for(), closed_at("BDMC", "BUMCP")
    made = await active(portal, BEN, AMARAS, replace(OMAR, wants=("cerner",)))
    await working(portal, made)
    await working(portal, made, "report2web")
    amara, omar = (made.grants[first, "cerner"] for first in ("Amara", "Omar"))
    for grant in (amara, omar):
        assert await sent(portal, grant, "census-ids", {"hospitals": ["BDMC", "BTMC"]}, made.by) == ()
    roster = {"rosters": [str(made.members["Omar"])]}
    assert await sent(later, amara, "census-favorites", roster, made.by) == ()
    assert (await kept(amara))["hospitals"] == ["BDMC", "BTMC"]

    page = await opened_for_group(later, made.group, "cerner", "census", "administrator", by=made.by)
    assert {line[4] for line in (await file_of(page)).lines[1:]} == {
        DESERT,
        "Banner Thunderbird Medical Center",
    }
    form = await asking(await opened(later, amara, "census-ids", "administrator", by=made.by))
    assert form and f"{DESERT} (not available any more)" in [
        each.label for each in form.drawn()["hospitals"].choices
    ]
    ((name, words),) = await sent(later, amara, "census-ids", {"hospitals": ["BDMC", "BTMC"]}, made.by)
    assert name == "hospitals" and words == f"Clear the box or choose another: {DESERT} {GONE}"
    assert await sent(later, amara, "census-ids", {"hospitals": ["BTMC"]}, made.by) == ()
    assert "Assign the census of these hospitals: BTMC." in await to_change(later, amara)
    await leaving.leave(later, made.members["Omar"], "New position", by=made.by)
    assert (await kept(amara))["rosters"] == []

    labs = made.grants["Amara", "report2web"]
    ((_, words),) = await sent(later, labs, "alerts", emails_to(made, "Ben"), made.by)
    assert words == f"Clear the box or choose another: {PHOENIX} {GONE}"
    assert await sent(later, labs, "alerts", emails_to(made, "Ben", lab_facilities=["BEMC"]), made.by) == ()
