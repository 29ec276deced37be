"""A provisioner at its made-up system, called as the host calls it, and the truth behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator
from contextlib import asynccontextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

from core.apart import Loop
from core.plugin_api import ByPeople, ClinicalApplication, Grant, Held
from core.plugin_testing.faults import Faults
from core.plugin_testing.target import MadeUpAccount, Target
from core.provisioning.apart import Apart
from core.provisioning.outcomes import Failed, outcome_of, standing_of
from core.provisioning.reading_back import carried_out

Call = Literal["grant", "update", "revoke", "check"]
SECONDS, PATIENCE, SETTLING = 10.0, 0.15, 0.01
Make = Callable[[dict[str, Any]], Grant[Any]]


class NoMachine(Exception):
    """People give this application, so that no machine can be tried."""


@dataclass
class Bench:
    """`grant` is the access that is tried; `start` are the accounts from before it."""

    provisioner: Apart
    target: Target
    faults: Faults
    grant: Grant[Any]
    empty: Any = None
    start: frozenset[MadeUpAccount] = frozenset()
    known: dict[str, str] = field(default_factory=dict)

    def reset(self) -> None:
        """Have the system forget everything, and nothing go wrong."""
        self.faults.calm()
        self.target.state = deepcopy(self.empty)
        self.known.clear()
        self.begin()

    def begin(self) -> None:
        """Take the accounts that there are as those from before."""
        self.start = self.accounts()

    def accounts(self) -> frozenset[MadeUpAccount]:
        """All accounts as they really are."""
        return frozenset(self.target.accounts())

    def own(self) -> list[MadeUpAccount]:
        """Accounts that are on and were not so before: what this access is worth at this moment."""
        return [each for each in self.accounts() - self.start if each.enabled]

    def more(self) -> int:
        """How many accounts there are beyond those from before, on or off."""
        return len({each.key for each in self.accounts()} - {each.key for each in self.start})

    async def give(self, grant: Grant[Any] | None = None) -> Any:
        """Have it given and read back, as the host does; what counts."""
        return await self._carried("grant", self._held(grant))

    async def take(self, held: Held[Any] | None = None) -> Any:
        """Have it taken away and read back, as the host does; what counts."""
        return await self._carried("revoke", self._held(held))

    async def change(self) -> Any:
        """Have it made as it is now, as the host does where something changed; what counts."""
        held = self._held(None)
        call = self.provisioner.update(held, held) if self.provisioner.changes else None
        return await carried_out(self.provisioner, "grant", held, SECONDS, call=call)

    async def look(self) -> Any:
        """How things stand, as the plugin says."""
        return await standing_of(self.provisioner.check(self._held(None)), SECONDS)

    async def once(self, call: Call) -> Any:
        """Call it once; given up a moment after it was left without an answer."""
        asked = self._called(self.provisioner, call)
        read = standing_of if call == "check" else outcome_of
        running: asyncio.Task[Any] = asyncio.create_task(_in_a_task(read(asked, SECONDS)))
        if self.faults.kind == "never":
            stuck = asyncio.create_task(self.faults.happened.wait())
            await asyncio.wait({running, stuck}, return_when=asyncio.FIRST_COMPLETED)
            stuck.cancel()
            await asyncio.wait({running}, timeout=PATIENCE)
            if not running.done():
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running
                return Failed("No answer")
        return await running

    async def cut(self, call: Call, at: int) -> bool:
        """Call it and give it up when it waits for the so-manieth time; whether it came so far."""
        reached = list[int]()
        made = partial(_Cut, partial(self._called, self.provisioner.own, call), at, reached)
        with suppress(Exception):
            await asyncio.wait_for(self.provisioner.loop.run(lambda: _awaited(made())), SECONDS)
        await asyncio.sleep(SETTLING)
        if reached:
            self.faults.fired["killed"] += 1
        return bool(reached)

    async def _carried(self, change: Literal["grant", "revoke"], held: Any) -> Any:
        outcome = await carried_out(self.provisioner, change, held, SECONDS)
        if change == "grant" and (account := getattr(outcome, "account", "")):
            self.known[held.key] = account
        return outcome

    def _called(self, provisioner: Any, call: Call) -> Any:
        held = self._held(None)
        return getattr(provisioner, call)(*((held, held) if call == "update" else (held,)))

    def _held(self, held: Any) -> Any:
        held = held or self.grant
        return replace(held, account=self.known.get(held.key, ""))


class _Cut:
    """Drives a coroutine, and has its task given up at one of the places where it waits."""

    def __init__(self, call: Callable[[], Coroutine[Any, Any, Any]], at: int, reached: list[int]) -> None:
        self._call, self._at, self._reached = call, at, reached

    def __await__(self) -> Generator[Any, Any, Any]:
        coroutine = self._call()
        step, waits = partial(coroutine.send, None), 0
        while True:
            try:
                waiting = step()
            except StopIteration as over:
                return over.value
            waits += 1
            if waits == self._at:
                self._reached.append(waits)
                _give_up()
            try:
                yield waiting
                step = partial(coroutine.send, None)
            # Whatever ends the task is for the plugin's coroutine, as it would be without this.
            except BaseException as problem:
                step = partial(coroutine.throw, problem)


def _give_up() -> None:
    task = asyncio.current_task()
    if task is not None:
        task.cancel()


async def _awaited(cut: _Cut) -> Any:
    return await cut


async def _in_a_task(call: Awaitable[Any]) -> Any:
    return await call


@asynccontextmanager
async def bench(application: ClinicalApplication[Any], target: Target, make: Make) -> AsyncIterator[Bench]:
    """Open one for an application; `make` makes access from what the system lays over its options.

    Raises NoMachine where people give access.
    """
    if isinstance(application.provisioner, ByPeople):
        raise NoMachine(application.slug)
    apart, faults = Apart(Loop(application.slug), application.provisioner), Faults()
    before = deepcopy(target.state)
    async with target.serve(faults) as options:
        opened = Bench(apart, target, faults, make(dict(options)), before)
        opened.begin()
        try:
            yield opened
        finally:
            target.state = before
