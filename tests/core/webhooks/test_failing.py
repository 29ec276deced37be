"""Whatever an endpoint does wrong, its order is kept and it is sent the same again."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from core.database import Database
from core.plugin_testing.faults import Kind
from core.plugin_testing.http_target import HttpResponse
from tests.conftest import MovableClock
from tests.core.webhooks.test_telling import happens, place_of
from tests.webhook_receiver import endpoint, receiving, work_off, worker_for

REDIRECT = HttpResponse(307, b"", {"Location": "/elsewhere"})
ANSWERS = {
    "error": "answered 500",
    "half": "the answer broke off",
    "huge": "answered 200 with more than 64 kB",
    "never": "no whole answer within 1 seconds",
    "down": "the answer broke off",
    "lost": "the answer broke off",
    "redirect": "answered 307, a redirect, which we don’t follow",
}


@pytest.mark.parametrize("kind", ANSWERS)
async def test_what_was_not_taken_holds_up_what_is_behind_and_is_sent_again(
    database: Database, clock: MovableClock, kind: Kind
) -> None:
    async with receiving() as receiver:
        told = worker_for(endpoint(receiver.url), seconds=1)
        await told.work_due()
        for _ in range(3):
            await happens()
        if kind == "redirect":
            receiver.answer = REDIRECT
        else:
            receiver.answer = HttpResponse(200, b"taken")
            receiver.faults.plan(kind, 2)
        await work_off(told)
        before, row = len(receiver.keys), await place_of()
        assert row["number"] == (0 if kind == "redirect" else 1)
        assert (row["answer"], row["failing_since"]) == (ANSWERS[kind], clock.at)
        clock.advance(seconds=6)
        receiver.faults.calm()
        receiver.answer = HttpResponse(204)
        await work_off(told)
        came = (
            receiver.keys
            if kind in {"half", "lost", "redirect"}
            else [*receiver.keys[:1], *receiver.keys[1:]]
        )
        assert list(dict.fromkeys(came)) == ["crm_1", "crm_2", "crm_3"]
        assert sorted(came, key=lambda key: int(key[4:])) == came
        # What was heard and not answered is sent again, as it was.
        assert (len(came) > 3) == (kind in {"half", "lost", "redirect"})
        assert len({each.body for each in receiver.state}) == 3 and before <= 2
        assert (await place_of())["failing_since"] is None


async def test_an_endpoint_that_asks_for_time_gets_it_up_to_an_hour(
    database: Database, clock: MovableClock
) -> None:
    async with receiving() as receiver:
        told = worker_for(endpoint(receiver.url))
        await told.work_due()
        await happens()
        for asked, least, most in (
            ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", 0, 10),
            ("600", 600, 600), ("a day", 599, 600), ("86400", 3600, 3600), ("soon", 0, 80),
        ):  # fmt: skip
            said = format_datetime(clock.at + timedelta(minutes=10)) if asked == "a day" else asked
            receiver.answer = HttpResponse(503, b"", {"Retry-After": said})
            await told.work_due()
            due = (await place_of())["due"]
            assert (await place_of())["failing_since"], asked
            assert least <= (due - clock.at).total_seconds() <= most, asked
            clock.set(due)


async def test_one_that_fails_holds_up_no_other_and_nothing_is_sent_without_a_signature(
    database: Database, clock: MovableClock
) -> None:
    async with receiving() as receiver:
        told = worker_for(
            endpoint("http://127.0.0.1:1/", name="away"),
            endpoint(receiver.url, name="unsigned", secret="nowhere"),
            endpoint(receiver.url),
        )
        await told.work_due()
        await happens()
        await work_off(told)
        assert receiver.keys == ["crm_1"]
        assert (await place_of("away"))["answer"] == "can’t be reached (ConnectError)"
        assert (await place_of("unsigned"))["answer"] == "nothing is sent: a secret is missing"
