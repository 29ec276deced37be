"""Any number of requests in an SQLite file, written past Piccolo: for lists that must not slow down."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from core import clock

STATES = ("waiting-for-signatures", "checking-credentials", "waiting-for-correction", "in-progress", "done")
DETAILS = json.dumps({"people": 1, "signers": [], "practice": []})
Row = dict[str, Any]


def make_many(url: str, count: int) -> None:
    """`count` requests, each of its own group with a sponsor, spread over every state and two years."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        for table, rows in (("practice_group", _groups), ("member", _members), ("access_request", _requests)):
            _insert(connection, table, rows(count))
        connection.commit()
    finally:
        connection.close()


def group_key(number: int) -> str:
    """The key of the group of a request."""
    return str(UUID(int=number + 1))


def moment(number: int, count: int) -> str:
    """When a request was sent, as Piccolo writes it."""
    return str(clock.now() - timedelta(days=700 * (1 - number / count)))


def _groups(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": group_key(number),
            "enrolment": str(UUID(int=10**9 + number)),
            "account": str(UUID(int=7)),
            "name": f"Practice {number:05}",
            "name_key": f"practice{number:05}",
            "jurisdiction": "AZ",
            "postcode": "85004",
            "details": "{}",
            "created_at": moment(number, count),
        }


def _members(count: int) -> Iterator[Row]:
    for number in range(count):
        email = f"sponsor{number}@practice.example"
        yield {
            "id": str(UUID(int=2 * 10**9 + number)),
            "group": group_key(number),
            "is_sponsor": 1,
            "staff_type": "sponsor",
            "suffix": "MD",
            "first_name": "Amara",
            "last_name": f"Okafor {number}",
            "email": email,
            "details": json.dumps({"npi": "1234567893"}),
            "position": 0,
            "key": f"{group_key(number)}:{email}",
        }


def _requests(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "id": str(UUID(int=3 * 10**9 + number)),
            "number": f"CS{number + 1:07}",
            "enrolment": str(UUID(int=10**9 + number)),
            "group": group_key(number),
            "account": str(UUID(int=7)),
            "state": STATES[number % len(STATES)],
            "details": DETAILS,
            "submitted_at": moment(number, count),
        }


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[Row]) -> None:
    first = next(rows)
    names = ", ".join(f'"{name}"' for name in first)
    places = ", ".join(f":{name}" for name in first)
    statement = f'INSERT INTO "{table}" ({names}) VALUES ({places})'
    connection.execute(statement, first)
    connection.executemany(statement, rows)
