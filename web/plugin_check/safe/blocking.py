"""Whether a plugin holds up the thread that it runs in."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import suppress
from typing import Any

from core.plugin_api import Grant
from core.plugin_testing import a_person, a_practice, held_of
from web.plugin_check.calling import options_at_work
from web.plugin_check.rules import Level, rule
from web.plugin_check.safe.taken import stands_for
from web.plugin_check.steps import Steps
from web.plugin_check.subject import Source, Subject

LONGEST, TRIES, SECONDS = 0.05, 5, 5.0
# Calls that wait, whatever they wait for, by module and name.
WAITING = {
    "time": {"sleep"},
    "requests": {"get", "post", "put", "patch", "delete", "request", "head"},
    "urllib.request": {"urlopen"},
    "httpx": {"get", "post", "put", "patch", "delete", "request", "Client"},
    "subprocess": {"run", "call", "check_call", "check_output"},
    "os": {"system"},
    "socket": {"create_connection", "getaddrinfo", "gethostbyname"},
}
_NAMED = {f"{module}.{name}" for module, names in WAITING.items() for name in names}


@rule("S14", Level.SAFE, "No call blocks for more than 50 milliseconds")
async def blocks(subject: Subject) -> AsyncIterator[str]:
    """No function of the plugin calls what is known to wait, such as `time.sleep` or `requests.get`. Between
    two awaits `grant`, `update`, `check` and `revoke` take 50 milliseconds at most, and so does `rule`. What
    takes longer is measured five times, without the time in which others had the processor.

    Why: all calls of a plugin share one loop. One that blocks holds up every other removal at the same
    application, and whatever has no answer in time is begun again.

    To fix it: await an asynchronous client in place of the one that waits, `asyncio.sleep` in place of
    `time.sleep`, and put long work into `asyncio.to_thread`.
    """
    for source in subject.sources:
        for words in _known_to_wait(source):
            yield words
    if (took := _rule(subject)) > LONGEST:
        yield f"the rule of its eligibility takes {took * 1000:.0f} milliseconds"
    for call in ("grant", "update", "check", "revoke"):
        steps = await _shortest(subject, call)
        if steps and steps.longest > LONGEST:
            at = f" at {steps.where}" if steps.where else ""
            yield f"{call} blocks for {steps.longest * 1000:.0f} milliseconds{at}"


def _known_to_wait(source: Source) -> Iterator[str]:
    called = stands_for(source.tree)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            head, _, rest = name.partition(".")
            whole = f"{called.get(head, head)}.{rest}".rstrip(".")
            if whole in _NAMED:
                yield f"{source.at(node)}: calls {whole}, which waits and lets nobody else go on"


async def _shortest(subject: Subject, call: str) -> Steps | None:
    """The measure of the try that was shortest; it is tried again only while it takes too long."""
    best: Steps | None = None
    for _ in range(TRIES):
        async with options_at_work(subject) as options:
            made = _made(subject, call, subject.grant(options=options))
            if made is None:
                return None
            with Steps(subject.folder) as steps, suppress(Exception, SystemExit):
                await steps.run(made)
        if best is None or steps.longest < best.longest:
            best = steps
        if best.longest <= LONGEST:
            break
    return best


def _made(subject: Subject, call: str, grant: Grant[Any]) -> Awaitable[Any] | None:
    works: Any = subject.record.provisioner
    if call == "update":
        return works.update(grant, held_of(grant)) if hasattr(works, "update") else None
    made: Awaitable[Any] = getattr(works, call)(grant if call == "grant" else held_of(grant))
    return made


def _rule(subject: Subject) -> float:
    own = subject.record.eligibility.rule
    if own is None:
        return 0.0
    found = []
    for _ in range(TRIES):
        with Steps(subject.folder) as steps, suppress(Exception):
            steps.call(lambda: own(a_person(), a_practice()))
        found.append(steps.longest)
    return min(found)
