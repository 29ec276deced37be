"""Small readings of a syntax tree that the rules share."""

from __future__ import annotations

import ast
from collections.abc import Iterator

OPENS_A_TRANSACTION = frozenset({"change", "transaction", "editing", "moving", "_moving"})


def called(node: ast.AST) -> str:
    """The last part of what is called: `f` for `f()`, `m.f()` and `await m.f()`; empty for anything else."""
    if isinstance(node, ast.Await):
        return called(node.value)
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def transactions(tree: ast.AST) -> Iterator[ast.AsyncWith]:
    """Every block that is one transaction."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncWith) and any(
            called(item.context_expr) in OPENS_A_TRANSACTION for item in node.items
        ):
            yield node


def root(node: ast.AST) -> str:
    """The first name of `a.b.c`."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""
