"""Two versions of a plugin do the same recorded work beside each other, where nothing of it is real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from core.plugin_api import ByPeople, ClinicalApplication, Held, Options
from core.plugin_testing import Faults, Target
from core.running.affected.versions import DoneBefore
from web.plugin_check.offline import offline

Application = ClinicalApplication[Any]
# What was answered to each, and the accounts that are there afterwards.
Done = tuple[list[str], set[str]]
_CALLS = {"grant": "grant", "update": "grant", "revoke": "revoke", "check": "check"}
_UNREADABLE = "its answers do not fit"


class NothingToTryAt(Exception):
    """A machine gives access, and trying a version of it would be real; the words say why."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """How many pieces of work came to the same, and what differs of the others, the most frequent first."""

    same: int
    differing: tuple[tuple[str, int], ...]
    accounts: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not self.differing and not self.accounts


async def shadow_run(
    before: Application,
    after: Application,
    work: Sequence[DoneBefore],
    target: Target | None,
    made_up: Mapping[str, Any] = MappingProxyType({}),
) -> Shadow:
    """Have both versions do it, each at a made-up system of its own; NothingToTryAt.

    A machine never gets what the site says of it: `made_up` are its options there, and nothing that it calls
    leaves this machine.
    """
    with offline():
        was = await done(before, [(each.kind, each.before) for each in work], target, made_up)
        will = await done(after, [(each.kind, each.after) for each in work], target, made_up)
    return compared([each.kind for each in work], was, will)


def compared(kinds: Sequence[str], before: Done, after: Done) -> Shadow:
    """Say how much came to the same, and what differs."""
    (was, there), (will, then) = before, after
    pairs = list(zip(kinds, was, will, strict=True))
    differing = Counter(f"{kind}: {_difference(old, new)}" for kind, old, new in pairs if old != new)
    accounts = [f"{each} is there with the version before alone" for each in sorted(there - then)]
    accounts += [f"{each} is there with the new version alone" for each in sorted(then - there)]
    return Shadow(len(pairs) - differing.total(), tuple(differing.most_common()), tuple(accounts))


async def done(
    application: Application,
    work: Sequence[tuple[str, Held[Any] | None]],
    target: Target | None,
    made_up: Mapping[str, Any],
) -> Done:
    """Do it all at a made-up system; NothingToTryAt."""
    if isinstance(application.provisioner, ByPeople):
        return [await _asked(application, kind, put) for kind, put in work], set()
    if target is None:
        raise NothingToTryAt("conformance.py names no TARGET to try at")
    kept, answers = deepcopy(target.state), []
    try:
        async with target.serve(Faults()) as laid_over:
            options = _options(application, {**made_up, **laid_over})
            for kind, put in work:
                there = put and replace(put, options=options, account="")
                answers.append(await _asked(application, kind, there))
            return answers, {str(each) for each in target.accounts()}
    finally:
        target.state = kept


def _options(application: Application, section: Mapping[str, Any]) -> Options:
    try:
        return application.options_model.model_validate(section)
    except ValidationError as problem:
        raise NothingToTryAt("a version doesn’t take the OPTIONS of conformance.py") from problem


async def _asked(application: Application, kind: str, put: Held[Any] | None) -> str:
    if put is None:
        return _UNREADABLE
    try:
        return repr(await getattr(application.provisioner, _CALLS.get(kind, "check"))(put))
    # Code of a plugin may raise anything.
    except (Exception, SystemExit) as problem:
        return f"raises {type(problem).__name__}"


def _difference(old: str, new: str) -> str:
    if _UNREADABLE in (old, new):
        return f"with the new version {_UNREADABLE}" if new == _UNREADABLE else "the answers fit again"
    kinds = [each.partition("(")[0] for each in (old, new)]
    return (
        f"{kinds[0]} became {kinds[1]}" if kinds[0] != kinds[1] else f"{kinds[0]} with something else in it"
    )
