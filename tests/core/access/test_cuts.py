"""Moves are cut at every statement and before their commit: nothing half-done is left in table or trail."""

import shutil
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.access import actions, request_moves, suspending
from core.access.asking import Asked, request_applications
from core.access.lines import load_request
from core.activation.actions import activate_group, resume_group, suspend_group
from core.activation.people import ActivationWorker
from core.audit.verification import verify
from core.database import Database, connect
from core.database.cutting import cutting
from core.requests.withdrawing import withdraw
from tests.conftest import MovableClock
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    KEYS,
    LINE,
    Practice,
    active,
    check_credentials,
    portal_for,
    practice,
    signing_for,
)

PORTAL = portal_for()
MOST = 400
Act = Callable[[], Awaitable[Any]]


class Cut(BaseException):
    """The process ends here."""


class Knife:
    """Cuts at one point of all that are passed."""

    def __init__(self, at: int) -> None:
        self.at, self.passed = at, 0

    def __call__(self, point: str) -> None:
        self.passed += 1
        if self.passed == self.at:
            raise Cut


@pytest.fixture
async def sqlite(sqlite_url: str) -> Any:
    database = await connect(sqlite_url)
    yield database
    await database.close()


async def stored(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is stored, table by table."""
    names = await database.engine.run_ddl("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    rows = {each["name"]: await database.engine.run_ddl(f'SELECT * FROM "{each["name"]}"') for each in names}
    return {name: [tuple(row.values()) for row in found] for name, found in rows.items()}


async def cut_everywhere(database: Database, act: Act) -> int:
    """Cut the act at its first point, its second, and so on, until it is done; how many points it has."""
    before = await stored(database)
    for at in range(1, MOST):
        knife = Knife(at)
        try:
            with cutting(knife):
                await act()
        except Cut:
            assert await stored(database) == before, f"cut at point {at}"
            await verify()
        else:
            await verify()
            assert await stored(database) != before
            return knife.passed
    raise AssertionError("the act never comes to an end")


async def _request(made: Practice, to: str) -> None:
    request = await load_request(made.request)
    await request_moves.moving(request, to, by=ANALYST)


async def test_decisions_about_one_line_are_whole_or_nothing(sqlite: Database, clock: MovableClock) -> None:
    made = await active(PORTAL, BEN)
    grant = made.grants["Ben", "cerner"]
    acts: tuple[Act, ...] = (
        lambda: actions.activate(PORTAL, grant, "bruiz", by=ANALYST),
        lambda: suspending.suspend(grant, LINE, by=ANALYST),
        lambda: suspending.resume(PORTAL, grant, by=ANALYST),
        lambda: actions.fail(PORTAL, grant, LINE, by=ANALYST, take_away=True),
        lambda: actions.revoke(grant, LINE, by=ANALYST),
        lambda: request_applications(PORTAL, made.group, [Asked(made.members["Ben"], "cerner")], by=made.by),
        lambda: actions.approve(PORTAL, grant, by=ANALYST),
        lambda: actions.begin(PORTAL, grant, by=ANALYST),
    )
    for act in acts:
        assert await cut_everywhere(sqlite, act) > 5


async def test_moves_of_a_request_are_whole_or_nothing(sqlite: Database, clock: MovableClock) -> None:
    made = await practice(PORTAL, BEN)
    for to in ("waiting-for-correction", "checking-credentials"):
        assert await cut_everywhere(sqlite, partial(_request, made, to)) >= 5
    number = (await load_request(made.request)).number
    assert await cut_everywhere(sqlite, lambda: withdraw(signing_for(PORTAL), number, by=made.by)) > 10


async def test_moves_of_a_whole_group_are_whole_or_nothing(sqlite: Database, clock: MovableClock) -> None:
    made = await active(PORTAL, BEN, AMARA)
    assert await cut_everywhere(sqlite, lambda: suspend_group(PORTAL, made.group, LINE, by=ANALYST)) > 10
    assert await cut_everywhere(sqlite, lambda: resume_group(PORTAL, made.group, by=ANALYST)) > 10


async def test_an_activation_that_is_cut_anywhere_is_begun_again_or_gone_on_with(
    sqlite_template: Path, tmp_path: Path, clock: MovableClock
) -> None:
    """It has two transactions: the group is active as soon as the first is stored."""
    database = await connect(_copied(sqlite_template, first := tmp_path / "first.sqlite"))
    made = await practice(PORTAL, BEN, AMARA)
    await check_credentials(PORTAL, made)
    await database.engine.run_ddl("PRAGMA wal_checkpoint(TRUNCATE)")
    await database.close()
    at, cut = 0, True
    while cut:
        at += 7 if at > 14 else 1
        database = await connect(_copied(first, tmp_path / "copy.sqlite"))
        cut = await _activate_and_be_cut(made, at)
        await _then_all_is_done(database, made, clock)
        await database.close()
    assert at > 60


def _copied(file: Path, to: Path) -> str:
    for left in to.parent.glob(f"{to.name}*"):
        left.unlink()
    shutil.copy(file, to)
    return f"sqlite:///{to}"


async def _activate_and_be_cut(made: Practice, at: int) -> bool:
    try:
        with cutting(Knife(at)):
            await activate_group(PORTAL, KEYS, made.group, by=ANALYST)
    except Cut:
        return True
    return False


async def _then_all_is_done(database: Database, made: Practice, clock: MovableClock) -> None:
    """By the same act once more if nothing was stored, or by the worker."""
    await verify()
    groups = await database.engine.run_ddl("SELECT state FROM practice_group")
    if groups[0]["state"] == "waiting":
        await activate_group(PORTAL, KEYS, made.group, by=ANALYST)
    else:
        clock.advance(minutes=5)
        await ActivationWorker(PORTAL, KEYS).attend_due()
        clock.advance(minutes=-5)
    found = await stored(database)
    grants = await database.engine.run_ddl("SELECT state FROM access_grant")
    assert {row["state"] for row in grants} == {"provisioning"} and len(found["work_item"]) == 3
    assert len(found["person"]) == 2 and not found["activation_work"]
    assert len(found["outbox_mail"]) == 10
    await verify()
