"""Whether a plugin declares what it may do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from core.plugin_api import Options
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Source, Subject

# Modules that talk to other machines, and what no permission allows at all.
TALKING = frozenset(
    {"aiohttp", "ftplib", "httpx", "ldap3", "requests", "smtplib", "socket", "ssl", "urllib3"}
)
FORBIDDEN = {
    "subprocess": "starts programs",
    "multiprocessing": "starts programs",
    "pty": "starts programs",
    "ctypes": "calls code outside of Python",
    "cffi": "calls code outside of Python",
}
_CALLS = frozenset({"eval", "exec", "os.system", "os.popen", "os.fork", "os.kill"})
_HOST = re.compile(r"(?:https?|ldaps?|wss?)://([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")


@rule("S8", Level.SAFE, "Declares its rights, and uses no more")
def rights(subject: Subject) -> Iterator[str]:
    """Each mail that the plugin sends, and each server whose address stands in it, is declared in
    `permissions`, and so is some server where it imports what talks to one and no option of its own names it.
    It starts no programs, and runs no text as code.

    Why: whoever switches a plugin on reads what it may do, and nothing else of it. The host sends no mail
    that isn't declared; to servers it can't hold a plugin, so that its word has to be right.

    To fix it: add what the line names to `permissions` of the record, `mails` or `hosts`; or take it out.
    """
    asked = subject.record.permissions
    yield from subject.faults_at("permissions")
    for source in subject.sources:
        yield from _not_allowed(source)
        yield from _mails(source, frozenset(asked.mails))
        yield from _servers(source, asked.hosts, by_site=subject.record.options_model is not Options)


def _not_allowed(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        for module in _imported(node):
            if words := FORBIDDEN.get(module.partition(".")[0]):
                yield f"{source.at(node)}: imports {module}, which {words}: no permission allows that"
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in _CALLS:
            yield f"{source.at(node)}: calls {name}, which no permission allows"


def _mails(source: Source, declared: frozenset[str]) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "tell":
            named = [*node.args[1:2], *(each.value for each in node.keywords if each.arg == "template")]
            for each in named:
                if (
                    isinstance(each, ast.Constant)
                    and isinstance(each.value, str)
                    and each.value not in declared
                ):
                    yield f'{source.at(node)}: mails "{each.value}", which permissions.mails lacks'


def _servers(source: Source, declared: tuple[str, ...], *, by_site: bool) -> Iterator[str]:
    """Servers that nobody declared; there may be none where a site names them in options."""
    for node in ast.walk(source.tree):
        for module in _imported(node):
            if module.partition(".")[0] in TALKING and not declared and not by_site:
                yield f"{source.at(node)}: imports {module}, and permissions.hosts names no server"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for host in _HOST.findall(node.value):
                if declared and not any(host == each or host.endswith(f".{each}") for each in declared):
                    yield f"{source.at(node)}: names {host}, which permissions.hosts lacks"


def _text(node: ast.expr) -> str:
    """What is written there as plain text."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
