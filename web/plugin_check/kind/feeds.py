"""What an application says of itself by itself: how it is, and who has accounts there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from core import clock
from core.plugin_api import ByPeople, Evidence
from core.plugin_testing import NotPlanted
from core.plugin_testing.bench import SECONDS, Bench
from web.plugin_check.kind.saying import noted
from web.plugin_check.reliable.trials import Untried, bench_of
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Exempt, Subject

DAY, SLACK = timedelta(days=1), timedelta(seconds=2)
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


@rule("K4", Level.KIND, "It lists its accounts, and when they were used")
async def feeds(subject: Subject) -> AsyncIterator[str]:
    """`roster` is given, so that the host can compare accounts with access: it lists an account that was
    made, under the key of its access, and after the access was taken away none under it that is on. `usage`
    is given, and yields the use of such an account since a moment, and none from before it.

    Where the made-up system has no `use`, nobody can use an account there, and `usage` has to say nothing.

    Why: an account that nobody's access belongs to is found in no other way, and what nobody uses is taken
    away only where somebody knows.

    To fix it: give `roster` to the record, and yield an `OnRoster` for each account that bears a key; give
    `usage`, and yield a `Used` for the last use of each.
    """
    async for words in _tried(subject, "roster", _listed):
        yield words
    async for words in _tried(subject, "usage", _used):
        yield words


async def _listed(record: Any, opened: Bench) -> AsyncIterator[str]:
    await opened.give()
    given = await _yielded(opened, partial(record.roster, opened.grant.options))
    if opened.own() and not any(each.key == opened.grant.key and each.enabled for each in given):
        yield "roster doesn’t list an account that was made, as one that is on"
    await opened.take()
    left = await _yielded(opened, partial(record.roster, opened.grant.options))
    if any(each.key == opened.grant.key and each.enabled for each in left):
        yield "roster lists an account as on whose access was taken away"


async def _used(record: Any, opened: Bench) -> AsyncIterator[str]:
    await opened.give()
    at, names = clock.now() - DAY, {each.name for each in opened.own()}
    with suppress(NotPlanted, AttributeError):
        opened.target.use(opened.grant.person, at)
        since = await _yielded(opened, partial(record.usage, opened.grant.options, at - DAY))
        own = [
            each for each in since if each.key == opened.grant.key or (not each.key and each.account in names)
        ]
        if not any(abs(each.at - at) < SLACK for each in own):
            yield "usage doesn’t tell that an account was used since"
    later = await _yielded(opened, partial(record.usage, opened.grant.options, at + DAY / 2))
    if any(each.at < at + DAY / 2 for each in later):
        yield "usage tells of use before the moment since which it is asked"


async def _yielded(opened: Bench, feed: Callable[[], AsyncIterator[Any]]) -> list[Any]:
    """Everything that a feed yields, in the plugin's own loop."""

    async def listed() -> list[Any]:
        return [each async for each in feed()]

    return await asyncio.wait_for(opened.provisioner.loop.run(listed), SECONDS)


@rule("K8", Level.KIND, "A reviewer is told what there is of the access")
async def evidence(subject: Subject) -> AsyncIterator[str]:
    """`evidence` is given, and says of access that was given what the application has of it, in lines that
    the host shows: up to eight facts and twelve roles, no secret. It changes nothing. Where people do the
    work, each check-list, to give, take away and look, says what is to be noted, which is the evidence.

    Why: whoever confirms access each year reads a name and presses yes, unless something shows what it is
    for. Of people's work what was noted is all that shows, a year later, that somebody looked.

    To fix it: give `evidence` to the record, and return an `Evidence` with roles, facts and the last use. End
    each check-list with a step that says "Note the account name here", or the like.
    """
    if isinstance(subject.record.provisioner, ByPeople):
        async for words in noted(subject):
            yield words
        return
    async for words in _tried(subject, "evidence", _shown):
        yield words


async def _shown(record: Any, opened: Bench) -> AsyncIterator[str]:
    await opened.give()
    before = opened.accounts()
    asked = opened.provisioner.loop.run(partial(record.evidence, opened.grant))
    said = await asyncio.wait_for(asked, SECONDS)
    if opened.accounts() != before:
        yield "evidence changes what is there"
    if not isinstance(said, Evidence) or not (said.facts or said.roles):
        yield "evidence says nothing of access that was given"
        return
    lines = [(label, 40) for label, _ in said.facts] + [(value, 120) for _, value in said.facts]
    if (
        len(said.facts) > 8
        or len(said.roles) > 12
        or not all(_line(each, most) for each, most in [*lines, *((role, 60) for role in said.roles)])
    ):
        yield "evidence has more or longer lines than the host shows"
    if opened.target.secret in repr(said):
        yield "evidence holds the secret of the system"


def _line(said: object, most: int) -> bool:
    return isinstance(said, str) and said.isprintable() and 0 < len(said) <= most


def _missing(subject: Subject, name: str) -> Iterator[str]:
    if isinstance(subject.record.provisioner, ByPeople):
        raise Exempt("people do the work")
    if getattr(subject.record, name) is None:
        yield f"the record has no {name}"
