"""Asks the rules of a plugin, one after the other; nothing that a plugin does ends that."""

from __future__ import annotations

import asyncio
import os
import threading
import time
import traceback
from collections.abc import AsyncIterator, Sequence
from itertools import islice
from pathlib import Path

from core import clock
from core.blocking import stack_of
from web.plugin_check.environment import hidden
from web.plugin_check.offline import offline
from web.plugin_check.place import Place, said_of
from web.plugin_check.report import MOST_WORDS, Outcome, Report, Result
from web.plugin_check.rules import Exempt, Rule, every_rule
from web.plugin_check.subject import Subject, Unanswered, opened

# Seconds of the processor, so that a machine that is busy with something else fails no plugin.
LONGEST, ALTOGETHER = 45.0, 60.0
# Seconds by the clock, for what only waits.
PATIENCE, LOOKS = 240.0, 0.05
FIRST, OF_WORK = "S1", " of the processor"


def check(
    path: Path | Place, only: Sequence[str] = (), *, browser: bool = False, before: Path | None = None
) -> Report:
    """Examine the plugin at a path or place by every rule, or `only` by those with these ids; NoPlugin.

    With `browser` its forms are looked at in a browser too, where there is one. `before` is the wheel or
    folder of the version before this one.
    """
    chosen = [each for each in every_rule() if not only or each.id in only]
    with hidden(), offline(), opened(path, browser) as subject:
        subject.version_before = before
        results = tuple(_all(subject, chosen))
        name, version = _named(subject) if _loads(results) else ("", "")
    return Report(str(subject.place.start), subject.slug, name, version, clock.now(), results, whole=not only)


def _all(subject: Subject, rules: Sequence[Rule]) -> list[Result]:
    results: list[Result] = []
    ends = _worked() + ALTOGETHER
    for each in rules:
        left = min(LONGEST, ends - _worked())
        if not _loads(results):
            result = Result(each, "exempt", (f"it does not load; see {FIRST}",))
        elif left <= 0:
            result = Result(
                each, "open", (f"was not asked: the rules before took {ALTOGETHER:.0f} seconds{OF_WORK}",)
            )
        else:
            result = ask(each, subject, left)
        results.append(result)
    return results


def _loads(results: Sequence[Result]) -> bool:
    """Whether the plugin may be imported here: it was, elsewhere, without harm, or nobody asked."""
    return not any(each.rule.id == FIRST and each.outcome == "fail" for each in results)


def _named(subject: Subject) -> tuple[str, str]:
    try:
        return str(subject.record.name), _version(subject)
    except (Exception, SystemExit):
        return "", ""


def _version(subject: Subject) -> str:
    own, project = getattr(subject.record, "about", None), subject.place.project
    if own is None and project is not None:
        return str(said_of(project).get("project", {}).get("version", ""))
    return str(getattr(own or getattr(subject.application, "about", None), "version", ""))


def ask(each: Rule, subject: Subject, seconds: float = LONGEST) -> Result:
    """Ask one rule, which has these seconds of the processor, and no more patience than there is."""
    subject.notes.clear()
    asking = _Asking(each, subject)
    began, worked = time.monotonic(), _worked()
    thread = threading.Thread(target=asking.carry_out, name=f"rule {each.id}", daemon=True)
    thread.start()
    while thread.is_alive() and time.monotonic() - began < PATIENCE and _worked() - worked < seconds:
        thread.join(LOOKS)
    took = time.monotonic() - began
    if thread.is_alive():
        where = stack_of(thread.ident or 0).strip()
        waited = took >= PATIENCE
        outcome: Outcome = "open" if seconds < LONGEST and not waited else "fail"
        long = f"{PATIENCE:.0f} seconds" if waited else f"{seconds:.0f} seconds{OF_WORK}"
        return Result(each, outcome, (f"no answer in {long}; it stands at:", where), took)
    return Result(each, *asking.found, took, tuple(subject.notes))


def _worked() -> float:
    """The seconds of the processor that this process has used, and programs of its own that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


class _Asking:
    """One rule, asked in a thread of its own."""

    def __init__(self, each: Rule, subject: Subject) -> None:
        self._rule, self._subject = each, subject
        self.found: tuple[Outcome, tuple[str, ...]] = ("fail", ("was not answered",))

    def carry_out(self) -> None:
        """Ask it; whatever is raised is an answer, too."""
        said: list[str] = []
        try:
            self._words(said)
            self.found = _found(said)
        except (Exempt, Unanswered) as reason:
            # A plugin can't excuse itself, and what was found before counts.
            outcome: Outcome = "exempt" if isinstance(reason, Exempt) else "open"
            if _within(reason, self._subject):
                said.append(_raised(reason, self._subject))
            self.found = _found(said) if said else (outcome, (str(reason),))
        except BaseException as problem:
            self.found = _found([*said, _raised(problem, self._subject)])

    def _words(self, said: list[str]) -> None:
        found = self._rule.asks(self._subject)
        if isinstance(found, AsyncIterator):
            asyncio.run(_collected(found, said))
        else:
            said.extend(islice(found, MOST_WORDS))


async def _collected(found: AsyncIterator[str], said: list[str]) -> None:
    async for each in found:
        said.append(each)
        if len(said) >= MOST_WORDS:
            break


def _found(said: list[str]) -> tuple[Outcome, tuple[str, ...]]:
    words = tuple(dict.fromkeys(said))
    return "fail" if words else "pass", words


def _within(problem: BaseException, subject: Subject) -> list[traceback.FrameSummary]:
    """Where in the plugin something was raised."""
    return [
        each
        for each in traceback.extract_tb(problem.__traceback__)
        if Path(each.filename).is_relative_to(subject.folder)
    ]


def _raised(problem: BaseException, subject: Subject) -> str:
    """What was raised, and where in the plugin."""
    within = _within(problem, subject)
    where = f" at {Path(within[-1].filename).name}:{within[-1].lineno}" if within else ""
    return f"raised {type(problem).__name__}{where}: {problem}"
