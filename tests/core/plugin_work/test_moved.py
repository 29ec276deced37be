"""Applications hear of what moved: after it was stored, in order, and until they have heard."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from core.access import leaving, suspending
from core.applications.limits import Limits
from core.database import Database
from core.plugin_api import InPractice, Moved
from core.plugin_work.queries import is_used
from core.plugin_work.tables import PluginWork
from core.plugin_work.worker import PluginWorker
from core.portal import Portal
from tests.conftest import MovableClock
from tests.core.office.test_editing import WEI, edited
from tests.plugins.blocking import portal_where
from tests.plugins.own_pages import working
from tests.practices import AMARA, ANALYST, BEN, Practice, active, portal_for

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Hearing:
    """An application that notes what it heard, and fails as often as it is told to."""

    def __init__(self, fails: int = 0) -> None:
        self.heard: list[tuple[str, str]] = []
        self.keys: list[str] = []
        self.fails = fails

    async def moved(self, moved: Moved, practice: InPractice[Any]) -> None:
        if self.fails:
            self.fails -= 1
            raise SystemExit("secret")
        names = {each.key: each.first_name for each in practice.group.people}
        self.heard.append((moved.what, names.get(moved.person, moved.part)))
        self.keys.append(moved.key)


def worker(hearing: Any, word: float = 60, **others: Any) -> PluginWorker:
    """A worker of a portal in which Cerner hears by `hearing`, and others as they are told here."""
    portal = portal_for()
    for slug, hears in (("cerner", hearing), *others.items()):
        portal = portal_where(portal, slug, Limits(word=word), moved=hears)
    return PluginWorker(portal)


async def told(*workers: PluginWorker) -> None:
    for _ in range(4):
        await asyncio.gather(*(each.work_due() for each in workers))


@pytest.fixture
async def made(database: Database, clock: MovableClock) -> Practice:
    clock.set(NOON)
    portal = portal_for()
    found = await active(portal, BEN, AMARA, WEI)
    await working(portal, found)
    return found


@pytest.mark.both_databases
async def test_what_moves_is_heard_once_in_order_by_whom_it_concerns(
    made: Practice, clock: MovableClock
) -> None:
    portal = portal_for()
    cerner, pacs = Hearing(), Hearing()
    # Whichever of the workers comes first, everybody hears by the same way.
    workers = [worker(cerner.moved, dsm=pacs.moved) for _ in range(3)]
    await told(*workers)
    assert cerner.heard == []
    amara = made.grants["Amara", "cerner"]
    await suspending.suspend(amara, "Looked at", by=ANALYST)
    await edited(portal, made, "Ben", suffix="Billing")
    await leaving.leave(portal, made.members["Wei"], "New position", by=made.by)
    await told(*workers)
    assert cerner.heard[:2] == [("suspended", "Amara"), ("changed", "Ben")]
    assert sorted(cerner.heard[2:]) == [("ended", ""), ("left", "")]
    assert cerner.keys == sorted(set(cerner.keys), key=int) and pacs.heard == []
    # Of a part that somebody takes up hears whatever is used there.
    assert await is_used(made.group, "cerner") and not await is_used(made.group, "dsm")


@pytest.mark.both_databases
async def test_an_application_that_fails_hears_it_again_and_nothing_is_left_out(
    made: Practice, clock: MovableClock
) -> None:
    hearing = Hearing(fails=2)
    mine = worker(hearing.moved)
    await told(mine)
    for reason in ("One", "Two"):
        await suspending.suspend(
            made.grants["Amara" if reason == "One" else "Ben", "cerner"], reason, by=ANALYST
        )
    await told(mine)
    [row] = await PluginWork.select()
    assert (hearing.heard, row["words"]) == ([], "failed with RuntimeError")
    clock.advance(minutes=1)
    await told(mine)
    clock.advance(hours=1, minutes=1)
    await told(mine)
    assert hearing.heard == [("suspended", "Amara"), ("suspended", "Ben")]
    [row] = await PluginWork.select()
    assert (row["due"], row["late_at"], row["words"]) == (None, None, "")


async def test_an_application_that_hangs_for_long_is_late_and_one_that_was_off_hears_of_all_since(
    made: Practice, clock: MovableClock
) -> None:
    async def hangs(*_: Any) -> None:
        await asyncio.sleep(5)

    stuck = worker(hangs, word=0.3)
    await told(stuck)
    await suspending.suspend(made.grants["Amara", "cerner"], "Looked at", by=ANALYST)
    await stuck.work_due()
    clock.advance(hours=1, minutes=1)
    await stuck.work_due()
    await stuck.work_due()
    [row] = await PluginWork.select()
    assert row["alarmed_at"] is not None
    clock.advance(hours=2)
    await PluginWorker(portal_for_without()).work_due()
    hearing = Hearing()
    await told(worker(hearing.moved))
    assert hearing.heard == [("suspended", "Amara")]


def portal_for_without() -> Portal:
    """The product where Cerner hears of nothing."""
    return portal_where(portal_for(), "cerner", moved=None)
