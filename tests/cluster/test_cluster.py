"""Machines of the cluster vanish or stand still, servers become a newer version: nobody loses anything."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from core.audit.verification import verify
from core.database import current
from core.site import find_site, load_site
from tests.cluster.machines import Cluster
from tests.cluster.next_version import next_version
from tests.cluster.servers import Server, prepared, served
from tests.cluster.writers import Heard, browser_of, practices, stored, write_on
from tests.kills.campaign import Plan, campaign_on
from tests.practices import Practice, portal_of

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
BACK_SECONDS = 30


async def test_machines_vanish_and_servers_become_a_newer_version_and_nothing_acknowledged_is_lost(
    machines: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with prepared(machines), AsyncExitStack() as stack:
        made = await practices(portal_of(load_site(find_site("banner"))))
        address, servers = stack.enter_context(served(machines, tmp_path))
        clients = [await stack.enter_async_context(browser_of(each, address)) for each in made]
        writing = list(zip(clients, made, strict=True))

        torn = await while_they_write(writing, machines.crash, 35)
        await asyncio.to_thread(machines.start)
        stopped = await while_they_write(writing, machines.pause, 35)
        late = await asyncio.to_thread(machines.go_on)
        tree = next_version(tmp_path / "next")
        rolling = await while_they_write(writing, lambda: upgrade(servers, tree), 3)

        there, acknowledged = await stored(), [*torn.sent, *stopped.sent, *rolling.sent]
        before, after = await written_by_each()
        await verify()
        with capsys.disabled():
            sys.stdout.write(
                f"\nF7 F10 messages={len(acknowledged)} lost={len({*acknowledged} - {*there})}"
                f" doubled={len(there) - len({*there})} vanished={torn} stopped={stopped}"
                f" accepted-by-the-old-leader={len(late)} upgrade={rolling}"
                f" written-by-each-version={before}+{after}\n"
            )
        assert len(torn.sent) > 30 and len(torn.failed) > 0
        assert {*acknowledged} <= {*there} and len(there) == len({*there})
        assert torn.longest_silence() < BACK_SECONDS
        assert len(stopped.sent) > 10 and late == []
        assert [words for _, words in rolling.failed] == [] and len(rolling.well) > 30
        assert before > 0 and after > 0


async def while_they_write(
    writing: list[tuple[httpx.AsyncClient, Practice]], what: Callable[[], object], lasting: float
) -> Heard:
    """Have everybody write, do something meanwhile, and wait for so long."""
    heard, done = Heard(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for client, each in writing:
            group.create_task(write_on(client, each, heard, done))
        await asyncio.sleep(5)
        await asyncio.to_thread(what)
        await asyncio.sleep(lasting)
        done.set()
    return heard


def upgrade(servers: list[Server], tree: Path) -> None:
    """Migrate once, beside servers of the version before, and start them one by one with the next one."""
    servers[0].migrate(tree)
    for each in servers:
        each.restart(tree)


async def written_by_each() -> tuple[int, int]:
    """How many messages the version before wrote on the new schema, and how many the next one."""
    (row,) = await current().engine.run_text(
        "SELECT count(*) FILTER (WHERE tone = 'warm') AS after,"
        " count(*) FILTER (WHERE tone = 'plain') - (SELECT messages FROM migrated) AS before FROM message",
        [],
    )
    return row["before"], row["after"]


async def test_a_campaign_on_the_cluster_loses_and_doubles_nothing(
    machines: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = await campaign_on(machines, Plan(groups=3, size=8, kills=16, crashes=2), tmp_path)
    with capsys.disabled():
        sys.stdout.write(f"\n{result}\n")
    assert result.findings.none, (str(result), result.findings)
