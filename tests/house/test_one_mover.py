"""No state is written but by the one function that moves such a thing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import PARTS, ROOT, python_files, short

# Where each kind of thing is moved; a new one begins in a state, which is no move.
MOVERS = {
    "Request": "core/access/request_moves.py",
    "Grant": "core/access/grant_moves.py",
    "Group": "core/groups/group_moves.py",
    "Enrollment": "core/enrollment/moves.py",
    "Authorization": "core/groups/authorizations.py",
    "Join": "core/joining/joins.py",
}
TABLES = {"access_request", "access_grant", "practice_group", "enrollment", "group_join"}
TABLES |= {"member_authorization"}
BREACHES = (
    'async def slip(key): await Request.update({Request.state: "done"}).where(Request.id == key)',
    'def slip(): return {Grant.state: "active"} | {Grant.reason: ""}',
    "def slip(values, to): values[Group.state] = to",
    'async def slip(): await Enrollment.update({"state": "submitted"})',
    "async def slip(key): await Grant.update(state='active').where(Grant.id == key)",
    "def slip(): return dict([(Request.state, 'done')])",
    "def slip(name): return {getattr(Grant, name): 'active'}",
    "SLIP = \"UPDATE access_request SET state = 'done'\"",
)


def doors(path: str, text: str) -> Iterator[str]:
    """Every place at which a state of these tables is written, or made ready to be."""
    for node in ast.walk(ast.parse(text)):
        for table in _written(node):
            if MOVERS.get(table) != path:
                yield f"{path}:{getattr(node, 'lineno', 0)} writes the state of {table}"


def _written(node: ast.AST) -> Iterator[str]:
    yield from filter(None, map(_state_of, _keys(node)))
    if isinstance(node, ast.Call):
        yield from _by_a_call(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and " state" in node.value:
        yield from (table for table in TABLES if f"UPDATE {table}" in str(node.value))


def _keys(node: ast.AST) -> list[ast.expr | None]:
    """What a value is put under."""
    match node:
        case ast.Dict(keys=keys):
            return keys
        case ast.Tuple(elts=[first, _], ctx=ast.Load()):
            return [first]
        case ast.Assign(targets=[ast.Subscript(slice=key)]):
            return [key]
    return []


def _by_a_call(node: ast.Call) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=table), attr="update")) if table in MOVERS:
            keys = [key for each in node.args if isinstance(each, ast.Dict) for key in each.keys]
            names = [key.value for key in keys if isinstance(key, ast.Constant)]
            if "state" in [*names, *(each.arg for each in node.keywords)]:
                yield table
        case ast.Call(func=ast.Name(id="getattr"), args=[ast.Name(id=table), name, *_]) if table in MOVERS:
            if not isinstance(name, ast.Constant) or name.value == "state":
                yield table


def _state_of(node: ast.AST | None) -> str:
    """The table whose state an expression names, or nothing."""
    match node:
        case ast.Attribute(value=ast.Name(id=table), attr="state") if table in MOVERS:
            return table
    return ""


def test_no_state_is_written_past_its_mover() -> None:
    sources = [(short(file), file.read_text("utf-8")) for file in python_files(*PARTS)]
    assert [found for path, text in sources for found in doors(path, text)] == []


def test_every_mover_is_where_this_test_looks() -> None:
    for table, path in MOVERS.items():
        assert list(doors("elsewhere", (ROOT / path).read_text("utf-8"))), table


@pytest.mark.parametrize("breach", BREACHES)
def test_a_second_door_is_found(breach: str) -> None:
    assert list(doors("core/access/actions.py", breach))
