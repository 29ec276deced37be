"""Calls that are made again: the host makes each as often as it takes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace

from core.plugin_api import Done
from core.plugin_testing.bench import Bench
from core.plugin_testing.life_cycle import Step, gives, gives_twice, takes_twice
from web.plugin_check.reliable.trials import CALLS, Untried, bench_of, prepared, seen
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject

WATCHED, LOOKS = 0.5, 5


@rule("R1", Level.RELIABLE, "Granting twice makes one account")
async def granting_twice(subject: Subject) -> AsyncIterator[str]:
    """Access that is given again, or changed to what it is, leaves one account, the same as before.

    Why: the host calls `grant` until it has seen the access there, and after a crash it may call again what
    was done already. A second account is one that nobody takes away.

    To fix it: look the account up by the key of the grant, or of the human, before you make one.
    """
    async for words in at_bench(subject, gives, gives_twice):
        yield words


@rule("R2", Level.RELIABLE, "Revoking twice is no error")
async def revoking_twice(subject: Subject) -> AsyncIterator[str]:
    """What is taken away again, or was never given, is `Done`, and `check` answers Absent.

    Why: the host calls `revoke` until it has seen twice that the access is gone. An error keeps the removal
    in the queue of work for ever, and support looks for what is not there.

    To fix it: answer Done where there is nothing of the access, and change nothing then.
    """
    async for words in at_bench(subject, takes_twice):
        yield words


@rule("R8", Level.RELIABLE, "A late retry after a removal does nothing")
async def late_retries(subject: Subject) -> AsyncIterator[str]:
    """A call leaves no task and no thread behind. One that was given up asks nothing more, and `revoke` of
    old access leaves newer access alone.

    Why: a request that is repeated behind the host's back can give access again after it was taken away, and
    a removal that comes late can take away what the same person was given since.

    To fix it: start no task and no thread that outlives its call, and mark the account with the key of the
    grant, so that `revoke` can tell for what it is there.
    """
    try:
        async with bench_of(subject) as opened:
            async for words in _nothing_is_left(opened):
                yield words
            async for words in _nothing_goes_on(opened):
                yield words
            async for words in _newer_access_stays(opened):
                yield words
    except Untried as problem:
        yield str(problem)


async def _nothing_is_left(opened: Bench) -> AsyncIterator[str]:
    """What a call began and left behind: tasks of its loop, and threads but those that wait for work."""
    for call in CALLS if opened.provisioner.changes else CALLS[:3]:
        await prepared(opened, call)
        before, others = await opened.provisioner.loop.run(_running), _threads()
        await opened.once(call)
        for _ in range(LOOKS):
            await asyncio.sleep(WATCHED / LOOKS)
            tasks = await opened.provisioner.loop.run(_running) - before
            threads = _threads() - others
            if not tasks and not threads:
                break
        else:
            kind = "a task" if tasks else "a thread"
            yield f"{call} leaves {kind} running that it began"


async def _running() -> set[asyncio.Task[object]]:
    return asyncio.all_tasks() - {asyncio.current_task()}


def _threads() -> set[threading.Thread]:
    waiting = ("asyncio_", "ThreadPoolExecutor", "AnyIO worker thread")
    return {each for each in threading.enumerate() if not each.name.startswith(waiting)}


async def _nothing_goes_on(opened: Bench) -> AsyncIterator[str]:
    for call in CALLS[:2]:
        await prepared(opened, call)
        opened.faults.plan("never")
        await opened.once(call)
        opened.faults.calm()
        await opened.take()
        there, asked = opened.accounts(), len(opened.faults.asked)
        await asyncio.sleep(WATCHED)
        if len(opened.faults.asked) > asked or opened.accounts() != there:
            yield f"{call} goes on after it was given up, and after the access was taken away"


async def _newer_access_stays(opened: Bench) -> AsyncIterator[str]:
    opened.reset()
    older = opened.grant
    await opened.give()
    await opened.take()
    opened.grant = replace(older, key=f"{older.key}-anew")
    try:
        if not isinstance(given := await opened.give(), Done):
            yield f"the same person is not given access anew: {type(given).__name__}"
            return
        there = opened.accounts()
        await opened.provisioner.revoke(older)
        if opened.accounts() != there:
            yield "revoke of older access, called late, changes what the same person was given since"
        async for words in seen(opened, there=True):
            yield words
    finally:
        opened.grant = older


async def at_bench(subject: Subject, *steps: Step) -> AsyncIterator[str]:
    """What these steps find at the bench of a plugin, each on a system that is new."""
    try:
        async with bench_of(subject) as opened:
            for step in steps:
                opened.reset()
                async for words in step(opened):
                    yield words
    except Untried as problem:
        yield str(problem)
