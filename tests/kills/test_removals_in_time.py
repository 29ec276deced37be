"""Two hundred people lose their access one right after another: how soon that is done, and read back.

`make slow` runs it, or `pytest -m slow tests/kills/test_removals_in_time.py`; it says its figures.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from core import clock
from core.access.tables import Grant, WorkItem
from core.database import Database
from core.demo_mark import keep_demo_apart
from core.identity.sessions import live, start
from core.office import acts
from core.portal import Portal
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.worker import ProvisioningWorker
from core.site import load_site
from tests.kills.applications import SECRET, SLUGS, accounts_at, applications, site_with
from tests.kills.processes import Worker
from tests.practices import BEN, LINE, ROSA, Practice, Someone, active, numbered, portal_of, themselves
from tests.scim_server import TOKEN

PEOPLE = 200
# What an application takes for an answer, at most: while it is told of removals, and before.
SLOW, QUICK = 0.3, 0.02
MOST, MOST_SIGNED_IN = 60, 1
GIVE_UP_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Removal:
    """When somebody's removal began, and how many seconds later they were signed in nowhere."""

    began: datetime
    signed_out: float


@pytest.mark.slow
@pytest.mark.both_databases
async def test_what_is_removed_is_gone_within_a_minute_and_its_people_are_signed_out_at_once(
    database: Database, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with applications(random.Random(1), QUICK) as there:
        for application in there.values():
            application.lying = False
        site = site_with(there, tmp_path)
        portal = portal_of(load_site(site))
        await keep_demo_apart(demo=True)
        made = await active(portal, replace(BEN, wants=()), ROSA, *_crowd())
        async with _working(portal, database_url, site):
            await _settled("grant")
            assert all(each.active for each in accounts_at(there))
            for application in there.values():
                application.slow = SLOW
            removals = {who: await _remove(portal, made, who) for who in made.members if who in _names()}
            await _settled("revoke")
        assert not [each for each in accounts_at(there) if each.active or each.grants]
        assert len(accounts_at(there)) == PEOPLE * len(SLUGS)
    seconds = sorted(await _seconds(made, removals))
    # The test's own applications share its process: the slowest says how busy they were.
    signed_out = statistics.median(each.signed_out for each in removals.values())
    slowest = max(each.signed_out for each in removals.values())
    p50, p99 = statistics.median(seconds), statistics.quantiles(seconds, n=100)[98]
    said = f"removals={len(seconds)} p50={p50:.1f}s p99={p99:.1f}s most={seconds[-1]:.1f}s"
    with capsys.disabled():
        sys.stdout.write(f"\n{database.kind} {said} signed-out={signed_out:.3f}s, {slowest:.3f}s at most\n")
    assert len(seconds) == PEOPLE * len(SLUGS)
    assert p99 <= MOST and signed_out <= MOST_SIGNED_IN


def _names() -> list[str]:
    return [numbered("P", number) for number in range(PEOPLE)]


def _crowd() -> list[Someone]:
    return [
        Someone(name, numbered("Person", number), f"p{number}@peaks.example", SLUGS, "Coder")
        for number, name in enumerate(_names())
    ]


@asynccontextmanager
async def _working(portal: Portal, url: str, site: Path) -> AsyncIterator[None]:
    """One worker, as it is deployed: a process of its own, but with SQLite a part of the server's."""
    if url.startswith("sqlite"):
        connectors = Connectors.open(portal.applications, {SECRET: SecretStr(TOKEN)})
        async with ProvisioningWorker(portal, connectors).running():
            yield
        return
    worker = Worker.of(0, url, site, site.parent)
    await worker.start()
    try:
        yield
    finally:
        worker.kill()


async def _remove(portal: Portal, made: Practice, who: str) -> Removal:
    """End everything somebody has who is signed in, and look at once whether they still are."""
    them, idle = await themselves(made, who), timedelta(minutes=15)
    assert them.account
    await start(them.account, "full", by=them)
    assert await live(them.account, idle)
    began = clock.now()
    await acts.end_access(portal, made.members[who], None, LINE, by=made.by)
    assert not await live(them.account, idle)
    return Removal(began, (clock.now() - began).total_seconds())


async def _settled(kind: str) -> None:
    """Wait until the worker has done all work of this kind."""
    unfinished = WorkItem.exists().where(WorkItem.kind == kind, WorkItem.state.not_in(["done", "over"]))
    for _ in range(GIVE_UP_SECONDS):
        if not await unfinished:
            return
        await asyncio.sleep(1)
    pytest.fail(f"not every {kind} was done")


async def _seconds(made: Practice, removals: dict[str, Removal]) -> list[float]:
    """How long each removal took until the application showed it, from its beginning on."""
    whose = {grant: who for (who, _), grant in made.grants.items()}
    rows = await WorkItem.select(WorkItem.grant, WorkItem.ended_at).where(
        WorkItem.kind == "revoke", WorkItem.state == "done"
    )
    assert not await Grant.exists().where(Grant.id.is_in([*whose]), Grant.state != "revoked")
    return [(row["ended_at"] - removals[whose[row["grant"]]].began).total_seconds() for row in rows]
