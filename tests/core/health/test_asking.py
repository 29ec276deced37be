"""An application is asked at this moment, within a time; and how amounts are written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from core.errors import NotFound
from core.health import asking
from core.health.asking import asked_now
from core.health.found import for_how_long, in_bytes
from core.portal import Portal
from core.provisioning.doctor import Examined
from core.settings import Settings
from tests.practices import portal_for


async def test_an_application_is_asked_now_step_by_step_and_is_not_waited_for_longer_than_that(
    portal: Portal, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_people = await asked_now(portal_for(), "pacs", settings)
    assert [(each.step, each.well) for each in by_people] == [("settings", True)]
    without_secret = await asked_now(portal, "cerner", settings)
    assert [(each.step, each.well) for each in without_secret] == [("settings", False)]
    with pytest.raises(NotFound):
        await asked_now(portal, "nothing", settings)

    async def hangs(*_: Any, **__: Any) -> AsyncIterator[Examined]:
        yield Examined("port", True, "someone answers")
        await asyncio.sleep(600)

    monkeypatch.setattr(asking, "examine", hangs)
    steps = await asked_now(portal, "cerner", settings, seconds=0.01)
    assert [(each.step, each.well) for each in steps] == [("port", True), ("time", False)]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "less than a minute"),
        (61, "1 minute"),
        (7199, "119 minutes"),
        (7200, "2 hours"),
        (864000, "10 days"),
    ],
)
def test_how_long_something_has_been_so_is_said_roughly(seconds: int, words: str) -> None:
    assert for_how_long(timedelta(seconds=seconds)) == words


def test_room_is_written_in_words() -> None:
    assert [in_bytes(size) for size in (12, 3400, 56_000_000, 7.8e12)] == [
        "12 bytes",
        "3.4 kB",
        "56 MB",
        "7.8 TB",
    ]
