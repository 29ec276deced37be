"""The comparison finds planted faults; otherwise what it does not find would mean nothing."""

import pytest

from core.actor import SYSTEM
from core.audit import change, refused
from core.audit.tables import AuditEvent
from core.database import Database
from core.database.leases import claim
from core.mail.tables import OutboxMail
from tests.audit_diff import audited, nothing_changes
from tests.core.mail.sample import send_confirmation


async def _send() -> None:
    async with change("account.made", by=SYSTEM):
        await send_confirmation()


async def test_a_change_with_its_event_passes(database: Database) -> None:
    async with audited():
        await _send()

    assert await AuditEvent.count() == 1


@pytest.mark.parametrize("planted", ["added", "changed", "removed"])
async def test_a_change_without_an_event_is_found(database: Database, planted: str) -> None:
    await _send()
    with pytest.raises(AssertionError, match=f"changed without an event.*outbox_mail.*{planted}"):
        async with audited():
            if planted == "added":
                await OutboxMail.insert(OutboxMail(recipient="a@practice.example"))
            elif planted == "changed":
                await OutboxMail.update({"state": "sent"}).where(OutboxMail.state == "waiting")
            else:
                await OutboxMail.delete().where(OutboxMail.state == "waiting")


async def test_a_page_that_changes_something_is_found(database: Database) -> None:
    with pytest.raises(AssertionError):
        async with nothing_changes():
            await _send()
    with pytest.raises(AssertionError):
        async with nothing_changes():
            await refused("page.refused", by=SYSTEM)
    async with nothing_changes():
        await OutboxMail.select()


async def test_who_holds_a_piece_of_work_is_no_change(database: Database) -> None:
    await _send()
    async with nothing_changes():
        assert await claim(OutboxMail, limit=1, seconds=60)
