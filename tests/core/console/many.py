"""Any number of requests, and of work and messages about them, written past Piccolo."""

from __future__ import annotations

import io
import itertools
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from core import clock
from core.agreements.content import Content, FrozenText
from core.identity.bound import BINDING

STATES = ("waiting-for-signatures", "checking-credentials", "waiting-for-correction", "in-progress", "done")
DETAILS = json.dumps({"people": 1, "signers": [], "practice": []})
TEXT = {"title": "Agreement", "version": "1", "date": date(2025, 11, 1), "blocks": ()}
CONTENT = Content(
    **TEXT, organization="Health System", group="Peaks", group_word="practice", address=(), signers=(),
    term_months=36, consent=FrozenText(**TEXT),
)  # fmt: skip
WORDS = json.dumps(CONTENT.stored())
Row = dict[str, Any]


MINE = UUID(int=1)
APPLICATIONS = ("cerner", "pacs", "qventus")
WORK = ("people", "dead", "waiting", "done")


def make_many(url: str, count: int) -> None:
    """`count` requests, each of its own group with a sponsor, spread over every state and two years.

    Each has one grant with its work, and a practice that waits for an answer. About forty of them, and of the
    work, are with the account `MINE`, and about forty are overdue or were, whatever the number.
    """
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    # Nothing is kept from a power cut, and every page that is written to stays in memory until the end.
    connection.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -500000")
    try:
        for table, rows in tables().items():
            _insert(connection, table, rows(count))
        connection.commit()
    finally:
        connection.close()


async def make_many_in_postgres(url: str, count: int) -> None:
    """The same in a database of PostgreSQL, which then knows how many rows its tables have."""
    connection = await asyncpg.connect(url)
    for table, rows in tables().items():
        made = rows(count)
        first = next(made)
        lines = "".join(map(_line, itertools.chain((first,), made)))
        await connection.copy_to_table(table, source=io.BytesIO(lines.encode()), columns=[*first])
    await connection.execute("ANALYZE")
    await connection.close()


def tables() -> dict[str, Callable[[int], Iterator[Row]]]:
    """What makes the rows of each table, those that others point to first."""
    return {
        "account": _accounts,
        "practice_group": _groups,
        "member": _members,
        "appointment": _appointments,
        "access_request": _requests,
        "agreement": _agreements,
        "agreement_signer": _signers,
        "access_grant": _grants,
        "request_line": _lines,
        "work_item": _work,
        "message_thread": _threads,
        "search_entry": _entries,
        "search_word": _words,
    }


def _line(row: Row) -> str:
    texts = (str(value).replace("\\", r"\\") if value is not None else r"\N" for value in row.values())
    return "\t".join(texts) + "\n"


def _key(number: int) -> str:
    """The text of the UUID of a number."""
    return f"00000000-0000-0000-{number >> 48:04x}-{number & 0xFFFFFFFFFFFF:012x}"


def group_key(number: int) -> str:
    """The key of the group of a request."""
    return _key(number + 1)


def moment(number: int, count: int) -> str:
    """When a request was sent, as Piccolo writes it."""
    return str(clock.now() - timedelta(days=700 * (1 - number / count)))


def _groups(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": group_key(number),
            "enrollment": _key(10**9 + number),
            "name": f"Practice {number:05}",
            "jurisdiction": "AZ",
            "postcode": "85004",
            "details": "{}",
            "created_at": moment(number, count),
        }


def _members(count: int) -> Iterator[Row]:
    for number in range(count):
        email = f"sponsor{number}@practice.example"
        yield {
            "id": _key(2 * 10**9 + number),
            "group": group_key(number),
            "asked_as": "sponsor",
            "staff_type": "sponsor",
            "suffix": "MD",
            "first_name": "Amara",
            "last_name": f"Okafor {number}",
            "email": email,
            "details": json.dumps({"identifiers": {"npi": "1234567893"}}),
            "position": 0,
            "key": f"{group_key(number)}:{email}",
        }


def _appointments(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": _key(9 * 10**9 + number),
            "group": group_key(number),
            "member": _key(2 * 10**9 + number),
            "part": "sponsor",
            "state": "in-force",
            "since": moment(number, count),
            "account": _key(6 * 10**9 + number),
            "held_for": f"{group_key(number)}:sponsor",
        }


