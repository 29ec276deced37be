"""A statement is put together once, and says each time what it would say if it were made anew."""

from __future__ import annotations

import inspect
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from core import clock
from core.access.tables import Grant
from core.database import Database, prepared
from core.database.building import compiled
from core.database.prepared import Prepared
from core.groups.tables import Group
from core.reviews.queries.needs import EVERY_NEED  # every room below it comes with it

assert EVERY_NEED


def every_one() -> list[Prepared[Any]]:
    rooms = [module for name, module in sys.modules.items() if name.startswith("core.")]
    found = {id(each): each for room in rooms for each in vars(room).values() if isinstance(each, Prepared)}
    return [*found.values()]


def values_for(each: Prepared[Any]) -> list[Any]:
    made = {"datetime": clock.now, "str": lambda: uuid4().hex, "Level": lambda: "full"}
    asked = inspect.signature(each.build).parameters.values()
    return [made.get(str(one.annotation), uuid4)() for one in asked]


@pytest.mark.both_databases
async def test_a_prepared_statement_is_the_one_that_would_be_made_anew(database: Database) -> None:
    numbered = database.kind == "postgres"
    for each in every_one():
        for values in (values_for(each), values_for(each)):
            anew = compiled(each.build(*values).querystrings[0], numbered=numbered)
            assert each.statement(*values)[1:] == anew
            assert await each(*values) == await each.build(*values)
    assert len(every_one()) >= 5


@prepared
def _named(name: str | None) -> Any:
    return Group.select(Group.id).where(Group.name == name)


@prepared
def _frozen_in_time(group: object) -> Any:
    return Group.select(Group.id).where(
        (Group.id == group) & (Group.created_at > datetime(2026, 1, 1, tzinfo=UTC))
    )


@prepared
def _of_a_question(grant: object) -> Any:
    return Grant.raw("SELECT id FROM access_grant WHERE state = '?' AND id = {}", grant)


@pytest.mark.parametrize("name", ["", "{} {0} {{x}}", "What? Why?", "'; DROP TABLE practice_group"])
async def test_any_value_is_one_value(database: Database, name: str) -> None:
    assert _named.statement(name)[2] == [name]
    assert await _named(name) == []


async def test_nothing_is_another_statement_than_something(database: Database) -> None:
    assert "IS NULL" in _named.statement(None)[1]


async def test_a_statement_that_would_ask_for_one_moment_for_ever_is_refused(database: Database) -> None:
    with pytest.raises(TypeError):
        await _frozen_in_time(uuid4())


async def test_a_question_mark_of_its_own_is_taken_for_no_value(database: Database) -> None:
    assert await _of_a_question(uuid4()) == []
