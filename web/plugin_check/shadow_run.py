"""Two versions of a plugin do the same recorded work beside each other, where nothing of it is real."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from core.plugin_api import ByPeople, ClinicalApplication, Held, Options
from core.plugin_testing import Faults, Target
from core.running.affected.versions import DoneBefore

Application = ClinicalApplication[Any]
_CALLS = {"grant": "grant", "update": "grant", "revoke": "revoke", "check": "check"}
_UNREADABLE = "its answers do not fit"


class NothingToTryAt(Exception):
    """A machine gives access, and the plugin brings no made-up system: trying would be real."""


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
    before: Application, after: Application, work: Sequence[DoneBefore], target: Target | None
) -> Shadow:
    """Have both versions do it, each at a made-up system of its own; NothingToTryAt."""
    was, there = await _done(before, [(each.kind, each.before) for each in work], target)
    will, then = await _done(after, [(each.kind, each.after) for each in work], target)
    pairs = list(zip(work, was, will, strict=True))
    differing = Counter(f"{each.kind}: {_difference(old, new)}" for each, old, new in pairs if old != new)
    accounts = [f"{each} is there with the version before alone" for each in sorted(there - then)]
    accounts += [f"{each} is there with the new version alone" for each in sorted(then - there)]
    return Shadow(len(pairs) - differing.total(), tuple(differing.most_common()), tuple(accounts))


async def _done(
    application: Application, work: Sequence[tuple[str, Held[Any] | None]], target: Target | None
) -> tuple[list[str], set[str]]:
    """Do it all; what was answered to each, and the accounts that are there afterwards."""
    answers = []
    async with _somewhere(application, target) as laid_over:
        for kind, put in work:
            answers.append(_UNREADABLE if put is None else await _asked(application, kind, put, laid_over))
        machine = target is not None and not isinstance(application.provisioner, ByPeople)
        accounts = {str(each) for each in target.accounts()} if target is not None and machine else set()
    return answers, accounts


@asynccontextmanager
async def _somewhere(application: Application, target: Target | None) -> AsyncIterator[dict[str, Any]]:
    """A system that is as it was made; what is done by people needs none."""
    if isinstance(application.provisioner, ByPeople):
        yield {}
        return
    if target is None:
        raise NothingToTryAt
    kept = deepcopy(target.state)
    try:
        async with target.serve(Faults()) as laid_over:
            yield dict(laid_over)
    finally:
        target.state = kept


async def _asked(application: Application, kind: str, put: Held[Any], laid_over: dict[str, Any]) -> str:
    section = put.options.model_dump(exclude_unset=True) | laid_over
    options: Options = application.options_model.model_validate(section)
    try:
        call = getattr(application.provisioner, _CALLS.get(kind, "check"))
        return repr(await call(replace(put, options=options, account="" if laid_over else put.account)))
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
