"""What can wait reaches each reader in one mail, at the hour of the site."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from core.actor import SYSTEM
from core.audit import change
from core.database import Database
from core.due.worker import DueWorker
from core.mail import NewMail
from core.mail.outbox import Mail
from core.mail.summaries import sum_up, summaries
from core.mail.summing_up import next_summary, reader_at
from core.mail.tables import OutboxMail
from core.site import SiteProfile
from core.site.parts import Digest
from tests.conftest import MovableClock
from tests.core.mail.sample import MAIL, SITE, send_confirmation

BEN, OLGA = "Ben@peaks.example", "olga@valley.example"
PEAKS, VALLEY = uuid4(), uuid4()
ADMINISTRATORS = {PEAKS: BEN, VALLEY: OLGA}


def _works(to: str, application: str, group: UUID | None = None) -> NewMail:
    said = {"application": application, "person": "Amara Okafor", "group_name": "Peaks", "account": ""}
    theirs = next(each for each, address in ADMINISTRATORS.items() if address == to)
    return NewMail(
        to,
        "access-active-of-practice",
        ("grant", uuid4()),
        {**said, "path": "/requests/CS1"},
        group=group or theirs,
    )


async def _reached(groups: Collection[UUID]) -> dict[UUID, str]:
    return {group: ADMINISTRATORS[group] for group in groups if group in ADMINISTRATORS}


async def _write(*mails: NewMail, mail: Mail = MAIL) -> None:
    async with change("grant.activated", by=SYSTEM):
        await mail.send_each(mails)


async def _attend() -> None:
    while await DueWorker(summaries(MAIL, _reached)).attend_due():
        pass


async def _states(to: str) -> list[tuple[str, str]]:
    rows = await OutboxMail.select().where(OutboxMail.recipient == to).order_by(OutboxMail.queued_at)
    return [(row["template"], row["state"]) for row in rows]


@pytest.mark.both_databases
async def test_what_can_wait_is_one_mail_to_each_reader(database: Database, clock: MovableClock) -> None:
    await _write(*[_works(BEN, name) for name in ("PACS", "Cerner", "PACS")], _works(OLGA, "PACS"))
    async with change("account.made", by=SYSTEM):
        await send_confirmation(to=BEN)
    await _attend()
    assert ("digest", "waiting") not in await _states(BEN)

    clock.advance(days=1)
    await _attend()
    assert sorted(await _states(BEN)) == [
        ("access-active-of-practice", "summed"), ("access-active-of-practice", "summed"),
        ("access-active-of-practice", "summed"), ("digest", "waiting"), ("verify-address", "waiting"),
    ]  # fmt: skip
    digest = await OutboxMail.select().where(OutboxMail.template == "digest").first()
    assert digest and digest["subject"] == f"2 updates from {SITE.brand.name}"
    assert digest["text"].count("works for Amara Okafor of Peaks") == 2
    assert await _states(OLGA) == [("access-active-of-practice", "waiting")], "a single one goes as it is"
    assert not await OutboxMail.exists().where(OutboxMail.state == "summed", OutboxMail.text != "")

    clock.advance(days=1)
    await _attend()
    assert await OutboxMail.count().where(OutboxMail.template == "digest") == 1


@pytest.mark.both_databases
async def test_who_is_not_the_administrator_any_more_gets_nothing_of_what_waited(
    database: Database, clock: MovableClock
) -> None:
    passed_on, closed = uuid4(), uuid4()
    ADMINISTRATORS[passed_on] = OLGA
    await _write(*[_works(BEN, name, group) for name, group in (("PACS", passed_on), ("Cerner", closed))])
    await _write(_works(BEN, "Qventus"))
    clock.advance(days=1)
    await _attend()

    template = "access-active-of-practice"
    assert sorted(await _states(BEN)) == [(template, "dropped"), (template, "dropped"), (template, "waiting")]
    (alone,) = await OutboxMail.select(OutboxMail.text).where(OutboxMail.state == "waiting")
    assert "Qventus" in alone["text"], "what is left goes as a single mail does"
    assert not await OutboxMail.exists().where(OutboxMail.state == "dropped", OutboxMail.text != "")


async def test_a_mail_that_can_wait_says_whose_administrator_it_is_for(database: Database) -> None:
    with pytest.raises(ValueError, match="for the administrator of a group"):
        await _write(replace(_works(BEN, "PACS"), group=None))


async def test_summing_up_twice_is_the_same_as_once(database: Database, clock: MovableClock) -> None:
    await _write(_works(BEN, "PACS"), _works(BEN, "Cerner"))
    for _ in range(2):
        assert await sum_up(MAIL, _reached, reader_at(BEN.lower())) is None
    assert await OutboxMail.count().where(OutboxMail.template == "digest") == 1


async def test_nothing_waits_when_the_change_fails(database: Database, clock: MovableClock) -> None:
    with pytest.raises(RuntimeError, match="no"):
        async with change("grant.activated", by=SYSTEM):
            await MAIL.send_each([_works(BEN, "PACS")])
            raise RuntimeError("no")
    clock.advance(days=2)
    await _attend()
    assert not await OutboxMail.exists()


async def test_a_long_summary_says_how_many_more_there_are(database: Database, clock: MovableClock) -> None:
    await _write(*[_works(BEN, f"Number {number}") for number in range(75)])
    await sum_up(MAIL, _reached, reader_at(BEN))
    digest = await OutboxMail.select().where(OutboxMail.template == "digest").first()
    assert digest and digest["subject"].startswith("75 updates")
    assert "- and 15 more" in digest["text"] and digest["text"].count("works for") == 60


def _site(zone: str, **digest: object) -> SiteProfile:
    return SITE.model_copy(update={"timezone": zone, "digest": Digest.model_validate(digest)})


@pytest.mark.parametrize(
    ("zone", "digest", "now", "then"),
    [
        ("America/Phoenix", {}, "2026-11-26T13:59", "2026-11-26T14:00"),
        ("America/Phoenix", {}, "2026-11-26T14:00", "2026-11-27T14:00"),
        ("America/Phoenix", {"hour": 18}, "2026-11-26T14:00", "2026-11-27T01:00"),
        ("America/Phoenix", {"weekday": "monday"}, "2026-11-26T14:00", "2026-11-30T14:00"),
        ("America/Vancouver", {}, "2026-03-08T01:00", "2026-03-08T14:00"),
        ("America/Vancouver", {}, "2026-03-07T16:00", "2026-03-08T14:00"),
    ],
)
def test_summaries_go_out_at_the_hour_of_the_site(
    zone: str, digest: dict[str, object], now: str, then: str
) -> None:
    at, due = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (now, then))
    assert next_summary(_site(zone, **digest), at) == due


@pytest.mark.parametrize("wrong", [{"hour": 24}, {"weekday": "Monday"}, {"hour": -1}, {"every": "day"}])
def test_a_profile_that_names_no_hour_or_day_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Digest.model_validate(wrong)


def test_addresses_that_differ_in_case_alone_have_one_reader() -> None:
    assert reader_at("Ben@Peaks.example") == reader_at("ben@peaks.example") != reader_at("x@peaks.example")
