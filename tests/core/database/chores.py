"""A table of work for the tests of workers, and a worker over it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sized
from typing import Any

from piccolo.columns import Integer, Varchar

from core import clock as time_source
from core.database.leases import Lease, Work
from core.database.worker import LeaseWorker


class Chore(Work, tablename="chore"):
    """Something to do of one kind or another, and how often it was done."""

    kind = Varchar(length=20)
    done = Integer(default=0)


async def write(*kinds: str) -> None:
    for kind in kinds:
        await Chore.insert(Chore(due=time_source.now(), kind=kind))


async def rows() -> list[dict[str, Any]]:
    return list(await Chore.select().order_by(Chore.kind))


async def until_done(*but: str) -> None:
    for _ in range(3000):
        if all(row["due"] is None or row["kind"] in but for row in await rows()):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("a row was never done")


async def until(entries: Sized) -> None:
    for _ in range(3000):
        if entries:
            return
        await asyncio.sleep(0.01)


async def finish(lease: Lease) -> None:
    await lease.settle({Chore.done: Chore.done + 1})


def chore_worker(handle: Callable[[Lease], Awaitable[None]] = finish, **options: Any) -> LeaseWorker:
    return LeaseWorker(
        "chores",
        Chore,
        handle,
        failed="chore.failed",
        about=lambda row: {"kind": row["kind"]},
        **{"idle_seconds": 0.02, **options},
    )


class Busy:
    """A handler that says when it begins and ends only when it is told to."""

    def __init__(self) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.canceled = False

    async def __call__(self, lease: Lease) -> None:
        self.begun.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.canceled = True
            raise
        await finish(lease)
