"""The six rules. Each answers the lines of one file that break it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from tests.house.rules.reading import called, root, transactions

Lines = Iterator[int]
# Where each state is written: the movers, and nobody else.
MOVERS: Mapping[str, str] = {
    "Enrollment": "core/enrollment/",
    "Group": "core/groups/",
    "Member": "core/groups/",
    "Appointment": "core/groups/",
    "Authorization": "core/groups/authorizations.py",
    "Join": "core/joining/joins.py",
    "Request": "core/access/request_moves.py",
    "Grant": "core/access/",
    "Agreement": "core/agreements/states.py",
    "Signer": "core/agreements/",
}
PRACTICE_TABLES = frozenset({"Request", "Group", "Member", "Grant", "Agreement"})
# Where it is decided who acts, where a draft is its account's own, and where accounts are made.
OWN_ACCOUNTS = ("core/groups/", "core/enrollment/", "core/identity/", "core/mfa/")
CLOCKS = frozenset({("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")})
OUTSIDE = frozenset({"to_thread", "run_in_executor", "create_subprocess_exec", "create_subprocess_shell"})
OUTSIDE |= {"put_seal", "draw_pdf", "outcome_of", "sleep", "getaddrinfo", "open_connection"}
OUTSIDE_MODULES = frozenset({"httpx", "httpx2", "aiosmtplib", "smtplib", "bonsai", "socket", "subprocess"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it promises, where it does not apply, and how a breach is found."""

    name: str
    breaches: Callable[[PurePath, ast.Module], Lines]
    apart_from: tuple[str, ...] = ()

    def read(self, file: PurePath, source: str) -> list[int]:
        """The lines of a file that break the rule."""
        if any(str(file).startswith(each) for each in self.apart_from):
            return []
        return sorted(set(self.breaches(file, ast.parse(source))))


def _rights(_: PurePath, tree: ast.Module) -> Lines:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "Appointment":
            yield node.lineno


def _accounts(_: PurePath, tree: ast.Module) -> Lines:
    for node in ast.walk(tree):
        sides = (node.left, *node.comparators) if isinstance(node, ast.Compare) else ()
        # To look an account up is to decide nothing.
        looked_up = any(root(side) in {"Account", "Person"} for side in sides)
        if isinstance(node, ast.Compare) and not looked_up and any(map(_is_account, sides)):
            yield node.lineno


def _is_account(node: ast.AST) -> bool:
    """`Request.account`, `group.account`, `row["account"]` or `request.sent_by`."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and node.slice.value in {"account", "sent_by"}
    if not isinstance(node, ast.Attribute) or node.attr not in {"account", "sent_by"}:
        return False
    return node.attr == "sent_by" or root(node) in {*PRACTICE_TABLES, "request", "group", "line"}


def _states(file: PurePath, tree: ast.Module) -> Lines:
    for node in ast.walk(tree):
        for key in node.keys if isinstance(node, ast.Dict) else ():
            named = isinstance(key, ast.Attribute) and key.attr == "state" and root(key) in MOVERS
            if named and key is not None and not str(file).startswith(MOVERS[root(key)]):
                yield key.lineno


def _events(_: PurePath, tree: ast.Module) -> Lines:
    opened = {
        id(item.context_expr)
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncWith)
        for item in node.items
    }
    handed_on = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Return) and node.value}
    for node in ast.walk(tree):
        bare = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and called(node) == "change"
        if bare and id(node) not in opened | handed_on:
            yield node.lineno
        written = isinstance(node, ast.Call) and called(node) in {"insert", "update", "delete"}
        if written and root(node) == "AuditEvent":
            yield node.lineno


def _clocks(_: PurePath, tree: ast.Module) -> Lines:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (root(node.func), called(node)) in CLOCKS:
            yield node.lineno


def _outside_calls(_: PurePath, tree: ast.Module) -> Lines:
    for block in transactions(tree):
        for node in (each for statement in block.body for each in ast.walk(statement)):
            if isinstance(node, ast.Call) and (called(node) in OUTSIDE or root(node.func) in OUTSIDE_MODULES):
                yield node.lineno


RULES = (
    Rule("rights over a practice are read in core/groups alone", _rights, ("core/groups/",)),
    Rule(
        "no account is compared to decide",
        _accounts,
        ("core/groups/", "core/enrollment/", "core/identity/", "core/mfa/"),
    ),
    Rule("no state is written outside its mover", _states),
    Rule("no event is written outside a transaction", _events, ("core/audit/",)),
    Rule("no clock but our own is asked", _clocks, ("core/clock.py",)),
    Rule("no transaction waits for the outside", _outside_calls),
)
