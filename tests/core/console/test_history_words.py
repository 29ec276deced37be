"""Staff read what happened to a person, a practice or a case in sentences, never in the keys of events."""

from __future__ import annotations

import re

from core.access import leaving
from core.audit import change
from core.console.history_words import ECHOES, OURS, told_to_staff
from core.console.queries.people import person_view
from core.console.queries.practices import practice_view
from core.database import Database
from core.office.log_words import SENTENCES
from core.requests.words import STAFF_HAPPENINGS
from tests.house.tables.happening import every_kind
from tests.practices import AMARA, ANALYST, BEN, ROSA, active, portal_for

# Events that are about neither a person, their account or access, a practice, its requests, nor a case.
ELSEWHERE = re.compile(
    r"(agreement|appointment|attempts|database|demo|enrollment|form|hold|join|log|mail|queue|review|row|search|sign-up"
    r"|text-block|trail|view|work)\.|account\.keys|application\.(job|roster|stray|use|work)|session\.every-ended|messages\.written|.*\.viewed$"
)


def test_every_kind_of_event_that_staff_read_has_a_sentence() -> None:
    said = {*SENTENCES, *OURS, *ECHOES, *STAFF_HAPPENINGS}
    wanting = [each for each in every_kind() if each not in said and not ELSEWHERE.match(each)]
    assert sorted(wanting) == []


def test_no_sentence_of_ours_leaves_a_name_open() -> None:
    known = {"person": "Ana", "application": "PACS", "request": "CS1", "part": ""}
    for action in OURS:
        open_ones = re.findall(r"{(\w+)", told_to_staff(action, known, {"reason": "Lost badge"}))
        assert set(open_ones) <= {"practice", "login"}, action


async def test_the_history_of_a_person_is_told_in_sentences_once(database: Database) -> None:
    portal = portal_for()
    made = await active(portal, BEN, ROSA, AMARA)
    amara = made.members["Amara"]
    await leaving.leave(portal, amara, "Found work elsewhere", by=ANALYST)

    words = [each.words for each in (await person_view(portal, amara, everything=True)).happened]

    assert "Everything Amara Okafor had was ended: Found work elsewhere" in words
    assert any(
        re.fullmatch(r"Setting up .+ for Amara Okafor began|.+ of Amara Okafor was ended.*", each)
        for each in words
    )
    assert not [each for each in words if re.search(r"^Access |^Person |[{}]", each)]


async def test_the_history_of_a_practice_says_nothing_of_what_is_suspected(database: Database) -> None:
    portal = portal_for()
    made = await active(portal, BEN, ROSA)
    suspected = "Passwords were shared"
    async with change("misuse.group-proposed", by=ANALYST, subject=("cancellation", made.group)) as event:
        event.details["reason"] = suspected

    view = await practice_view(portal, made.group, everything=True)

    assert view.happened and not [each for each in view.happened if suspected in each.words]
