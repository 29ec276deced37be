"""Who reads at once, and when their reads go to the database together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field
from typing import Any, Protocol

from core.database import statements
from core.database.lateness import reads_late
from core.database.parts import as_one, can_be_part, told_apart

# Seconds after which those are answered who asked, though others still wait for something else.
PATIENCE = 0.02
# Of more reads PostgreSQL thinks longer, each time anew, than it takes to answer them.
MOST_AT_ONCE = 12
Task = asyncio.Task[Any]


class EngineOfReads(Protocol):
    """What asks the database: one of the two engines."""

    engine_type: str
    replica: Any

    def run_text(self, text: str, values: list[Any]) -> Awaitable[Any]:
        """Run one statement."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A read, who waits for its rows, and where they are put; `late` where a replica may answer it."""

    engine: EngineOfReads
    text: str
    values: list[Any]
    task: Task
    rows: asyncio.Future[Any]
    late: bool
    around: Context


@dataclass(slots=True, eq=False)
class Gathering:
    """Tasks that read at once: all of them, and those who may ask more before the others are answered."""

    own: set[Task] = field(default_factory=set)
    busy: set[Task] = field(default_factory=set)
    asked: list[_Asked] = field(default_factory=list)
    sending: set[asyncio.Task[None]] = field(default_factory=set)
    late: asyncio.TimerHandle | None = None

    async def rows(self, engine: EngineOfReads, text: str, values: list[Any]) -> Any:
        """Answer a read as soon as nobody else is about to ask something."""
        loop = asyncio.get_running_loop()
        late = engine.replica is not None and reads_late()
        asked = _Asked(engine, text, values, this_task(), loop.create_future(), late, copy_context())
        self.asked.append(asked)
        if self.late is None:
            self.late = loop.call_later(PATIENCE, self._ask)
        self.waits(asked.task)
        return await asked.rows

    def waits(self, task: Task) -> None:
        """Note that somebody waits or has ended; the last of them has the database asked."""
        self.busy.discard(task)
        if not self.busy:
            self._ask()

    def _ask(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None
        asked, self.asked = [each for each in self.asked if not each.rows.done()], []
        self.busy.update(each.task for each in asked)
        for late in (False, True):
            if alike := [each for each in asked if each.late is late]:
                self._send(alike)

    def _send(self, asked: Sequence[_Asked]) -> None:
        # Whether a replica may answer is said around whoever asks.
        sending = asyncio.create_task(_answer_in_turn(asked), context=asked[0].around)
        self.sending.add(sending)
        sending.add_done_callback(self.sending.discard)


async def _answer_in_turn(asked: Sequence[_Asked]) -> None:
    """Answer who asked first before the others are read, so that nothing is older than the first of it."""
    for start in range(0, len(asked), MOST_AT_ONCE):
        await _answer(asked[start : start + MOST_AT_ONCE])


async def _answer(asked: Sequence[_Asked]) -> None:
    """Answer some reads, or tell each of them what went wrong."""
    try:
        found = await _found(asked)
    except Exception as problem:
        for each in asked:
            if not each.rows.done():
                each.rows.set_exception(problem)
        return
    for each, rows in zip(asked, found, strict=True):
        if not each.rows.done():
            each.rows.set_result(rows)


async def _found(asked: Sequence[_Asked]) -> Sequence[Any]:
    engine = asked[0].engine
    if len(asked) == 1:
        return [await engine.run_text(asked[0].text, asked[0].values)]
    reads = [(each.text, each.values) for each in asked]
    text, values = as_one(reads, numbered=engine.engine_type == "postgres")
    statements.note_reads(text, reads)
    return told_apart(await engine.run_text(text, values))


reading_at_once: ContextVar[Gathering | None] = ContextVar("reading_at_once", default=None)


def gathering_for(text: str) -> Gathering | None:
    """Return those with whose reads this statement goes; None where it goes alone."""
    gathering = reading_at_once.get()
    if gathering is None or this_task() not in gathering.own or not can_be_part(text):
        return None
    return gathering


def this_task() -> Task:
    """Return the task that asks."""
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("outside of a task nothing is read at once")
    return task
