"""A plugin's calls at its made-up system while something goes wrong there: what was said, and what is so."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from core.plugin_api import Absent, ByPeople, Done, Found, Refused
from core.plugin_testing.bench import Bench, Call, bench
from core.plugin_testing.faults import CHANGING, HUGE, RETRY_AFTER, Kind
from core.plugin_testing.life_cycle import at_target
from core.provisioning.outcomes import Failed
from web.plugin_check.offline import reached_for
from web.plugin_check.subject import Exempt, Subject

PEOPLE = "people do the work"
CALLS: tuple[Call, ...] = ("grant", "revoke", "check", "update")
ATTEMPTS, MOST_WAITS = 3, 200


class Untried(Exception):
    """A machine does the work, and it can't be tried at a made-up system of the plugin."""


@dataclass
class Tried:
    """What the trials of one fault found, and at which calls it really happened."""

    words: list[str] = field(default_factory=list)
    fired: Counter[str] = field(default_factory=Counter)


_tried: WeakKeyDictionary[Subject, dict[Kind, Tried]] = WeakKeyDictionary()


@asynccontextmanager
async def bench_of(subject: Subject) -> AsyncIterator[Bench]:
    """Open the bench of a plugin; Exempt where people do the work, Untried where no system is named."""
    if isinstance(subject.record.provisioner, ByPeople):
        raise Exempt(PEOPLE)
    if subject.target is None:
        raise Untried(f"a machine does the work, and {subject.slug} names no TARGET in its conformance.py")
    made = partial(at_target, subject.application, subject.grant())
    reached_for()
    async with bench(subject.record, subject.target, made) as opened:
        yield opened
        if hosts := reached_for():
            raise Untried(f"it reaches for {', '.join(hosts)}, where the options of its TARGET don’t lead")
        for problem in opened.faults.problems[:1]:
            raise RuntimeError(f"the made-up system itself raised {type(problem).__name__}: {problem}")


async def tried(subject: Subject, kind: Kind) -> Tried:
    """Have this go wrong at every request of every call, once for all rules that ask."""
    known = _tried.setdefault(subject, {})
    if kind not in known:
        found = Tried()
        async with bench_of(subject) as opened:
            for call in CALLS if opened.provisioner.changes else CALLS[:3]:
                before = opened.faults.fired[kind]
                trials = _cut(opened, call) if kind == "killed" else _hurt(opened, call, kind)
                found.words += [each async for each in trials]
                found.fired[call] = opened.faults.fired[kind] - before
        known[kind] = found
    return known[kind]


async def prepared(opened: Bench, call: Call) -> None:
    """Bring the system to where the call begins."""
    opened.reset()
    if call != "grant":
        await opened.give()
    opened.faults.calm()


async def _hurt(opened: Bench, call: Call, kind: Kind) -> AsyncIterator[str]:
    await prepared(opened, call)
    await opened.once(call)
    requests = list(opened.faults.asked)
    for at, changes in enumerate(requests, 1):
        if kind in CHANGING and not changes:
            continue
        await prepared(opened, call)
        there = opened.accounts()
        opened.faults.plan(kind, at)
        answer = await opened.once(call)
        where = f"{call}, with {NAMES[kind]} at request {at}"
        for words in (*_said(opened, kind, at, answer), *_false(opened, call, kind, answer)):
            yield f"{where}: {words}"
        if call == "check" and opened.accounts() != there:
            yield f"{where}: looking changed something"
        opened.faults.calm()
        async for words in _ends(opened, call):
            yield f"{where}: {words}"


async def _cut(opened: Bench, call: Call) -> AsyncIterator[str]:
    for at in range(1, MOST_WAITS):
        await prepared(opened, call)
        if not await opened.cut(call, at):
            return
        opened.faults.calm()
        async for words in _ends(opened, call):
            yield f"{call}, given up when it waited for the {at}. time: {words}"


def _said(opened: Bench, kind: Kind, at: int, answer: Any) -> list[str]:
    """What an answer may not say, and a call may not do, whatever is so."""
    found = []
    if isinstance(answer, Refused):
        found.append("it answers Refused, and so it is never tried again")
    if kind == "too-many":
        if isinstance(answer, Failed) and answer.after < RETRY_AFTER:
            found.append(f"it was told to wait {RETRY_AFTER} seconds and asks for {answer.after:g}")
        if len(opened.faults.asked) > at:
            found.append("it asks again although it was told to wait")
    if kind == "huge" and opened.faults.sent >= HUGE:
        found.append("it reads all of an answer of 100 MB")
    return found


def _false(opened: Bench, call: Call, kind: Kind, answer: Any) -> list[str]:
    """What an answer says and is not so. Done after a lie is forgiven: the host reads it back."""
    there = bool(opened.own())
    if call == "check":
        return [f"it answers {type(answer).__name__} of access that is there"] * isinstance(answer, Absent)
    if kind == "says-yes" or not isinstance(answer, Done):
        return []
    return ["it answers Done, and it was not done"] * (there is (call == "revoke"))


async def _ends(opened: Bench, call: Call) -> AsyncIterator[str]:
    """When nothing goes wrong any more all gets done, with one account at most."""
    if call == "check":
        return
    carry = {"grant": opened.give, "update": opened.change}.get(call, opened.take)
    for _ in range(ATTEMPTS):
        last = await carry()
        if isinstance(last, Done):
            break
    else:
        yield f"afterwards it never ends: {type(last).__name__} {getattr(last, 'words', '')}".strip()
    own = len(opened.own())
    if call != "revoke" and (opened.more() > 1 or own != 1):
        yield f"afterwards {opened.more()} accounts were made, and {own} let the person in"
    if call == "revoke" and own:
        yield "afterwards the account still lets the person in"


async def seen(opened: Bench, *, there: bool) -> AsyncIterator[str]:
    """A look says what is so."""
    standing = await opened.look()
    if there is not isinstance(standing, Found) or (there and isinstance(standing, Absent)):
        yield f"check says {type(standing).__name__} of access that is {'' if there else 'not '}there"


NAMES: dict[Kind, str] = {
    "conflict": "the answer 409",
    "too-many": "the answer 429",
    "error": "the answer 500",
    "half": "half an answer",
    "huge": "an answer of 100 MB",
    "never": "no answer ever",
    "lost": "the answer lost after the effect",
    "down": "the system down",
    "says-yes": "a yes after which nothing was done",
    "killed": "the call given up",
    "refused": "its credentials refused",
}
