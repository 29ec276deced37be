"""Workers are killed, PostgreSQL crashes, and nothing is lost, doubled or back again."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests import postgres
from tests.kills.campaign import Plan, Result, campaign
from tests.kills.findings import compare

pytestmark = pytest.mark.postgres


async def _run(plan: Plan, folder: Path) -> Result:
    if reason := postgres.missing(own=True):
        pytest.skip(reason)
    result = await campaign(plan, folder)
    assert result.findings.none, (str(result), result.findings)
    return result


def _require_that_planted_faults_are_found(result: Result) -> None:
    bearing = next(number for number, each in enumerate(result.accounts) if each.grants)
    planted = [*result.accounts]
    account = planted.pop(bearing)
    assert compare(result.accesses, planted).lost
    twin = replace(account, login=f"{account.login}2")
    assert compare(result.accesses, [*result.accounts, twin]).doubled


async def test_a_few_kills_and_a_crash_lose_and_double_nothing(tmp_path: Path) -> None:
    plan = Plan(groups=2, size=3, kills=4, crashes=1, life=1.5, slow=0.2, hurry=True)
    result = await _run(plan, tmp_path)
    assert len(result.accesses) == 12
    _require_that_planted_faults_are_found(result)


@pytest.mark.slow
async def test_many_kills_and_crashes_lose_and_double_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = await _run(Plan(groups=5, size=15, kills=60, crashes=3, pauses=2), tmp_path)
    with capsys.disabled():
        sys.stdout.write(f"\n{result}\n")
    assert (len(result.accesses), result.toll.crashes) == (150, 3) and result.toll.kills >= 60
    assert result.settled <= 60
    _require_that_planted_faults_are_found(result)
