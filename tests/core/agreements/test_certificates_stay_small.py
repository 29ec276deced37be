"""Whatever is tried with a link, trail and certificate stay small enough to be read and sealed."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import pytest

from core.agreements.actions import enter_code, open_link
from core.agreements.paper.data import certificate_data
from core.agreements.paper.drawing import draw_pdf
from core.agreements.paper.lines import MOST_LINES, log_of
from core.agreements.queries import event_log
from core.agreements.records import LoggedEvent
from core.database import Database
from core.errors import Invalid, PortalError, Stale
from core.identity import refusals
from tests.conftest import MovableClock
from tests.core.agreements.sample import BROWSER, SPONSOR, Sent, newest_link, sent


async def guess_codes(agreement: Sent, clock: MovableClock, rounds: int) -> None:
    """The attacker: got a link passed on, and types codes for days."""
    for _ in range(rounds):
        clock.advance(minutes=15)
        link = await newest_link(SPONSOR.email)
        try:
            opened = await open_link(agreement.signing, link, by=BROWSER)
        except PortalError:
            continue
        guesses = (enter_code(opened.signer, opened.token, "12345678", by=BROWSER)
                   for _ in range(60))  # fmt: skip
        await asyncio.gather(*guesses, return_exceptions=True)


async def test_guessed_codes_write_few_events_and_one_line(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    await guess_codes(agreement, clock, 12)
    events = await event_log(agreement.key)
    refused = [event for event in events if event.action == "agreement.code-refused"]
    lines = [line for line in log_of(events).first if line.event.action == "agreement.code-refused"]

    assert len(refused) <= 3 * 4
    assert len(lines) == 1 and lines[0].times >= 100


async def test_the_attacker_finds_refusals_that_are_all_written_down(
    database: Database, clock: MovableClock, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def all_of_them(action, whose, *, by, subject=None, **details):
        await refusals.refused(action, by=by, subject=subject, **details)

    monkeypatch.setattr("core.agreements.actions.opening.refuse", all_of_them)
    agreement = await sent(data)
    await guess_codes(agreement, clock, 2)

    assert len(await event_log(agreement.key)) > 50


async def test_a_link_that_is_worth_nothing_is_refused_in_a_few_events(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    link = await newest_link(SPONSOR.email)
    clock.advance(days=400)
    for _ in range(150):
        with pytest.raises(Stale):
            await open_link(agreement.signing, link, by=BROWSER)

    actions = [event.action for event in await event_log(agreement.key)]
    assert actions.count("agreement.link-refused") == 3


async def test_wrong_codes_stay_wrong_codes(database: Database, clock: MovableClock, data: Path) -> None:
    agreement = await sent(data)
    opened = await open_link(agreement.signing, await newest_link(SPONSOR.email), by=BROWSER)
    for _ in range(20):
        with pytest.raises(Invalid):
            await enter_code(opened.signer, opened.token, "12345678", by=BROWSER)


@pytest.mark.parametrize(
    "action", ["agreement.code-refused", "agreement.opened", "agreement.address-corrected"]
)
async def test_a_certificate_of_20000_events_is_drawn_in_seconds(
    database: Database, clock: MovableClock, data: Path, action: str
) -> None:
    agreement = await sent(data)
    first = (await event_log(agreement.key))[0]
    details = {"signer": "Rosa", "was": "a@b.example", "now": "c@d.example"}
    many = tuple(
        LoggedEvent(number, first.at + timedelta(seconds=number), action, "person", "Rosa", "", "",
                    details, first.leaf)
        for number in range(2, 20_002)
    )  # fmt: skip
    events = certificate_data(agreement.signing.mail.site, await agreement.now(), (first, *many), clock())
    started = time.process_time()
    pdf = draw_pdf(events, clock())

    assert len(events["events"]) <= MOST_LINES + 1
    assert time.process_time() - started < 10
    assert len(pdf) < 1_000_000
    said = str(events["events"])
    assert "20000 times, the last on" in said or "more events, which are in the trail" in said


async def test_signatures_stay_in_a_certificate_that_was_flooded_with_refusals(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    await guess_codes(agreement, clock, 8)
    clock.advance(hours=2)
    await agreement.sign_all()

    log = log_of(await event_log(agreement.key))
    assert sum(line.event.action == "agreement.signed" for line in log.first) == 3
