"""Statements are built faster than Piccolo builds them, and are the same ones."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from piccolo.columns import ForeignKey
from piccolo.query.functions import Count
from piccolo.query.methods import Select
from piccolo.querystring import QueryString

from core.access.tables import Grant
from core.database import Database
from core.database.building import LeanSelect, compiled
from core.database.registry import all_tables
from core.groups.tables import Group, Member

KEY = uuid4()
SHAPES = {
    "a whole row": lambda: Grant.select().where(Grant.id == KEY),
    "some columns": lambda: Grant.select(Grant.id, Grant.state).where(Grant.state.is_in(["active", "held"])),
    "a join": lambda: Grant.select(Grant.id, Grant.member.group.name).where(Grant.member.group == KEY),
    "another name": lambda: Grant.select(Grant.id.as_alias("grant")).order_by(Grant.state, ascending=False),
    "a count": lambda: Member.select(Member.group, Count(Member.id)).group_by(Member.group),
    "text of our own": lambda: Member.select(Member.id, QueryString("{} + 1 AS next", 2)).limit(3).offset(4),
    "braces in a value": lambda: Group.select().where(Group.name == "{} {0} {{x}}"),
    "no condition": lambda: Group.select().limit(1),
}


def by_piccolo(query: Any) -> QueryString:
    """The same query as Piccolo itself builds it."""
    property_of_piccolo: Any = vars(Select)["default_querystrings"]
    built: QueryString = property_of_piccolo.fget(query)[0]
    return built


@pytest.mark.both_databases
@pytest.mark.parametrize("shape", SHAPES)
async def test_a_statement_is_the_one_that_piccolo_builds(database: Database, shape: str) -> None:
    kind = database.engine.engine_type
    ours = compiled(SHAPES[shape]().querystrings[0], numbered=kind == "postgres")
    assert ours == by_piccolo(SHAPES[shape]()).compile_string(kind)
    await SHAPES[shape]()


async def test_what_was_chosen_is_still_known_when_rows_come_back(database: Database) -> None:
    query = Grant.select(Grant.id, Grant.answers).output(load_json=True)
    assert await query == []
    assert [each._meta.name for each in query.columns_delegate.selected_columns] == ["id", "answers"]


def test_every_table_is_read_so() -> None:
    for table in all_tables():
        assert isinstance(table.select(), LeanSelect), table


def test_no_statement_lists_the_names_of_a_foreign_key(monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []

    def noted(key: ForeignKey[Any]) -> list[str]:
        listed.append(key._meta.name)
        return list(object.__dir__(key))

    monkeypatch.setattr(ForeignKey, "__dir__", noted)
    for query in (
        Member.select(Member.group).where(Member.group == KEY),
        Member.select(Member.id).where(Member.group.is_in([KEY])).order_by(Member.group),
        Member.update({Member.group: KEY}).where(Member.group == KEY),
    ):
        compiled(query.querystrings[0], numbered=False)
    assert listed == []


def test_a_column_beyond_a_foreign_key_is_known_with_the_way_to_it() -> None:
    assert [each._meta.name for each in Grant.member.group.name._meta.call_chain] == ["member", "group"]
    assert Grant.member._meta.call_chain == Member.group._meta.call_chain == []
