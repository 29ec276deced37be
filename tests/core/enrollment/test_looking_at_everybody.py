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
from core.forms.apart import _made
from core.portal import Portal
from tests.practices.people import AMARA, Someone, numbered
from tests.practices.typed import PRACTICE

OFFICE = UUID(int=1)
# Of somebody with a license who asks for everything, with all answers.
MOST_A_PERSON = {review: 940, grid: 520}
# Of the same people when nobody was changed since.
MOST_READ_ALREADY = {review: 270, grid: 100}


def test_each_application_looks_at_everybody_in_one_go_and_a_person_takes_few_calls(portal: Portal) -> None:
    few, many = practice_of(portal, 6), practice_of(portal, 18)
    for look in (review, grid):
        look(portal, few)
        once, twice = (calls(partial(look, portal, fresh(each))) for each in (few, many))

        assert once[Rules.ask.__code__] <= 7
        # What an application has against answers is asked for each of them.
        assert twice[Rules.ask.__code__] - once[Rules.ask.__code__] <= 12
        assert (twice.total() - once.total()) / 12 <= MOST_A_PERSON[look]


def test_who_stays_as_they_were_is_read_once_and_whoever_was_changed_alone_again(portal: Portal) -> None:
    draft = practice_of(portal, 18)
    for look in (review, grid):
        look(portal, draft)
        again = calls(partial(look, portal, replace(draft)))
        # Only the three parts that nobody plays yet are read again.
        assert again[_made.__code__] <= 3
        assert again.total() / 18 <= MOST_READ_ALREADY[look]

    someone, another = draft.everybody[3], draft.everybody[7]
    changed = draft.with_person(replace(someone, details={**someone.details, "email": another.email}))
    asked = sum(bool(application.fields.model_fields) for application in portal.applications.values())
    # With an address of the practice everybody is read again for an application that looks at addresses.
    beside = sum(application.against_answers is not None for application in portal.applications.values())
    assert 0 < calls(partial(review, portal, changed))[_made.__code__] <= 4 + asked + 18 * beside


def test_what_was_read_before_is_what_is_read_anew(portal: Portal) -> None:
    draft = practice_of(portal, 3)
    first, second, _ = draft.everybody
    practice = draft.section("practice")
    for each in (
        draft,
        draft.with_person(replace(second, details={**second.details, "email": first.email})),
        draft.with_person(replace(second, suffix="", details={**second.details, "suffix": "none"})),
        draft.with_section(Section("practice", {**practice.answers, "postcode": "1"})),
        draft.with_section(
            Section("shared", {"report2web.fax": "wrong", "report2web.phone": "602-555-0100"})
        ),
        draft.without_person(first.id),
        draft,
    ):
        assert review(portal, each) == review(portal, replace(fresh(each), sections=anew(each)))
        assert grid(portal, each) == grid(portal, fresh(each))


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


def anew(draft: Draft) -> dict[str, Section]:
    """The steps of a draft, of which nothing was found out yet."""
    return {name: replace(section) for name, section in draft.sections.items()}


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
