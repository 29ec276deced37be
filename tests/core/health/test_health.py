"""Faults that are planted in a deployment stand on its page of health, each with its state and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from piccolo.apps.migrations.tables import Migration

from core import clock as portal_clock
from core.access import actions
from core.access.recount import Recounter
from core.actor import SYSTEM
from core.audit import note
from core.audit.checkpoints import KEPT, REWRITTEN, sign_checkpoint
from core.audit.signing import trail_key
from core.database import count_statements
from core.database.rounds import going_round
from core.due.tables import Due
from core.health import serving
from core.health.found import Sight
from core.health.looking import health_of
from core.key_mark.checking import leave_mark
from core.mail.tables import OutboxMail
from core.plugin_api import Outcome, TryLater
from core.plugin_work.tables import PluginWork
from core.portal import Portal
from core.provisioning.late import raise_alarm
from core.settings import Settings
from core.tlog import Checkpoint
from tests.conftest import MovableClock
from tests.core.provisioning.machines import Machine, work_off, worker
from tests.practices import ANALYST, BEN, LINE, active

HOURS = timedelta(hours=1)


async def looked(portal: Portal, settings: Settings) -> dict[str, Sight]:
    """Everything that was found, by the title of its part and its name."""
    found = await health_of(portal, settings)
    return {f"{part.title}: {each.about}": each for part in found.parts for each in part.found}


def down(call: str, grant: Any) -> Outcome:
    raise TryLater("The server didn’t answer")


@pytest.mark.both_databases
async def test_a_new_deployment_is_fine_but_for_what_nobody_said_and_is_looked_at_with_ten_statements(
    portal: Portal, settings: Settings, clock: MovableClock
) -> None:
    with count_statements() as statements:
        found = await looked(portal, settings)
    assert len(statements) <= 10
    told = {name: each.state for name, each in found.items() if each.state != "fine"}
    # No secret was given for the machine, and the seal of the tests lasts for two days.
    assert told.pop("This server: Secrets") == told.pop("This server: Certificate of the seal") == "act"
    assert {name for name in told if told[name] != "unknown"} == set()
    assert all(bool(each.todo) == each.is_trouble or each.state == "unknown" for each in found.values())
    assert "SQLite" in found["Database: Answers"].words or "PostgreSQL" in found["Database: Answers"].words


@pytest.mark.both_databases
async def test_what_waits_for_a_worker_that_does_not_run_stands_there(
    portal: Portal, settings: Settings, clock: MovableClock
) -> None:
    await Due.insert(Due(kind="look", subject=ANALYST.account, key="look", due=clock.at))
    assert (await looked(portal, settings))["Background work: What happens on its day"].state == "unknown"
    clock.advance(minutes=11)
    late = (await looked(portal, settings))["Background work: What happens on its day"]
    assert late.state == "act" and "1 piece of work waits, the first for 11 minutes." in late.words
    assert "portal worker" in late.todo


async def test_a_worker_of_this_server_that_stopped_hangs_or_fails_is_told_from_one_that_runs(
    portal: Portal, settings: Settings, clock: MovableClock
) -> None:
    here, about = settings.model_copy(update={"worker_in_server": True}), "Background work: Sending emails"
    stopped = (await looked(portal, here))[about]
    assert stopped.state == "act" and "has stopped" in stopped.words and "mail.worker-failed" in stopped.todo
    with going_round("mail") as rounds:
        rounds.went_well()
        assert (await looked(portal, here))[about].words == "It runs here. Nothing waits too long."
        clock.advance(minutes=6)
        hangs = (await looked(portal, here))[about]
        assert (hangs.state, hangs.words[:36]) == ("act", "Its last good look was 6 minutes ago")
        rounds.went_well()
        for _ in range(2):
            rounds.went_wrong()
        assert (await looked(portal, here))[about].state == "look"
    assert (await looked(portal, here))[about].state == "act"


async def test_emails_that_pile_up_come_back_or_are_given_up_stand_there_with_the_server_s_words(
    portal: Portal, settings: Settings, clock: MovableClock
) -> None:
    await OutboxMail.insert(
        *(
            OutboxMail(
                recipient="ada@practice.example", template="t", about_kind="x", about="y", subject="s",
                text="t", message_id=f"<{number}@x>", queued_at=clock.at, due=clock.at, reason=reason,
            )
            for number, reason in enumerate(("", "451 try later"))
        )
    )  # fmt: skip
    assert (await looked(portal, settings))["Emails: Waiting"].state == "fine"
    clock.advance(hours=2)
    await note("mail.refused", by=SYSTEM, subject=("mail", "1"))
    await note("mail.dead", by=SYSTEM, subject=("mail", "2"))
    found = await looked(portal, settings)
    waiting = found["Emails: Waiting"]
    assert waiting.state == "act" and waiting.words.startswith("2 emails wait, the first for 2 hours.")
    assert "“451 try later”" in waiting.words
    assert (found["Emails: Came back"].state, found["Emails: Given up"].state) == ("look", "act")
    clock.advance(days=8)
    assert (await looked(portal, settings))["Emails: Came back"].state == "fine"


@pytest.mark.both_databases
async def test_a_removal_that_is_late_and_a_machine_that_fails_stand_there(
    portal: Portal, settings: Settings, clock: MovableClock
) -> None:
    machine = Machine()
    works = worker(portal, machine)
    made = await active(portal, BEN)
    await work_off(works)
    clock.advance(hours=3)
    machine.answer = down
    await actions.revoke(made.grants["Ben", "cerner"], LINE, by=ANALYST)
    await work_off(works)
    name = f"Connections to applications: {portal.applications['cerner'].name}"
    fails = (await looked(portal, settings))[name]
    assert fails.state == "act" and "1 piece of work fails now" in fails.words
    assert (
        "The last work there ended 3 hours ago." in fails.words
        and "“The server didn’t answer”" in fails.words
    )

    about = "Work at the applications: Access that was to end"
    assert (await looked(portal, settings))[about].state == "fine"
    clock.advance(minutes=20)
    unheard = (await looked(portal, settings))[about]
    assert unheard.state == "act" and "support doesn’t know" in unheard.words
    await raise_alarm(portal)
    late = (await looked(portal, settings))[about]
    assert late.state == "act" and late.words.startswith("1 access should be gone, the first for 20 minutes")
    assert late.path == "/support/work?state=late"
    await PluginWork.insert(PluginWork(key="cerner:fetch", due=clock.at, alarmed_at=clock.at))
    assert (await looked(portal, settings))["Work at the applications: Late jobs"].path == "/support/jobs"


@pytest.mark.both_databases
async def test_a_trail_that_is_not_signed_or_was_put_back_stands_there(
    portal: Portal, settings: Settings, clock: MovableClock
) -> None:
    await note("thing.happened", by=SYSTEM)
    await sign_checkpoint(settings)
    assert (await looked(portal, settings))["Trail: Copy outside the database"].state == "fine"
    await note("account.not-bound", by=SYSTEM, subject=("account", "1"))
    clock.advance(minutes=30)
    found = await looked(portal, settings)
    assert found["Trail: Accounts changed by strangers"].state == "act"
    signed = found["Trail: Signatures"]
    assert signed.state == "act" and "covers 1 event." in signed.words and "trail.not-signed" in signed.todo
    with going_round("checkpoints") as rounds:
        rounds.went_well(REWRITTEN)
        assert "gone, or have changed" in (await looked(portal, settings))["Trail: Signatures"].words
    later = Checkpoint.sign(99, bytes(32), trail_key(settings))
    (settings.data_folder / KEPT).write_text(str(later), "utf-8")
    assert (await looked(portal, settings))["Trail: Copy outside the database"].state == "act"
    (settings.data_folder / KEPT).write_text("nonsense")
    unread = (await looked(portal, settings))["Trail: Copy outside the database"]
    assert unread.state == "act" and "can’t read" in unread.words


@pytest.mark.both_databases
async def test_a_database_without_a_table_or_of_other_secrets_or_with_another_clock_stands_there(
    portal: Portal, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await leave_mark(settings.keys)
    await Migration.delete().where(Migration.app_name == "dsm")
    another = {"demo": False, "pepper": type(settings.pepper)("another pepper of this database")}
    other = settings.model_copy(update=another)
    now = portal_clock.system_time()
    monkeypatch.setattr(portal_clock, "system_time", lambda: now - 2 * HOURS)
    found = await looked(portal, other)
    assert found["Database: Tables"].state == "act" and "dsm_0001" in found["Database: Tables"].words
    assert found["Database: Secrets"].state == "act" and "“pepper”" in found["Database: Secrets"].words
    clocks = found["Database: Clock"]
    if "PostgreSQL" in found["Database: Answers"].words:
        assert clocks.state == "act" and "2 hours ahead of the clock" in clocks.words
        assert found["Database: Connections"].state == "fine" and found["Database: Trail"].state == "look"
    else:
        assert clocks.state == "fine"


class Disk(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def machine_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[MovableClock]:
    """The clock of the machine, which stamps its files, moved as a test likes."""
    movable = MovableClock()
    movable.set(portal_clock.system_time())
    monkeypatch.setattr(portal_clock, "system_time", movable)
    yield movable


async def test_a_full_disk_an_old_backup_and_a_certificate_that_ends_stand_there(
    portal: Portal, settings: Settings, machine_clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = settings.model_copy(update={"demo": False})
    monkeypatch.setattr(serving.shutil, "disk_usage", lambda _: Disk(10**11, 99 * 10**9, 10**9))
    found = await looked(portal, real)
    disk, backup = found["This server: Disk"], found["This server: Backup"]
    assert disk.state == "act" and "1.0 GB of 100 GB are free" in disk.words
    assert backup.state == "look" and "last-backup" in backup.todo
    (real.data_folder / serving.BACKED_UP).touch()
    assert found["This server: Certificate of the seal"].state == "act"
    for hours, state in ((1, "fine"), (26, "look"), (60, "act")):
        machine_clock.advance(hours=hours)
        assert (await looked(portal, real))["This server: Backup"].state == state
    for days, words in ((7, "It ended 8 days ago."), (-67, "It lasts for 58 days more.")):
        machine_clock.advance(days=days)
        assert (await looked(portal, real))["This server: Certificate of the seal"].words == words


async def test_no_secret_stands_there_and_what_is_missing_does(portal: Portal, settings: Settings) -> None:
    about = "This server: Secrets"
    words = (await looked(portal, settings))[about].words
    assert "Set: secret key, pepper, key of the seal" in words and "1 connection lacks its secret" in words
    given = {"token": type(settings.pepper)("hunter2hunter2")}
    whole = settings.model_copy(update={"connector_secrets": given})
    found = await health_of(portal, whole)
    shown = repr(found)
    assert not [each for each in ("hunter2", "k3y-", "p3pper") if each in shown]
    assert (await looked(portal, whole))[about].state == "fine"
    assert dict(found.versions)["Product"] and "banner" in dict(found.versions)["Site profile"]


async def test_counts_that_differ_stand_there_where_they_were_found(
    portal: Portal, settings: Settings, clock: MovableClock
) -> None:
    with going_round("figures") as rounds:
        assert (await looked(portal, settings))["Background work: Daily count"].state == "unknown"
        await Recounter().look(rounds)
        assert (await looked(portal, settings))["Background work: Daily count"].state == "fine"
        rounds.went_well("2")
        assert (await looked(portal, settings))["Background work: Daily count"].state == "act"
