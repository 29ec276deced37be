"""An application lists its accounts: what differs is looked at again, and what is nobody's is work."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from core.access import actions
from core.access.looking import LOOK
from core.audit.tables import AuditEvent
from core.console.queries import figures
from core.database import Database
from core.due.tables import Due
from core.errors import Forbidden, Invalid, NotFound, Stale
from core.plugin_api import OnRoster
from core.plugin_work import strays
from core.plugin_work.queries import stray_accounts, strays_at
from core.plugin_work.strays import clear_stray, open_stray
from core.plugin_work.worker import PluginWorker
from tests.conftest import MovableClock
from tests.core.provisioning.machines import Machine, work_off, worker
from tests.plugins.blocking import portal_where
from tests.practices import AMARA, ANALYST, BEN, LINE, active, portal_for

Entries = Callable[[], list[Any]]


def compares(entries: Entries) -> PluginWorker:
    """A worker where Cerner lists these accounts."""

    async def roster(_: Any) -> AsyncIterator[OnRoster]:
        for each in entries():
            yield each

    return PluginWorker(portal_where(portal_for(), "cerner", roster=roster, moved=None, jobs=()))


async def looked_at_now(clock: MovableClock) -> set[Any]:
    rows = await Due.select(Due.subject).where((Due.kind == LOOK) & (Due.due <= clock.at))
    return {row["subject"] for row in rows}


async def words(action: str) -> list[str]:
    query = AuditEvent.select(AuditEvent.details).where(AuditEvent.action == f"application.{action}")
    rows = await query.order_by(AuditEvent.number).output(load_json=True)
    return [row["details"]["words"] for row in rows]


@pytest.mark.both_databases
async def test_what_is_missing_other_or_there_after_its_end_is_looked_at(
    database: Database, clock: MovableClock
) -> None:
    portal = portal_for()
    made = await active(portal, BEN, AMARA)
    works = worker(portal, Machine())
    await work_off(works)
    ben, amara = made.grants["Ben", "cerner"], made.grants["Amara", "cerner"]
    listed = [OnRoster(key=str(ben), account="bruiz"), OnRoster(key=str(amara), enabled=True)]
    job = compares(lambda: listed)

    await job.work_due()
    assert await looked_at_now(clock) == set() and await words("job-ran") == []

    listed[:] = [replace(listed[0], account="somebody"), replace(listed[1], enabled=False)]
    clock.advance(hours=9)
    before = await looked_at_now(clock)
    await job.work_due()
    assert await looked_at_now(clock) == before | {ben, amara}
    assert await words("job-ran") == ["2 looked at again"]

    await actions.revoke(ben, LINE, by=ANALYST)
    await work_off(works)
    listed[:] = [OnRoster(key=str(ben)), OnRoster(key=str(amara)), OnRoster(key=str(uuid4()), account="odd")]
    clock.advance(hours=9)
    await job.work_due()
    assert ben in await looked_at_now(clock)
    assert (await words("job-ran"))[-1].endswith("1 new accounts of no access")


@pytest.mark.both_databases
async def test_accounts_of_no_access_are_listed_until_they_are_gone_or_may_stay(
    database: Database, clock: MovableClock
) -> None:
    made = await active(portal_for(), BEN, AMARA)
    # Another application at the same server has accounts of its own there.
    elsewhere = OnRoster(key=str(made.grants["Amara", "pacs"]))
    listed = [elsewhere, OnRoster(key=str(uuid4()), account="odd\x00one"), OnRoster(key="service")]
    listed.append(OnRoster(key="off", enabled=False))
    job = compares(lambda: listed)
    await job.work_due()
    assert await words("job-ran") == ["2 new accounts of no access"]
    odd, service = sorted(await stray_accounts(["cerner"]), key=lambda each: each.account)
    assert (odd.application, odd.account, service.account) == ("cerner", "odd one", "service")
    with pytest.raises(Invalid):
        await clear_stray(service.id, " ", {"cerner"}.__contains__, by=ANALYST)
    await clear_stray(service.id, "It keeps the server’s own list.", {"cerner"}.__contains__, by=ANALYST)
    event = AuditEvent.select().where(AuditEvent.action == "application.stray-cleared")
    assert (await event.first().output(load_json=True))["details"]["account"] == "service"
    with pytest.raises(Stale):
        await clear_stray(service.id, "Again.", {"cerner"}.__contains__, by=ANALYST)
    clock.advance(hours=9)
    await job.work_due()
    assert await stray_accounts(["cerner"]) == [odd] and (await figures.tallies(None))["strays"] == 1
    del listed[1]
    clock.advance(hours=9)
    await job.work_due()
    assert await stray_accounts(["cerner"]) == []
    with pytest.raises(NotFound):
        await clear_stray(odd.id, "Late.", {"cerner"}.__contains__, by=ANALYST)
    [kept] = await stray_accounts(["cerner"], cleared=True)
    assert (kept.id, kept.reason) == (service.id, "It keeps the server’s own list.")
    with pytest.raises(Forbidden):
        await open_stray(kept.id, {"pacs"}.__contains__, by=ANALYST)
    await open_stray(kept.id, {"cerner"}.__contains__, by=ANALYST)
    with pytest.raises(Stale):
        await open_stray(kept.id, {"cerner"}.__contains__, by=ANALYST)
    [again] = await stray_accounts(["cerner"])
    assert (again.id, again.cleared_at, again.reason) == (kept.id, None, "")
    assert (await strays_at(), await strays_at(cleared=True)) == ({"cerner": 1}, {})


async def test_no_limit_takes_away_what_is_known_of_an_account_that_is_still_listed(
    database: Database, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strays, "MOST_OPEN", 2)
    listed = [OnRoster(key=f"account-{number}") for number in range(4)]
    job = compares(lambda: listed)
    await job.work_due()
    first, second = await stray_accounts(["cerner"])
    assert (await words("job-failed"))[-1] == "lists 4 accounts of no access: 2 of them aren’t shown"
    await clear_stray(first.id, "It is the server’s own.", {"cerner"}.__contains__, by=ANALYST)

    # Whatever is listed first now, what is known stays; there is room for one more.
    listed.reverse()
    clock.advance(hours=9)
    await job.work_due()
    assert [each.account for each in await stray_accounts(["cerner"])] == [second.account, "account-3"]
    assert [each.id for each in await stray_accounts(["cerner"], cleared=True)] == [first.id]
    assert (await words("job-failed"))[-1] == "lists 4 accounts of no access: 1 of them aren’t shown"
    del listed[2:]
    clock.advance(hours=9)
    await job.work_due()
    assert [each.account for each in await stray_accounts(["cerner"])] == ["account-3", "account-2"]
    assert await strays_at(cleared=True) == {}


async def test_a_roster_of_rubbish_is_told_as_one(database: Database, clock: MovableClock) -> None:
    await compares(lambda: ["me"]).work_due()
    assert await words("job-failed") == ["its roster has something that is no OnRoster"]
