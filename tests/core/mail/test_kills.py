"""Kill -9 at any moment loses no mail, and what is marked as sent was taken by the mail server."""

import asyncio
import random
import subprocess
import sys
from collections import defaultdict

import pytest

from core.audit.verification import verify
from core.database import connect
from core.mail.tables import OutboxMail
from tests.mail_server import PostOffice


def _start(url: str, office: PostOffice, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.core.mail.mailing_process", url, str(office.port), *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "running\n"
    return process


def _kill(process: subprocess.Popen[str]) -> set[str]:
    """Kill the process; the addresses it had said were stored."""
    process.kill()
    assert process.stdout is not None
    with process.stdout:
        said = process.stdout.read()
    process.wait()
    return {line for line in said.split("\n")[:-1] if line.endswith(".example")}


async def _states(url: str) -> dict[str, str]:
    database = await connect(url)
    try:
        rows = await OutboxMail.select(OutboxMail.recipient, OutboxMail.state)
        return {row["recipient"]: row["state"] for row in rows}
    finally:
        await database.close()


async def _verified(url: str) -> int:
    database = await connect(url)
    try:
        return (await verify()).number
    finally:
        await database.close()


async def _campaign(url: str, office: PostOffice, kills: int) -> None:
    chance, acknowledged = random.Random(kills), set[str]()
    for _ in range(kills):
        office.next_answers = chance.choices(
            ["", "451 later", "drop before accepting", "drop after accepting", "hang"], [12, 1, 1, 1, 1], k=20
        )
        process = _start(url, office)
        if not acknowledged:  # the first is killed only once it has something to lose
            assert process.stdout is not None
            acknowledged.add(process.stdout.readline().strip())
        await asyncio.sleep(chance.uniform(0.05, 0.8))
        acknowledged |= _kill(process)
        taken = {mail.to for mail in list(office.received)}
        sent = {address for address, state in (await _states(url)).items() if state == "sent"}
        assert sent <= taken, "marked as sent, but never taken by the mail server"

    office.next_answers = []
    process = _start(url, office, "only sending")
    for _ in range(1000):
        if "waiting" not in (await _states(url)).values():
            break
        await asyncio.sleep(0.2)
    _kill(process)
    await _settled(url, office, acknowledged)


async def _settled(url: str, office: PostOffice, acknowledged: set[str]) -> None:
    message_ids = defaultdict(set)
    for mail in office.received:
        message_ids[mail.to].add(mail.message_id)
    assert acknowledged, "the campaign wrote nothing"
    assert acknowledged <= set(message_ids), "lost"
    assert {len(each) for each in message_ids.values()} == {1}, "a second copy has an id of its own"
    states = await _states(url)
    assert set(states.values()) == {"sent"}
    assert await _verified(url) == 2 * len(states)


async def test_kills_lose_no_mail(database_url: str, smtp: PostOffice) -> None:
    await _campaign(database_url, smtp, kills=2)


@pytest.mark.slow
async def test_many_kills_lose_no_mail(database_url: str, smtp: PostOffice) -> None:
    await _campaign(database_url, smtp, kills=100)
