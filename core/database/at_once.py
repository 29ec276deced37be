"""Reads that do not wait for one another, asked with one statement.

`await at_once(one(), other())` answers as `await one(), await other()` would. What both ask at the same time
goes to the database as one statement (`core/database/parts.py`): one visit instead of two, and one moment of
which both tell. What one of them asks because of what it read goes with what the other asks then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, overload

from core.database.connection import current
from core.database.gathering import Gathering, Task, reading_at_once, this_task

Found = TypeVar("Found")
One = TypeVar("One")
Two = TypeVar("Two")
Three = TypeVar("Three")
Four = TypeVar("Four")
Five = TypeVar("Five")
Six = TypeVar("Six")
Of = Coroutine[Any, Any, Found]


@overload
async def at_once(a: Of[One], b: Of[Two], /) -> tuple[One, Two]: ...
@overload
async def at_once(a: Of[One], b: Of[Two], c: Of[Three], /) -> tuple[One, Two, Three]: ...
@overload
async def at_once(a: Of[One], b: Of[Two], c: Of[Three], d: Of[Four], /) -> tuple[One, Two, Three, Four]: ...
@overload
async def at_once(
    a: Of[One], b: Of[Two], c: Of[Three], d: Of[Four], e: Of[Five], /
) -> tuple[One, Two, Three, Four, Five]: ...
@overload
async def at_once(
    a: Of[One], b: Of[Two], c: Of[Three], d: Of[Four], e: Of[Five], f: Of[Six], /
) -> tuple[One, Two, Three, Four, Five, Six]: ...
@overload
async def at_once(*reads: Of[Any]) -> tuple[Any, ...]: ...
async def at_once(*reads: Of[Any]) -> tuple[Any, ...]:
    """Do all of these, none of which changes anything; return what each returns, in their order.

    What one raises is raised, and the others are given up. Within a transaction they are done in turn.
    """
    if current().engine.transaction_exists():
        return await _in_turn(reads)
    outer = reading_at_once.get()
    if outer is not None and this_task() in outer.own:
        return await _inside(outer, reads)
    gathering = Gathering()
    token = reading_at_once.set(gathering)
    try:
        return await _all_of(gathering, reads, lambda: None)
    finally:
        reading_at_once.reset(token)


async def _in_turn(reads: tuple[Of[Any], ...]) -> tuple[Any, ...]:
    found = []
    try:
        for read in reads:
            found.append(await read)
    finally:
        for read in reads[len(found) :]:
            read.close()
    return tuple(found)


async def _inside(outer: Gathering, reads: tuple[Of[Any], ...]) -> tuple[Any, ...]:
    """Let them read with those who read at once already, one of whom waits for them."""
    task = this_task()
    try:
        return await _all_of(outer, reads, lambda: outer.busy.add(task))
    finally:
        outer.busy.add(task)


async def _all_of(
    gathering: Gathering, reads: tuple[Of[Any], ...], done: Callable[[], None]
) -> tuple[Any, ...]:
    tasks = [asyncio.create_task(read) for read in reads]
    left = set(tasks)

    def ended(task: Task) -> None:
        left.discard(task)
        if not left:
            done()
        gathering.own.discard(task)
        gathering.waits(task)

    for task in tasks:
        task.add_done_callback(ended)
    gathering.own.update(tasks)
    gathering.busy.update(tasks)
    gathering.busy.discard(this_task())
    try:
        return tuple(await asyncio.gather(*tasks))
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
