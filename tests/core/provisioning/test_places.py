"""Each application has places of its own in the worker, and removals go first."""

import asyncio
from dataclasses import replace

import pytest

from core.access import actions
from core.access.changing import tell_again
from core.database import Database
from core.portal import Portal
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.worker import ProvisioningWorker
from tests.core.provisioning.machines import Machine, work_off, worker
from tests.practices import AMARA, ANALYST, BEN, LINE, Someone, active, numbered, state_of


async def test_an_application_that_hangs_holds_up_no_other(
    database: Database, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.provisioning.worker.EACH_AT_ONCE", 1)
    crowd = [
        Someone(numbered("P", n), numbered("Person", n), f"p{n}@peaks.example", ("cerner", "pacs"))
        for n in range(3)
    ]
    made = await active(portal, replace(BEN, wants=()), *crowd)
    hanging, well = Machine(hold=asyncio.Event()), Machine()
    machines = Connectors({slug: hanging if slug == "cerner" else well for slug in portal.applications})
    theirs = [grant for (_, application), grant in made.grants.items() if application == "pacs"]
    async with ProvisioningWorker(portal, machines, idle_seconds=60).running():
        for _ in range(1000):
            if {await state_of(grant) for grant in theirs} == {"active"}:
                break
            await asyncio.sleep(0.02)
        assert len(well.calls) == 3 and len(hanging.calls) == 1
        assert hanging.hold
        hanging.hold.set()


async def test_a_removal_goes_before_what_waited_longer(
    database: Database, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.provisioning.worker.EACH_AT_ONCE", 1)
    made, machine = await active(portal, BEN, replace(AMARA, wants=("cerner",))), Machine()
    works = worker(portal, machine)
    await work_off(works)
    await tell_again(made.grants["Ben", "cerner"], by=ANALYST)
    await actions.revoke(made.grants["Amara", "cerner"], LINE, by=ANALYST)
    assert await works.work_due() == 1 and machine.calls[2:] == ["revoke"]
    assert await works.work_due() == 1 and machine.calls[3:] == ["grant"]
