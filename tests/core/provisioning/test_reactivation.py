"""Access that is given back while its removal waits, or is under way, is there in the end, and once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from core.access import leaving
from core.database import Database
from core.plugin_api import Outcome
from core.portal import Portal
from tests.core.provisioning.machines import Machine, items, work_off, worker
from tests.practices import AMARA, BEN, ROSA, active, state_of

pytestmark = pytest.mark.both_databases


@dataclass
class SlowToEnd(Machine):
    """Takes access away only when it is let."""

    ending: asyncio.Event = field(default_factory=asyncio.Event)
    let: asyncio.Event = field(default_factory=asyncio.Event)

    async def revoke(self, grant: Any, /) -> Outcome:
        self.ending.set()
        await self.let.wait()
        return await super().revoke(grant)


@pytest.mark.parametrize("under_way", [False, True])
async def test_who_comes_back_before_a_removal_is_done_has_their_access_once(
    database: Database, portal: Portal, under_way: bool
) -> None:
    made, machine = await active(portal, BEN, ROSA, AMARA), SlowToEnd()
    works, amara, grant = worker(portal, machine), made.members["Amara"], made.grants["Amara", "cerner"]
    await work_off(works)
    everything = set(machine.has)
    await leaving.go_on_leave(portal, amara, "Parental leave", by=made.by)
    removing = asyncio.create_task(works.work_due()) if under_way else None
    if removing:
        await machine.ending.wait()
    await leaving.come_back(portal, amara, by=made.by)
    machine.let.set()
    if removing:
        await removing
    await work_off(works)
    await asyncio.sleep(0.6)
    await work_off(works)
    assert machine.has == everything and await state_of(grant) == "active"
    of_it = await items(grant=grant)
    done = [("grant", "done"), ("revoke", "over"), ("grant", "done")]
    assert [(each["kind"], each["state"]) for each in of_it] == done
    generations = [each["generation"] for each in of_it]
    assert generations == sorted({*generations})