def _requests(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": _key(3 * 10**9 + number),
            "number": f"CS{number + 1:07}",
            "enrollment": _key(10**9 + number),
            "group": group_key(number),
            "sent_by": _key(7),
            "state": STATES[number % len(STATES)],
            "details": DETAILS,
            "submitted_at": moment(number, count),
            "due_on": moment(number, count)[:10],
            "practice_key": _folded(number),
            "assignee": _holder(number, count),
            "assignee_name": "Kim Alvarez" if _holder(number, count) else "",
        }


def _folded(number: int) -> str:
    """A name that stands elsewhere than what is older or newer."""
    return f"practice {number * 7919 % 1_000_003:07}"


def _holder(number: int, count: int) -> str | None:
    return str(MINE) if number % (count // 40 + 1) == 0 else None


def _entries(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": _key(2 * 10**9 + number),
            "kind": "person",
            "words": f" sponsor{number}practiceexample ",
        }
        yield {"id": group_key(number), "kind": "practice", "words": " practice "}


def _words(count: int) -> Iterator[Row]:
    for number in range(count):
        key = UUID(int=2 * 10**9 + number)
        yield {"key": f"person sponsor{number}practiceexample {key}", "entry": str(key)}
        yield {"key": f"practice practice {group_key(number)}", "entry": group_key(number)}


def _accounts(count: int) -> Iterator[Row]:
    for number in range(count):
        email = f"person{number}@practice.example"
        row = {
            "id": _key(6 * 10**9 + number),
            "email_key": email,
            "email": email,
            "disabled_at": None,
            "first_name": "Ada",
            "last_name": f"Person {number}",
            "created_at": moment(number, count),
            # As many of the staff whatever the number of accounts.
            "staff_roles": "analyst" if number % max(1, count // 10) == 0 else "",
        }
        yield row | {"binding": BINDING.of(row)}


def _agreements(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": _key(7 * 10**9 + number),
            "group": group_key(number),
            "purpose": "first",
            "open_for": f"{group_key(number)}:first",
            "request": _key(3 * 10**9 + number),
            "content": WORDS,
            "state": "out",
            "sent_at": moment(number, count),
            "expires_at": moment(number, count),
        }


def _signers(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": _key(8 * 10**9 + number),
            "agreement": _key(7 * 10**9 + number),
            "name": "Amara Okafor",
            "email": f"sponsor{number}@practice.example",
            "state": "asked",
        }


def _grants(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": _key(4 * 10**9 + number),
            "member": _key(2 * 10**9 + number),
            "application": APPLICATIONS[number % 3],
            "application_name": APPLICATIONS[number % 3],
            "state": "provisioning",
            "changed_at": moment(number, count),
            "key": f"{number}",
        }


def _lines(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": _key(9 * 10**9 + number),
            "request": _key(3 * 10**9 + number),
            "grant": _key(4 * 10**9 + number),
            "answers": "{}",
            "shown": "[]",
            "decision": "approved",
            "open_for": _key(4 * 10**9 + number),
        }


def _work(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": _key(5 * 10**9 + number),
            "grant": _key(4 * 10**9 + number),
            "application": APPLICATIONS[number % 3],
            "kind": "grant",
            "generation": 1,
            "state": WORK[number % len(WORK)],
            "turn": f"{number}",
            "assignee": _holder(number, count),
            "assignee_name": "Kim Alvarez" if _holder(number, count) else "",
            "person_key": f"okafor {number * 7919 % 1_000_003:07}",
            "practice_key": _folded(number),
            "made_at": moment(number, count),
            "ended_at": moment(number, count) if WORK[number % len(WORK)] == "done" else None,
            "alarmed_at": moment(number, count) if number % (count // 40 + 1) == 2 else None,
            "key": f"{number}",
        }


def _threads(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "request": _key(3 * 10**9 + number),
            "last": 1,
            "last_of_practice": 1,
            "waiting_since": moment(number, count),
        }


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[Row]) -> None:
    first = next(rows)
    names = ", ".join(f'"{name}"' for name in first)
    places = ", ".join(f":{name}" for name in first)
    statement = f'INSERT INTO "{table}" ({names}) VALUES ({places})'
    connection.execute(statement, first)
    connection.executemany(statement, rows)
