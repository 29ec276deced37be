"""What another version of a plugin would mean for an application that is in use, before it is installed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from core.access.given import CannotBePut, given, held
from core.access.lines import Line, load
from core.access.unfit import Unfit, unfit
from core.forms.declare import questions
from core.plugin_api import ClinicalApplication, Held
from core.portal import Portal
from core.running.affected.queries import work_done

Application = ClinicalApplication[Any]


@dataclass(frozen=True, slots=True)
class DoneBefore:
    """Work that was done once: its `kind`, and what either version gets; None where answers don't fit it."""

    kind: str
    before: Held[Any] | None
    after: Held[Any] | None


async def done_before(before: Portal, after: Portal, slug: str, most: int) -> AsyncIterator[DoneBefore]:
    """Yield what was last done, the oldest first, with the access as it is today."""
    for kind, key in await work_done(slug, most):
        line = await load(key)
        yield DoneBefore(kind, await _put(before, line, kind), await _put(after, line, kind))


async def _put(portal: Portal, line: Line, kind: str) -> Held[Any] | None:
    try:
        return await (held if kind == "revoke" else given)(portal, line)
    except CannotBePut:
        return None


async def unfit_answers(portal: Portal, slug: str) -> list[Unfit]:
    """Say how much access has stored answers that no longer fit the application."""
    found = await unfit({slug: portal.applications[slug]})
    return [each for each in found if each.application == slug and not each.switched_off]


def questions_in_words(before: Application, after: Application) -> list[str]:
    """Say which questions are new, gone, or have to be answered now."""
    asked: type[BaseModel] = before.fields
    asks: type[BaseModel] = after.fields
    was = {each.name: each for each in questions(asked)}
    will = {each.name: each for each in questions(asks)}
    words = [f"asks “{will[name].label}”, which is new" for name in will if name not in was]
    words += [f"asks “{was[name].label}” no more" for name in was if name not in will]
    return words + [
        f"has “{will[name].label}” answered, which could be left open"
        for name in will
        if name in was and was[name].optional and not will[name].optional
    ]
