"""A practice moves: every new answer about it at once, seen before it is asked for, and made on one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core import clock
from core.access.actions import given_reason
from core.actor import Actor
from core.audit import change
from core.enrollment.forms.practice import office_move, practice_choices
from core.errors import Invalid, TooMany
from core.forms import Form, draw, read, to_json
from core.groups.records import GroupFacts
from core.office.change_requests import ChangeAsked, request_change
from core.office.practice_answers import WhatFollows, stored_answers, wanted_as_shown, what_follows
from core.office.practice_data import MANY, NOTHING, PER_DAY, held_practice
from core.office.queries.changes import Wanted
from core.portal import Portal

AHEAD = timedelta(days=366)
OVER = "Enter today or a day to come"
FAR = "Enter a day within a year from now"
DAY = "Day of the move"


@dataclass(frozen=True, slots=True)
class Move:
    """A move as it was typed; what it changes and what follows, once nothing is wrong.

    `key` is the change that support decides about, once it was asked for.
    """

    group: GroupFacts
    form: Form
    shown: tuple[Wanted, ...] = ()
    follows: WhatFollows | None = None
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Typed:
    wanted: Mapping[str, Any]
    shown: tuple[Wanted, ...]
    day: date
    why: str


async def draw_move(portal: Portal, group: UUID, *, by: Actor) -> Move:
    """Draw what is known of a practice, for a move; NotFound for whoever does not act for it."""
    found = await held_practice(group, by)
    drawn = draw(_model(portal), stored_answers(found), choices=practice_choices(portal.site))
    return Move(found, drawn)


async def move_practice(
    portal: Portal, group: UUID, values: Mapping[str, Sequence[Any]], *, ask: bool, by: Actor
) -> Move:
    """Tell what comes of a move; with `ask`, have support decide about it.

    Nothing is stored while anything is wrong. Stale while an earlier change of the practice is under way.
    """
    found = await held_practice(group, by)
    reading = read(_model(portal), values, choices=practice_choices(portal.site))
    if reading.answers is None:
        return Move(found, reading.form)
    try:
        typed = _typed(portal, found, reading.answers)
        key = await _ask(portal, group, reading.answers, by) if ask else None
    except Invalid as wrong:
        return Move(found, reading.refused(wrong.errors))
    except TooMany:
        return Move(found, reading.refused({"": MANY}))
    return Move(found, reading.form, typed.shown, await what_follows(portal, group, typed.wanted), key)


async def _ask(portal: Portal, group: UUID, answers: BaseModel, by: Actor) -> UUID:
    if by.kind != "staff":
        await PER_DAY.spend(str(group))
    async with change("office.move-asked", by=by, subject=("group", group)) as event:
        typed = _typed(portal, await held_practice(group, by, lock=True), answers)
        event.details |= {"day": typed.day.isoformat(), "reason": typed.why}
        asking = ChangeAsked("practice", group, typed.wanted, typed.shown, typed.why, from_day=typed.day)
        return await request_change(asking, by=by)


def _typed(portal: Portal, group: GroupFacts, answers: BaseModel) -> _Typed:
    """Read what a move changes; Invalid for nothing at all, or a day that it cannot be on."""
    given, before = to_json(answers), stored_answers(group)
    why, day = given_reason(str(given.pop("reason"))), date.fromisoformat(str(given.pop("day")))
    today = clock.now().astimezone(portal.site.zone).date()
    if not today <= day <= today + AHEAD:
        raise Invalid({"day": OVER if day < today else FAR})
    differing = [name for name in given if given[name] != before.get(name)]
    if not differing:
        raise Invalid({"": NOTHING})
    wanted = {name: given[name] for name in differing}
    shown = wanted_as_shown(portal, group, {**before, **wanted}, differing)
    return _Typed(wanted, (*shown, Wanted(DAY, "", portal.site.dates.day(day))), day, why)


def _model(portal: Portal) -> type[BaseModel]:
    return office_move(portal.site)
