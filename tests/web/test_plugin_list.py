"""`portal plugin list` says whose each plugin is, what it may do, and how many people have it."""

import pytest

from core.access.unfit import held_of_each
from core.applications import Catalogue
from core.database import Database
from tests.core.provisioning.machines import Machine, work_off, worker
from tests.practices import BEN, active, portal_for
from web.command_parts.plugin_lines import listed


def lines(switched_on: Catalogue, slug: str, **more: int) -> list[str]:
    levels, held = dict.fromkeys(switched_on, "not checked"), {**dict.fromkeys(switched_on, 0), **more}
    whole = list(listed(switched_on, levels, rights=True, held=held))
    start = next(place for place, line in enumerate(whole) if line.startswith(f"{slug} "))
    end = next((p for p, line in enumerate(whole[start + 1 :], start + 1) if line[0] != " "), len(whole))
    return [line.strip() for line in whole[start:end]]


def test_each_plugin_is_listed_with_whose_it_is_and_what_it_may_do() -> None:
    said = lines(portal_for().applications, "dsm", dsm=3)
    assert said[0].startswith("dsm          Direct Secure Messaging: ")
    assert "Apache-2.0, the makers of this portal" in said[1] and said[1].endswith("plugin API 1")
    assert said[2:4] == ["level: not checked", "people who have it: 3"]
    assert "pages: Test messages; Test messages under way (held)" in said
    assert "feeds: none (held)" in said and "servers: none (declared, not held)" in said
    tells = "feeds: says what a reviewer should know of an access (held)"
    assert tells in lines(portal_for().applications, "cerner")
    assert any(each.startswith("emails: ") and "dsm/complete" in each for each in said)


@pytest.mark.both_databases
async def test_people_who_have_an_application_are_counted(database: Database) -> None:
    portal = portal_for()
    assert await held_of_each() == {}
    await active(portal, BEN)
    await work_off(worker(portal, Machine()))
    assert await held_of_each() == {"cerner": 1}
