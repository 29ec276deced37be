"""What an application says of itself by itself: how it is, and who has accounts there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any

from core.plugin_api import ByPeople, OnRoster
from core.plugin_testing.bench import SECONDS, Bench
from web.plugin_check.reliable.trials import Untried, bench_of
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Exempt, Subject

Ask = Callable[[Any, Bench], AsyncIterator[str]]


@rule("K3", Level.KIND, "It says how it is")
async def health(subject: Subject) -> AsyncIterator[str]:
    """`health` tells settings, reach and credentials apart: of a system that is well all is `Ok`; of one that
    is down `reach` is `Trouble`; where credentials are refused `credentials` is `Trouble` and `reach` is not.

    Why: "it does not work" takes support an hour; "the credentials are refused" takes a minute.

    To fix it: give `health` to the record, ask the system what needs credentials and changes nothing, and
    say each of the three by itself.
    """
    async for words in _tried(subject, "health", _told_apart):
        yield words


async def _tried(subject: Subject, name: str, ask: Ask) -> AsyncIterator[str]:
    """Ask of what a record has by this name at the made-up system; that it can't be tried is found, too."""
    for words in _missing(subject, name):
        yield words
        return
    try:
        async with bench_of(subject) as opened:
            async for words in ask(subject.record, opened):
                yield words
    except Untried as problem:
        yield str(problem)


async def _told_apart(record: Any, opened: Bench) -> AsyncIterator[str]:
    well = await _asked(record, opened)
    for part in ("settings", "reach", "credentials"):
        if not _is(well, part, "Ok"):
            yield f"of a system that is well, {part} is {_name(well, part)}"
    opened.faults.plan("down")
    down = await _asked(record, opened)
    if not _is(down, "reach", "Trouble"):
        yield f"of a system that is down, reach is {_name(down, 'reach')}"
    if _is(down, "credentials", "Ok"):
        yield "of a system that is down, credentials are Ok"
    opened.faults.plan("refused")
    refused = await _asked(record, opened)
    if not _is(refused, "credentials", "Trouble"):
        yield f"where credentials are refused, credentials are {_name(refused, 'credentials')}"
    if _is(refused, "reach", "Trouble"):
        yield "where credentials are refused, reach is Trouble although the system answers"
    if any(opened.target.secret in repr(each) for each in (well, down, refused)):
        yield "its words hold the secret of the system"


async def _asked(record: Any, opened: Bench) -> object:
    """What it answers, or what it raises."""
    call = opened.provisioner.loop.run(partial(record.health, opened.grant.options))
    try:
        return await asyncio.wait_for(call, SECONDS)
    except Exception as problem:
        return problem


def _is(vitals: object, part: str, kind: str) -> bool:
    return type(getattr(vitals, part, None)).__name__ == kind


def _name(vitals: object, part: str) -> str:
    said = getattr(vitals, part, vitals)
    return "not said" if said is None else type(said).__name__


@rule("K4", Level.KIND, "It lists its accounts")
async def feeds(subject: Subject) -> AsyncIterator[str]:
    """`roster` is given, so that the host can compare accounts with access: it lists an account that was
    made, under the key of its access, and after the access was taken away none under it that is on.

    When accounts were last used no application is asked yet, so that nothing of that is looked at.

    Why: an account that nobody's access belongs to is found in no other way.

    To fix it: give `roster` to the record, and yield an `OnRoster` for each account that bears a key.
    """
    async for words in _tried(subject, "roster", _listed):
        yield words


async def _listed(record: Any, opened: Bench) -> AsyncIterator[str]:
    await opened.give()
    given = await _roster(record, opened)
    if opened.own() and not any(each.key == opened.grant.key and each.enabled for each in given):
        yield "roster doesn’t list an account that was made, as one that is on"
    await opened.take()
    if any(each.key == opened.grant.key and each.enabled for each in await _roster(record, opened)):
        yield "roster lists an account as on whose access was taken away"


async def _roster(record: Any, opened: Bench) -> list[OnRoster]:
    async def listed() -> list[OnRoster]:
        return [each async for each in record.roster(opened.grant.options)]

    return await asyncio.wait_for(opened.provisioner.loop.run(listed), SECONDS)


def _missing(subject: Subject, name: str) -> Iterator[str]:
    if isinstance(subject.record.provisioner, ByPeople):
        raise Exempt("people do the work")
    if getattr(subject.record, name) is None:
        yield f"the record has no {name}"
