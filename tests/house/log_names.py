"""The names of the lines that the product writes to its log, read from its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.house.source import ROOT, python_files

_METHODS = {"debug", "info", "warning", "error", "critical", "exception"}
_NAME = re.compile(r"[a-z]+\.[a-z-]+")
# Where the name of a line is not written in the call itself: the names it may have.
_INDIRECT = {
    "core/audit/checkpoints.py": ("trail.not-signed", "trail.rewritten"),
    "core/blocking.py": (),  # of whoever watches, as the call of `watched` says
    "core/database/worker.py": (),  # of each worker, as the call of `LeaseWorker` says
    "core/identity/limits.py": (),  # a sentence
    "core/mail/worker.py": ("mail.sent", "mail.waiting", "mail.refused", "mail.dead"),
    "core/provisioning/late.py": ("work.removals-late", "work.changes-late"),
    "core/provisioning/naming_unfit.py": ("application.switched-off", "application.answers-do-not-fit"),
    "web/pages/public/health.py": (),  # a sentence
}


def log_names() -> set[str]:
    """Every name, with those of workers and of what is watched."""
    found = {"portal.outage", "portal.connections"}
    for file, nodes in _read().items():
        found |= {each for node in nodes for each in _of_call(node)}
        found |= set(_INDIRECT.get(file, ()))
    return found


def said_elsewhere() -> set[str]:
    """The files in which a line has a name that its call does not say."""
    return {
        file
        for file, nodes in _read().items()
        for node in nodes
        if _logs(node) and not isinstance(node.args[0], ast.Constant)
    }


def known_elsewhere() -> set[str]:
    """The files that are known to do so."""
    return set(_INDIRECT)


@cache
def _read() -> dict[str, list[ast.Call]]:
    """Every call of every file of the product."""
    return {
        file.relative_to(ROOT).as_posix(): [
            node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)
        ]
        for file in python_files("core", "web")
    }


def _of_call(node: ast.Call) -> Iterator[str]:
    if not node.args or not isinstance(node.args[0], ast.Constant):
        return
    first, called = str(node.args[0].value), ast.unparse(node.func)
    if called == "watched":
        yield from (first, f"{first}.over")
    elif called == "LeaseWorker":
        yield f"{first}.worker-failed"
        yield from (
            str(each.value.value)
            for each in node.keywords
            if each.arg == "failed" and isinstance(each.value, ast.Constant)
        )
    elif _logs(node) and _NAME.fullmatch(first):
        yield first


def _logs(node: ast.Call) -> bool:
    """Tell whether it is a call that writes a line: of a log, or of a method of one kept as `write`."""
    if not node.args:
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "write" and isinstance(node.args[0], ast.Constant)
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _METHODS:
        return False
    return re.fullmatch(r"_?log|outage", ast.unparse(node.func.value)) is not None
