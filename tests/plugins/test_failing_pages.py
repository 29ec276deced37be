"""A page of a plugin that fails costs only itself, and the log says what failed and where."""

from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from core.database import Database
from core.errors import Unavailable
from core.portal import Portal
from core.requests.openings import Opening
from core.requests.plugin_pages import load_page, opened, submit_page
from tests.practices import AMARA, ANALYST, BEN, active, portal_for


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def opening(database: Database, portal: Portal) -> Opening:
    answers = {"dsm.direct_address": "amara@direct.peaks.example"}
    made = await active(portal, BEN, replace(AMARA, wants=("dsm",), answers=answers))
    return await opened(portal, made.grants["Amara", "dsm"], "test-messages", "analyst", by=ANALYST)


async def divides(*_: Any) -> Any:
    return 1 / 0


async def answers_a_number(*_: Any) -> Any:
    return 5


async def mails_what_is_not_there(opening: Opening, *_: Any) -> None:
    async with opening.change("planted"):
        await opening.tell("analyst", "no-such-mail")


@pytest.mark.parametrize(
    ("part", "code", "problem"),
    [
        ("load", divides, "ZeroDivisionError"),
        ("load", answers_a_number, "TypeError"),
        ("submit", divides, "ZeroDivisionError"),
        ("submit", mails_what_is_not_there, "LookupError"),
    ],
)
async def test_a_page_that_fails_is_in_the_log_with_plugin_page_and_trace(
    opening: Opening, part: str, code: Any, problem: str
) -> None:
    failing = replace(opening, page=replace(opening.page, **{part: code}))
    with capture_logs() as logged, pytest.raises(Unavailable):
        await (load_page(failing) if part == "load" else submit_page(failing, None))
    [line] = [each for each in logged if each["event"] == "plugin.page-failed"]
    assert (line["log_level"], line["application"], line["page"]) == ("error", "dsm", "test-messages")
    assert line["problem"] == problem and line["exc_info"].__traceback__ is not None
