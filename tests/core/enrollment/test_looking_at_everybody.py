"""What it takes to look at a whole practice: counted in calls, which no busy machine stretches."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import CodeType, FrameType
from typing import Any
from uuid import UUID, uuid5

from core import clock
from core.apart import Rules
from core.enrollment.drafts import Asked, Draft, DraftPerson, Section
from core.enrollment.facts import group_facts
from core.enrollment.grid import grid
from core.enrollment.review import review
from core.portal import Portal
from tests.practices.people import AMARA, Someone, numbered
from tests.practices.typed import PRACTICE

OFFICE = UUID(int=1)
# Of somebody with a license who asks for everything, with all answers.
MOST_A_PERSON = {review: 900, grid: 500}


def test_each_application_looks_at_everybody_in_one_go_and_a_person_takes_few_calls(portal: Portal) -> None:
    few, many = practice_of(portal, 6), practice_of(portal, 18)
    for look in (review, grid):
        look(portal, few)
        once, twice = (calls(partial(look, portal, fresh(each))) for each in (few, many))

        assert once[Rules.ask.__code__] <= 7
        # What an application has against answers is asked for each of them.
        assert twice[Rules.ask.__code__] - once[Rules.ask.__code__] <= 12
        assert (twice.total() - once.total()) / 12 <= MOST_A_PERSON[look]


def practice_of(portal: Portal, people: int) -> Draft:
    """A draft with so many people who ask for everything they can have."""
    now = clock.now()
    sections = {"practice": Section("practice", PRACTICE, complete=True)}
    draft = Draft(OFFICE, OFFICE, "draft", 1, now, now, sections)
    assert group_facts(portal.site, draft).regions
    return replace(draft, everybody=tuple(_person(portal, place) for place in range(people)))


def fresh(draft: Draft) -> Draft:
    """The same draft, of which nothing was found out yet."""
    return replace(draft, everybody=tuple(map(replace, draft.everybody)))


def calls(look: Callable[[], Any]) -> Counter[CodeType]:
    """How often each function is called meanwhile."""
    found: Counter[CodeType] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            found[frame.f_code] += 1

    sys.setprofile(note)
    try:
        look()
    finally:
        sys.setprofile(None)
    return found


def _person(portal: Portal, place: int) -> DraftPerson:
    who: Someone = replace(AMARA, first=numbered("Prov", place), email=f"p{place}@peaks.example", npi="")
    kind = who.staff_type(portal.site)
    return DraftPerson(
        uuid5(OFFICE, who.email),
        "member",
        kind,
        who.suffix,
        {**who.typed(portal.site, kind), "staff_type": kind},
        dict.fromkeys(portal.applications, Asked()),
    )
