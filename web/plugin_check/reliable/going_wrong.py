"""Whatever goes wrong at the other system, nothing is said that is not so, and in the end all gets done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from copy import deepcopy

from core.plugin_testing.bench import Bench
from core.plugin_testing.faults import KINDS, Kind
from web.plugin_check.reliable.trials import CALLS, NAMES, Untried, bench_of, seen, tried
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject

ANSWERS: tuple[Kind, ...] = ("conflict", "too-many", "error", "half", "huge", "never")


@rule("R3", Level.RELIABLE, "The check is honest at a system that lies")
async def honest_check(subject: Subject) -> AsyncIterator[str]:
    """`check` says what the other system shows at that moment, whatever it said when it was asked to change.

    Why: systems say yes and do nothing, and copies that were put back forget what was done. The host believes
    `check` alone: what it says stands on the page of a practice, and in the trail.

    To fix it: read the account anew in every `check`, and answer nothing from memory.
    """
    async for words in _all_of(subject, "says-yes"):
        yield words
    try:
        async with bench_of(subject) as opened:
            async for words in _forgets(opened):
                yield words
    except Untried:
        return


@rule("R4", Level.RELIABLE, "An answer that is lost after the effect makes nothing double")
async def lost_answers(subject: Subject) -> AsyncIterator[str]:
    """When a request was done and its answer was lost, calling again leads to one account and no error.

    Why: networks lose answers. Whoever then makes an account once more leaves one behind that nobody knows.

    To fix it: look before you make, and take what is there already for done.
    """
    async for words in _all_of(subject, "lost"):
        yield words


@rule("R5", Level.RELIABLE, "409, 429, 500, half an answer, 100 MB and silence are endured")
async def bad_answers(subject: Subject) -> AsyncIterator[str]:
    """Each of these, at each request of each call, leads to no lie and no Refused; calling again mends it.

    After 429 with Retry-After it raises `TryLater` with that time, and asks nothing more until then. Of an
    answer without end it reads no more than it needs.

    Why: each of these happens to every system. An application that takes half an answer for an empty list
    says of access that it is gone.

    To fix it: raise `TryLater` whenever an answer is not exactly what you expect, read answers with a limit,
    and turn Retry-After into its `after`.
    """
    for kind in ANSWERS:
        async for words in _all_of(subject, kind):
            yield words


@rule("R6", Level.RELIABLE, "A system that is down, and then back, loses nothing")
async def down_and_back(subject: Subject) -> AsyncIterator[str]:
    """While the system cannot be reached nothing counts as done, and afterwards all gets done.

    Why: the other system is down for the night, and access that counted as taken away is still there.

    To fix it: let errors of the connection out, or raise `TryLater`; make connections anew.
    """
    async for words in _all_of(subject, "down"):
        yield words


@rule("R7", Level.RELIABLE, "A call may be given up wherever it waits")
async def killed_anywhere(subject: Subject) -> AsyncIterator[str]:
    """A call that ends at any of the places where it waits leaves nothing that the next call cannot mend.

    Why: the host gives a call up after its time, and stops for an upgrade in the middle of one.

    To fix it: let each call look how things stand and go on from there, whatever the last one came to.
    """
    async for words in _all_of(subject, "killed"):
        yield words


@rule("R11", Level.RELIABLE, "Every fault that must be endured really happened")
async def every_fault_fired(subject: Subject) -> AsyncIterator[str]:
    """Each fault of the rules before happened at least once while access was given and while it was taken.

    Why: a trial whose fault never happened proves nothing. A plugin that asks its system nothing passes all.

    To fix it: have the TARGET in conformance.py serve every request that the plugin makes, and the options
    that it lays over lead the plugin there.
    """
    try:
        for kind in KINDS:
            fired = (await tried(subject, kind)).fired
            for call in CALLS[:2]:
                if not fired[call]:
                    yield f"{NAMES[kind]} never happened in {call}"
    except Untried as problem:
        yield str(problem)


async def _all_of(subject: Subject, kind: Kind) -> AsyncIterator[str]:
    try:
        for words in (await tried(subject, kind)).words:
            yield words
    except Untried as problem:
        yield str(problem)


async def _forgets(opened: Bench) -> AsyncIterator[str]:
    """A system that was put back to what it was before, without a word."""
    opened.reset()
    await opened.give()
    given = deepcopy(opened.target.state)
    opened.target.state = deepcopy(opened.empty)
    async for words in seen(opened, there=False):
        yield f"after the system lost an account, {words}"
    opened.target.state = deepcopy(given)
    await opened.take()
    opened.target.state = given
    async for words in seen(opened, there=True):
        yield f"after the system lost a removal, {words}"
