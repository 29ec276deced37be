"""A proof of work counts once, for its own form, in time (TRUST fact 3)."""

import asyncio
import base64
import json

import altcha
import pytest

from core.database import Database
from core.identity import puzzles
from core.keys import Keys

KEYS = Keys("k3y-" * 16, "p3pper-" * 8)


def _solved(form: str = "sign-up", **changes: object) -> str:
    challenge = altcha.Challenge.from_dict(puzzles.make(KEYS, form))
    solution = altcha.solve_challenge(challenge)
    assert solution
    payload = altcha.Payload(challenge, solution).to_dict()
    payload["challenge"]["parameters"].update(changes)
    return base64.b64encode(json.dumps(payload).encode()).decode()


@pytest.mark.both_databases
async def test_a_solution_counts_once_among_many_replays(database: Database) -> None:
    solution = _solved()

    taken = await asyncio.gather(*(puzzles.accept(KEYS, solution, "sign-up") for _ in range(30)))

    assert sum(taken) == 1


async def test_a_solution_counts_for_its_own_form_only(database: Database) -> None:
    assert not await puzzles.accept(KEYS, _solved("sign-up"), "contact")


async def test_a_solution_counts_in_time_only(database: Database, clock) -> None:
    solution = _solved()
    clock.advance(minutes=30)

    assert not await puzzles.accept(KEYS, solution, "sign-up")


@pytest.mark.parametrize(
    "changes", [{"cost": 1}, {"keyPrefix": ""}, {"data": {"form": "sign-up", "until": 9999999999}}]
)
async def test_a_puzzle_that_was_made_easier_does_not_count(database: Database, changes: dict) -> None:
    assert not await puzzles.accept(KEYS, _solved(**changes), "sign-up")


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "x",
        "e30=",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b'{"challenge": 1}').decode(),
        base64.b64encode(b'{"challenge": {"parameters": []}, "solution": null}').decode(),
        "A" * 5000,
        "é",
    ],
)
async def test_junk_does_not_count_and_raises_nothing(database: Database, junk: str) -> None:
    assert not await puzzles.accept(KEYS, junk, "sign-up")
