"""The log names the application, the operation, the words and the attempt of what was answered."""

from structlog.testing import capture_logs

from core.database import Database
from core.plugin_api import Outcome, TryLater
from core.portal import Portal
from tests.conftest import MovableClock
from tests.core.provisioning.machines import Machine, work_off, worker
from tests.practices import BEN, active


def down(call: str, grant: object) -> Outcome:
    raise TryLater("The server didn’t answer")


async def test_failures_become_warnings_and_giving_up_is_an_error(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    await active(portal, BEN)
    works = worker(portal, Machine(down))
    with capture_logs() as logged:
        for _ in range(4):
            await work_off(works)
            clock.advance(seconds=30)
        clock.advance(hours=24)
        await work_off(works)
    answered = [line for line in logged if line["event"] == "work.answered"]
    assert [line["attempt"] for line in answered] == [1, 2, 3, 4, 5]
    assert [line["log_level"] for line in answered] == ["info"] * 2 + ["warning"] * 3
    named = {(line["application"], line["operation"], line["words"]) for line in answered}
    assert named == {("cerner", "grant", "The server didn’t answer")}
    [given_up] = [line for line in logged if line["event"] == "work.given-up"]
    assert (given_up["log_level"], given_up["application"], given_up["attempt"]) == ("error", "cerner", 5)
