from datetime import datetime

import pytest

from core.actor import SYSTEM
from core.audit import change
from core.database import Database, count_statements
from core.mail import NewMail
from core.mail.tables import OutboxMail
from tests.core.mail.sample import BASE, MAIL, send_confirmation

pytestmark = pytest.mark.both_databases


async def test_a_mail_is_stored_with_the_change_that_causes_it(database: Database, clock: object) -> None:
    async with change("account.made", by=SYSTEM):
        await send_confirmation()

    (row,) = await OutboxMail.select()
    assert row["state"] == "waiting"
    assert row["recipient"] == "ada@practice.example"
    assert row["message_id"].endswith("@portal.example>")
    assert f"{BASE}/confirm/abc" in row["text"]
    assert isinstance(row["due"], datetime)


async def test_when_the_change_fails_there_is_no_mail(database: Database) -> None:
    with pytest.raises(RuntimeError, match="no"):
        async with change("account.made", by=SYSTEM):
            await send_confirmation()
            raise RuntimeError("no")

    assert await OutboxMail.count() == 0


async def test_a_mail_outside_a_change_is_refused(database: Database) -> None:
    with pytest.raises(RuntimeError, match="inside the change"):
        await send_confirmation()


@pytest.mark.parametrize(
    "to",
    [
        "ada@practice.example, eve@elsewhere.example",
        "ada@practice.example\r\nBcc: eve@elsewhere.example",
        "ada@practice.example\n",
        "Ada <ada@practice.example>",
        "ada",
        "",
        "ada@practice.example\u2028",
        "a\x00da@practice.example",
    ],
)
async def test_what_is_not_one_address_is_refused(database: Database, to: str) -> None:
    with pytest.raises(ValueError, match="plain email address"):
        async with change("account.made", by=SYSTEM):
            await send_confirmation(to=to)


def letter(to: str) -> NewMail:
    return NewMail(
        to,
        "pick-up",
        ("person", to),
        {"first_name": to, "name": to, "path": "/a", "days": 7, "denial_path": "/b"},
    )


async def test_many_letters_are_stored_in_one_statement_each_with_its_own_words(database: Database) -> None:
    people = [f"n{number:02}@peaks.example" for number in range(30)]
    async with change("account.made", by=SYSTEM):
        with count_statements() as statements:
            keys = await MAIL.send_each(letter(to) for to in people)
    assert len(statements) == 1

    rows = await OutboxMail.select().order_by(OutboxMail.queued_at)
    assert [row["id"] for row in rows] == keys
    assert [row["recipient"] for row in rows] == [row["about"] for row in rows] == people
    assert all(row["recipient"] in row["text"] for row in rows)


async def test_no_letter_of_many_is_stored_when_one_cannot_be(database: Database) -> None:
    with pytest.raises(ValueError, match="plain email address"):
        async with change("account.made", by=SYSTEM):
            await MAIL.send_each([letter("ada@practice.example"), letter("ada")])
    assert not await OutboxMail.exists()
