"""B19: many live pages of practices beside the list of support, in one process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from benchmarks.asking import Browser
from benchmarks.bench import Bench
from benchmarks.in_turns import Contender, Figures, in_turns
from benchmarks.processes import Server
from benchmarks.results import Goal, Line, NotMeasured
from benchmarks.rows.lists import ANALYST, LIST, OF_A_REQUEST, getting
from benchmarks.rows.trail import ANY
from benchmarks.streams import Stream, following, until
from core.access.tables import Request
from core.actor import SYSTEM, Actor
from core.audit import change
from core.audit.actions import Event, note_each
from core.audit.following import newest_number
from core.groups.tables import Appointment
from core.identity.sessions import start
from core.identity.tables import Account
from core.settings import Settings
from web.security.sessions import Cookies

# How many at each size; one session may hold so many of them.
MANY: Mapping[str, int] = {"S": 200, "M": 2000, "L": 2000}
OF_A_SESSION = 4
ROUNDS, QUIET_SECONDS = 3, 20


@dataclass(frozen=True, slots=True)
class _Beside:
    """The list while all of them are open, and what came of them."""

    figures: Figures
    memory_kb: float
    quiet_ms: float
    lost: int
    changes: int
    wrong: int


def live_pages(bench: Bench) -> list[Line]:
    """B19: each watches a request, hears of every change, and goes on from where it was cut off."""
    size = bench.largest()
    with bench.portal(size).copied_without_backlog("streams") as portal, portal.at_rest() as server:
        streams = portal.with_database(lambda settings: _streams(settings, MANY[size]))
        analyst = portal.signed_in(server, ANALYST)
        alone = _list(analyst, server)
        beside = portal.with_database(lambda _: _beside(streams, analyst, server))
    details: dict[str, Any] = {"alone": alone.stored(), "beside": beside.figures.stored()}
    details |= {"changes to hear of": beside.changes, "cpu ms a second at rest": round(beside.quiet_ms)}
    wrong = alone.failures + beside.figures.failures + beside.wrong
    slower, dearer = beside.figures.p50 / alone.p50, beside.figures.cpu / alone.cpu
    words, cpu = f"the list beside {len(streams)} live pages, by the clock", beside.figures.cpu
    less, little, every = Goal("≤", 1.5), Goal("≤", 40, "ours", "KB"), Goal("≥", 100, "ours", "%")
    return [
        Line(words, beside.figures.p50, "ms", less, alone.p50, slower, wrong, details),
        Line("the processor meanwhile, all of it, for each list", cpu, "ms", ANY, alone.cpu, dearer),
        Line("memory of each live page", beside.memory_kb, "KB", little),
        Line("changes that were heard of", 100 * (1 - beside.lost / beside.changes), "%", every),
    ]


async def _streams(settings: Settings, many: int) -> list[Stream]:
    """Sign in those who administer practices, and have each watch a request of theirs."""
    cookie, since = Cookies(settings.base_url).session, await newest_number()
    holds = (Appointment.part == "administrator") & (Appointment.state == "in-force")
    query = Appointment.select(Appointment.account, Appointment.group).where(holds)
    group_of = {row["account"]: row["group"] for row in await query.where(Appointment.account.is_not_null())}
    requests = await Request.select(Request.id, Request.number, Request.group).order_by(Request.number)
    of_group = {row["group"]: row for row in requests}
    chosen = [(account, of_group[group]) for account, group in group_of.items() if group in of_group]
    if len(chosen) * OF_A_SESSION < many:
        raise NotMeasured(f"{len(chosen)} people at this size could watch a request")
    streams = list[Stream]()
    for place, (account, request) in enumerate(chosen[: many // OF_A_SESSION]):
        token, network = await _signed_in(account), f"203.0.{place % 250}.{place // 250}"
        path = f"/live/requests/{request['number']}?since={since}"
        one = (path, f"{cookie}={token}", network, str(request["id"]), since)
        streams += [Stream(*one) for _ in range(OF_A_SESSION)]
    return streams


async def _signed_in(account: UUID) -> str:
    visitor = Actor("person", None, "A visitor", address="127.0.0.1", agent="Firefox")
    await Account.update({Account.factor_due_at: None}).where(Account.id == account)
    return await start(account, "full", by=visitor)


async def _beside(streams: Sequence[Stream], analyst: Browser, server: Server) -> _Beside:
    before = server.memory_mb()
    async with following(streams, server.port):
        memory = (server.memory_mb() - before) * 1024 / len(streams)
        quiet = await _at_rest(server)
        figures = await asyncio.to_thread(_list, analyst, server)
        lost = 0
        for _ in range(ROUNDS):
            number = await _change(streams)
            lost += await _unheard(streams, number)
    # While nobody listens, and then they come back.
    number = await _change(streams)
    async with following(streams, server.port):
        lost += await _unheard(streams, number)
    wrong = sum(bool(each.refused) for each in streams)
    return _Beside(figures, memory, quiet, lost, (ROUNDS + 1) * len(streams), wrong)


async def _unheard(streams: Sequence[Stream], number: int) -> int:
    """How many were never told that something happened from this event on."""
    return len(await until(lambda each: each.told >= number, streams))


async def _at_rest(server: Server) -> float:
    """The processor time that they take in a second in which nothing happens, in milliseconds."""
    before, began = server.cpu_seconds(), time.monotonic()
    await asyncio.sleep(QUIET_SECONDS)
    return (server.cpu_seconds() - before) * 1000 / (time.monotonic() - began)


async def _change(streams: Sequence[Stream]) -> int:
    """Let something happen to every request that is watched; return the number of the first of it."""
    async with change("benchmark.written", by=SYSTEM, subject=("benchmark", "streams")):
        before = await newest_number()
        keys = dict.fromkeys(each.key for each in streams)
        note_each(Event("benchmark.changed", SYSTEM, ("request", key)) for key in keys)
    return before + 1


def _list(analyst: Browser, server: Server) -> Figures:
    return in_turns({"list": Contender(server, getting(analyst, LIST), OF_A_REQUEST)})["list"]
