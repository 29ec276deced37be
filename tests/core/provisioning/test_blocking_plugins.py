"""A provisioner that blocks holds up nobody but itself, and the log names the line."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from core.applications import load_applications
from core.blocking import watched
from core.plugin_api import Done, Provisioner
from core.portal import Portal
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.outcomes import Failed, outcome_of
from tests.core.applications.installed import install

SOURCE = """
import time
from core.plugin_api import Done

class Blocking:
    def __init__(self):
        self.calls = []
    async def grant(self, grant, /):
        self.calls.append("grant")
        time.sleep(2.2)
        return Done("b")
    async def revoke(self, grant, /):
        self.calls.append("revoke")
        return Done()
    async def check(self, grant, /):
        raise SystemExit("out of here")

@hookimpl
def clinical_applications():
    yield application(provisioner=Blocking())
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portal: Portal) -> tuple[Any, Any]:
    """A plugin's own provisioner, and the same as the host opens it."""
    install(tmp_path, monkeypatch, "guest", SOURCE)
    applications = load_applications(portal.site.model_copy(update={"plugins": {"guest": {}}}))
    return applications["guest"].provisioner, Connectors.open(applications, {}).provisioner("guest")


async def longest_wait(seconds: float) -> float:
    """For how long this loop served nobody."""
    longest, until = 0.0, time.monotonic() + seconds
    while (began := time.monotonic()) < until:
        await asyncio.sleep(0.01)
        longest = max(longest, time.monotonic() - began)
    return longest


async def test_a_provisioner_that_blocks_holds_up_nobody_and_its_line_is_in_the_log(plugin: Any) -> None:
    own, opened = plugin
    with capture_logs() as logged:
        waiting = asyncio.create_task(longest_wait(2.4))
        assert await outcome_of(opened.grant(None), 0.3) == Failed("No answer within 0.3 seconds")
        # What was given up before it began is never done, late and behind the back of what came after it.
        assert await outcome_of(opened.revoke(None), 0.3) == Failed("No answer within 0.3 seconds")
        assert await waiting < 1.8
    assert own.calls == ["grant"]
    [line] = [each for each in logged if each["event"] == "plugin.blocked"]
    assert line["application"] == "guest" and "time.sleep(2.2)" in line["stack"]

    assert await outcome_of(opened.revoke(None), 5) == Done()
    assert await outcome_of(opened.check(None), 5) == Failed("Failed with SystemExit")
    assert await outcome_of(opened.revoke(None), 5) == Done()


async def test_code_that_blocks_the_server_is_named_in_the_log(plugin: tuple[Provisioner[Any], Any]) -> None:
    own, _ = plugin
    with capture_logs() as logged, watched("loop.blocked"):
        await own.grant(None)  # type: ignore[arg-type] # it does not look
        await asyncio.sleep(0.3)
    blocked, over = logged
    assert blocked["event"] == "loop.blocked" and "time.sleep(2.2)" in blocked["stack"]
    assert over["event"] == "loop.blocked.over" and over["seconds"] >= 0.9
