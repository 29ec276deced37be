"""Work as a site records it, made up: people who are drawn from a fixed seed, and what is done for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import Any

from pydantic import BaseModel

from core.forms import from_json, questions, read, to_json
from core.plugin_api import Grant, Group, Held, Person
from core.plugin_testing import a_person, a_practice, held_of
from web.plugin_check.forms import MEMBERS
from web.plugin_check.subject import Subject

SEED = 11
# What happens to one access, in this order; that of others happens in between.
LIFE = ("grant", "check", "update", "revoke", "check")
Work = list[tuple[str, Held[Any] | None]]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work, for access with these stored answers."""

    kind: str
    key: str
    person: Person
    group: Group
    stored: Mapping[str, Any]


def pieces(subject: Subject, number: int) -> Iterator[Piece]:
    """Make up this much work for a plugin, always the same."""
    chance = Random(SEED)  # noqa: S311 - nothing of this is secret, and it has to be the same each time
    lives = [_life(subject, each, chance) for each in range(number // len(LIFE))]
    while lives:
        one = chance.randrange(len(lives))
        yield lives[one].pop(0)
        if not lives[one]:
            del lives[one]


def as_before(subject: Subject, work: Sequence[Piece]) -> Work:
    """Return it as the version that made these answers gets it."""
    return [(each.kind, _held(subject, each, dict)) for each in work]


def as_after(subject: Subject, version: int, work: Sequence[Piece]) -> Work:
    """Return it as another version gets it, with answers that were stored by a version of the questions."""
    application = subject.application
    upgrade = application.upgrade_answers if application.fields_version > version else None
    turned = partial(upgrade, version) if upgrade else dict
    return [(each.kind, _held(subject, each, turned)) for each in work]


def _life(subject: Subject, number: int, chance: Random) -> list[Piece]:
    site = subject.site
    staff_type, suffix = chance.choice(site.staff_types), chance.choice(site.suffixes)
    person = a_person(
        key=f"person-{number}",
        identity=f"human-{number}",
        portal_id=f"example{number}",
        staff_type=staff_type.slug,
        suffix=suffix.code,
        suffix_kind=suffix.kind,
    )
    region = chance.choice(site.regions)
    group = replace(a_practice(key=f"practice-{number % 40}"), regions=frozenset({region.slug}))
    stored = [_stored(subject, chance) for _ in range(2)]
    return [
        Piece(kind, f"grant-{number}", person, group, stored[at >= LIFE.index("update")])
        for at, kind in enumerate(LIFE)
    ]


def _stored(subject: Subject, chance: Random) -> Mapping[str, Any]:
    """Answers as they are stored: choices are drawn, the rest is as in conformance.py."""
    fields: type[BaseModel] = subject.application.fields
    lists = subject.catalogue.choices(subject.slug, MEMBERS)
    drawn = dict(subject.answers)
    for each in questions(fields):
        choices = [choice.value for choice in each.choices or lists.get(each.source or "", ())]
        if each.chosen and choices:
            drawn[each.name] = [chance.choice(choices)]
    answers = read(fields, drawn, choices=lists).answers
    made: BaseModel = answers if answers is not None else subject.grant().answers
    return to_json(made)


def _held(
    subject: Subject, piece: Piece, turned: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> Held[Any] | None:
    try:
        answers = from_json(subject.application.fields, turned(piece.stored))
    # Answers that don't fit are told of as such.
    except Exception:
        return None
    made: Grant[Any] = subject.grant(person=piece.person, group=piece.group, answers=answers)
    whole = replace(made, key=piece.key)
    return whole if piece.kind in {"grant", "update"} else held_of(whole)
