"""An application tells when its accounts were used: that counts as use, and takes nothing away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from uuid import uuid4

import pytest

from core.access.tables import Grant
from core.audit.tables import AuditEvent
from core.database import Database
from core.groups.people import load_member
from core.office.queries.people import office_of
from core.office.queries.unused import unused_since
from core.plugin_api import Used
from core.plugin_work import usage as asking
from core.plugin_work.queries import late_work
from core.plugin_work.usage import hearing_of_use
from core.plugin_work.worker import PluginWorker
from core.reviews.queries.reviews import review_view
from core.usage.tables import Use
from core.usage.told import NEWER, note_told
from tests.conftest import MovableClock
from tests.core.office.working import carry_out
from tests.core.plugin_work.test_jobs import SHORT
from tests.core.plugin_work.test_roster import words
from tests.core.reviews.reviewing import opened, use_all
from tests.plugins.blocking import portal_where
from tests.practices import AMARA, BEN, Practice, active, portal_for

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def tells(entries: Callable[[], list[Any]], limits: Any = None) -> tuple[PluginWorker, list[datetime]]:
    """A worker where Cerner tells of these uses, and since when it was asked."""
    asked: list[datetime] = []

    async def usage(_: Any, since: datetime) -> AsyncIterator[Used]:
        asked.append(since)
        for each in entries():
            yield each

    given = {"usage": usage, "moved": None, "jobs": ()}
    return PluginWorker(portal_where(portal_for(), "cerner", *filter(None, [limits]), **given)), asked


async def working() -> Practice:
    made = await active(portal_for(), BEN, AMARA)
    await carry_out(portal_for(), "grant")
    return made


async def last_use(made: Practice, first: str) -> tuple[datetime | None, bool]:
    office = await office_of(portal_for(), made.group)
    [person] = [each for each in office.people if each.member.first_name == first]
    [access] = [each for each in person.access if each.slug == "cerner"]
    return access.last_used, access.used_there


@pytest.mark.both_databases
async def test_the_newest_use_counts_whoever_knows_of_it_and_by_key_or_login_name(
    database: Database, clock: MovableClock
) -> None:
    made = await working()
    ben, amara = made.grants["Ben", "cerner"], made.grants["Amara", "cerner"]
    await Grant.update({Grant.account: "AOkafor"}).where(Grant.id == amara)
    clock.advance(days=30)
    await use_all(made)
    opened = clock.at
    clock.advance(days=3)
    listed = [
        Used(key=str(ben), at=opened - DAY),
        Used(key=str(ben), at=opened - 9 * DAY),
        Used(account="aokafor", at=opened + DAY),
        Used(account="", at=clock.at),
        Used(key=str(made.grants["Amara", "pacs"]), at=clock.at),
        Used(key=str(uuid4()), at=clock.at),
        Used(key="‘; DROP", account="aokafor", at=clock.at),
    ]
    job, asked = tells(lambda: listed)
    await job.work_due()
    assert asked == [clock.at - timedelta(days=365)]
    assert await last_use(made, "Ben") == (opened, False)
    assert await last_use(made, "Amara") == (opened + DAY, True)
    assert await words("job-ran") == ["2 accesses used; 4 accounts of no access left out"]
    assert await unused_since(await load_member(made.members["Amara"])) == opened + DAY
    pacs = await AuditEvent.select(AuditEvent.details).where(AuditEvent.action == "application.use-told")
    assert "aokafor" not in str(pacs).lower()


@pytest.mark.both_databases
async def test_what_is_older_takes_nothing_away_and_it_is_asked_on_from_where_it_told(
    database: Database, clock: MovableClock
) -> None:
    made = await working()
    ben, start = made.grants["Ben", "cerner"], clock.at
    listed = [Used(key=str(ben), at=start)]
    job, asked = tells(lambda: listed)
    await job.work_due()
    clock.advance(days=1)
    listed[:] = [Used(key=str(ben), at=start - DAY), Used(key=str(ben), at=clock.at + HOUR / 30)]
    await job.work_due()
    assert asked == [start - timedelta(days=365), start.replace(microsecond=0) - 2 * DAY]
    assert await last_use(made, "Ben") == (clock.at, True)
    # Not even where somebody noted a newer one between reading and writing.
    await note_told("cerner", {ben: clock.at - HOUR}, 0)
    await Use.insert(Use(grant=ben, times=0, there_at=start)).on_conflict(**NEWER)
    assert await last_use(made, "Ben") == (clock.at, True)
    view = await review_view(portal_for(), await opened(portal_for(), made))
    told = [each for each in view.lines if each.access.id == ben]
    assert [(each.access.used_there, each.why) for each in told] == [(True, ())]
    assert await hearing_of_use(["cerner", "pacs"]) == {"cerner"}
    clock.advance(days=2)
    assert await hearing_of_use(["cerner"]) == frozenset() == await hearing_of_use([])


class _Odd(tzinfo):
    def utcoffset(self, _: datetime | None) -> timedelta:
        raise ArithmeticError("secret words")


async def test_a_date_that_is_none_is_told_of_and_what_stands_beside_it_counts(
    database: Database, clock: MovableClock
) -> None:
    made = await working()
    ben = str(made.grants["Ben", "cerner"])
    good = clock.at + HOUR
    clock.advance(hours=2)
    wrong: list[Any] = [clock.at + HOUR, clock.at.replace(tzinfo=None), "today", None]
    wrong += [datetime.max.replace(tzinfo=UTC), datetime(2026, 1, 1, tzinfo=_Odd())]
    listed = [Used(key=ben, at=good), *(Used(key=ben, at=each) for each in wrong)]
    listed += [Used(key=ben, at=datetime.min.replace(tzinfo=UTC))]
    job, asked = tells(lambda: listed)
    await job.work_due()
    assert await words("job-failed") == ["its usage has 6 dates that are in the future or can’t be read"]
    assert await last_use(made, "Ben") == (good, True)
    # It did not go well, so that it is asked about the same time again; after a day staff are told.
    clock.advance(hours=25)
    await job.work_due()
    assert asked[1] == clock.at - timedelta(days=365)
    assert [each.job for each in await late_work()] == ["ask-usage"]
    listed[1:] = []
    clock.advance(hours=2)
    await job.work_due()
    assert await late_work() == []


async def test_rubbish_without_end_and_silence_note_nothing(
    database: Database, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await working()
    monkeypatch.setattr(asking, "MOST", 100)
    good = Used(key=str(made.grants["Ben", "cerner"]), at=clock.at)
    key: Any = made.grants["Ben", "cerner"]
    expected = {
        "something that is no Used": [good, {"key": str(key), "at": clock.at}],
        "no Used": [good, replace(good, key=key)],
        "is no Used": [good, replace(good, account="x" * 201)],
        "more than 100 uses": [good] * 1_000_000,
    }
    for said, entries in expected.items():
        await tells(lambda entries=entries: entries)[0].work_due()
        assert said in (await words("job-failed"))[-1]
        clock.advance(hours=9)

    async def hanging(_: Any, since: datetime) -> AsyncIterator[Used]:
        yield replace(good, at=since)
        await asyncio.sleep(5)

    portal = portal_where(portal_for(), "cerner", SHORT, usage=hanging, moved=None, jobs=())
    await PluginWorker(portal).work_due()
    assert (await words("job-failed"))[-1] == "took too long"
    assert await last_use(made, "Ben") == (None, False)
