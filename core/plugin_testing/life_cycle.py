"""The whole life of one access at a made-up system, each promise of a provisioner a step of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from core.plugin_api import Absent, ClinicalApplication, Done, Found, Grant, Options, Waiting
from core.plugin_testing.bench import Bench, bench
from core.plugin_testing.grants import a_grant
from core.plugin_testing.target import NotPlanted, Target

Findings = AsyncIterator[str]
Step = Callable[[Bench], Findings]


async def life_cycle(
    application: ClinicalApplication[Any], target: Target, grant: Grant[Any] | None = None
) -> list[str]:
    """Go through a whole life at the made-up system; everything that is not as promised, in words.

    Given and seen, given again, changed, taken away and seen to be gone, taken away again, given anew, and an
    account that was there before taken over. `grant` is the access; one without answers is made where it is
    left out. The tests of a plugin say `assert await life_cycle(APPLICATION, TARGET) == []`.
    """
    async with bench(application, target, partial(at_target, application, grant)) as opened:
        found: list[str] = []
        for step in STEPS:
            opened.reset()
            found += [each async for each in step(opened)]
        return found


def at_target(
    application: ClinicalApplication[Any], grant: Grant[Any] | None, laid_over: dict[str, Any]
) -> Grant[Any]:
    """The same access with the options that lead to the made-up system."""
    if grant is None:
        return a_grant(application, options=laid_over)
    section = grant.options.model_dump(exclude_unset=True) | laid_over
    options: Options = application.options_model.model_validate(section)
    return replace(grant, options=options)


async def gives(opened: Bench) -> Findings:
    """Nothing is found before; then access is given, found under its name, and looking changes nothing."""
    if not isinstance(before := await opened.look(), Absent):
        yield f"check says {_said(before)} before anything was given"
    if not isinstance(given := await opened.give(), Done):
        yield f"grant ends with {_said(given)}"
    if opened.more() > 1 or len(own := opened.own()) != 1:
        yield f"after grant {opened.more()} accounts were made, and {len(opened.own())} let the person in"
        return
    there = opened.accounts()
    found = await opened.look()
    if found != Found(own[0].name):
        yield f"check says {_said(found)} of the account {own[0].name!r}"
    if opened.accounts() != there:
        yield "check changes something"


async def gives_twice(opened: Bench) -> Findings:
    """The same access given again, and changed to what it is, is one account as before."""
    first = await opened.give()
    there = opened.accounts()
    again = await opened.give()
    if not isinstance(again, Done):
        yield f"grant ends with {_said(again)} when it is called again"
    elif again != first:
        yield f"grant answers {_said(first)}, and {_said(again)} when it is called again"
    if opened.accounts() != there:
        yield f"grant, called again, changes what is there: {opened.more()} accounts"
    if not isinstance(changed := await opened.change(), Done):
        yield f"update to the same ends with {_said(changed)}"
    if opened.more() > 1 or len(opened.own()) != 1:
        yield f"after update {len(opened.own())} of {opened.more()} accounts let the person in"


async def takes_twice(opened: Bench) -> Findings:
    """What is taken away is gone, again and again, and what was never given can be taken away."""
    if not isinstance(never := await opened.take(), Done):
        yield f"revoke ends with {_said(never)} where nothing was given"
    await opened.give()
    if not isinstance(taken := await opened.take(), Done):
        yield f"revoke ends with {_said(taken)}"
    if opened.own():
        yield "after revoke the account still lets the person in"
    if not isinstance(gone := await opened.look(), Absent):
        yield f"check says {_said(gone)} after revoke"
    there = opened.accounts()
    if not isinstance(again := await opened.take(), Done):
        yield f"revoke ends with {_said(again)} when it is called again"
    if opened.accounts() != there:
        yield "revoke, called again, changes what is there"


async def takes_unread(opened: Bench) -> Findings:
    """Access is taken away although its answers cannot be read any more."""
    await opened.give()
    unread: Any = replace(opened.grant, answers=None, raw={"made up": "of another version"})
    if not isinstance(taken := await opened.take(unread), Done) or opened.own():
        yield f"revoke ends with {_said(taken)} where answers cannot be read any more"


async def gives_anew(opened: Bench) -> Findings:
    """Whoever had access and lost it gets it again, and has one account."""
    await opened.give()
    await opened.take()
    if not isinstance(anew := await opened.give(), Done):
        yield f"grant ends with {_said(anew)} after a removal"
    if len(opened.own()) != 1:
        yield f"{len(opened.own())} accounts let the person in after a removal and another grant"


async def adopts(opened: Bench) -> Findings:
    """An account that the person had already is taken over, and is then like one that was made.

    An answer that has somebody look at it first is as good.
    """
    await opened.give()
    made = [(each.enabled, each.marks) for each in opened.own()]
    opened.reset()
    try:
        opened.target.plant(opened.grant.person)
    except NotPlanted:
        return
    there = {each.key for each in opened.accounts()}
    given = await opened.give()
    if {each.key for each in opened.accounts()} != there:
        yield "grant makes a second account beside one that the person had"
    mine = [(each.enabled, each.marks) for each in opened.accounts() if each.key in there - _keys(opened)]
    if isinstance(given, Done) and mine != made:
        yield f"an account that was taken over is {mine}, and one that was made is {made}"
    if not isinstance(given, Done | Waiting):
        yield f"grant ends with {_said(given)} where the person had an account"


def _keys(opened: Bench) -> set[str]:
    return {each.key for each in opened.start}


def _said(answer: object) -> str:
    """Name an answer without what may be in it of a person."""
    words = getattr(answer, "words", "") or getattr(answer, "reason", "")
    return f"{type(answer).__name__}({words!r})" if words else type(answer).__name__


STEPS: tuple[Step, ...] = (gives, gives_twice, takes_twice, takes_unread, gives_anew, adopts)
