"""Whether a plugin declares what it may do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from core.plugin_api import Options
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Source, Subject

# Modules that talk to other machines, and what no permission allows at all.
TALKING = (
    "aiohttp", "aioftp", "aiosmtplib", "asyncpg", "asyncssh", "boto3", "botocore", "ftplib", "grpc",
    "http.client", "http.server", "httpcore", "httplib2", "httpx", "httpx2", "imaplib", "ldap", "ldap3",
    "niquests", "nntplib", "paramiko", "poplib", "psycopg", "psycopg2", "pycurl", "pymongo", "pymysql",
    "pynetdicom", "redis", "requests", "scim2_client", "smtplib", "socket", "socketserver", "ssl", "suds",
    "telnetlib", "tornado", "urllib.request", "urllib3", "websocket", "websockets", "xmlrpc", "zeep",
)  # fmt: skip
# What talks to another machine without a module of its own.
STREAMS = frozenset({"open_connection", "create_connection", "create_datagram_endpoint"})
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
    model = subject.record.options_model
    by_site, by_option = model is not Options, _by_option(model)
    yield from subject.faults_at("permissions")
    for source in subject.sources:
        yield from _not_allowed(source)
        yield from _mails(source, frozenset(asked.mails))
        yield from _talking(source, by_site=by_site or bool(asked.hosts))
        yield from _servers(source, asked.hosts, by_option)


def _not_allowed(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        for module in _imported(node)[:1] if isinstance(node, ast.ImportFrom) else _imported(node):
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


def _talking(source: Source, *, by_site: bool) -> Iterator[str]:
    """What talks to servers where nobody declared one, and no site names one in options."""
    for node in ast.walk(source.tree):
        for module in () if by_site else _imported(node):
            if f"{module}.".startswith(tuple(f"{each}." for each in TALKING)):
                yield f"{source.at(node)}: imports {module}, and permissions.hosts names no server"
                break
        if not by_site and isinstance(node, ast.Call) and getattr(node.func, "attr", "") in STREAMS:
            yield f"{source.at(node)}: calls {ast.unparse(node.func)}, and permissions.hosts names no server"


def _servers(source: Source, declared: tuple[str, ...], by_option: frozenset[str]) -> Iterator[str]:
    """Servers that stand there and that nobody declared."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            # Where no server is declared, what stands within other words is for people to read.
            text = node.value.strip()
            found = _HOST.findall(text) if declared or _HOST.match(text) else []
            for host in dict.fromkeys(found):
                known = any(host == each or host.endswith(f".{each}") for each in declared)
                if not known and host not in by_option:
                    yield f"{source.at(node)}: names {host}, which permissions.hosts lacks"


def _by_option(model: type[Options]) -> frozenset[str]:
    """Servers that an option names until a site names another."""
    return frozenset(
        host for each in model.model_fields.values() for host in _HOST.findall(str(each.default))
    )


def _imported(node: ast.AST) -> list[str]:
    """The modules that are imported there, and what may be one."""
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module or "", *(f"{node.module}.{each.name}" for each in node.names)]
    return []
