"""What applications say of access that is looked at again: asked beforehand, shown, and sealed as seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from core.errors import Stale
from core.plugin_api import Evidence, Grant
from core.plugin_work.worker import PluginWorker
from core.portal import Portal
from core.reviews import answering, asking
from core.reviews.after_events import open_after
from core.reviews.answering import AnswerSent
from core.reviews.asking import evidence_jobs
from core.reviews.queries.evidence import evidence_of
from core.reviews.queries.reviews import load_review, review_view
from core.reviews.records import ReviewLine
from core.reviews.sealing import evidence_data
from core.reviews.told import seen_as
from tests.conftest import MovableClock
from tests.core.plugin_work.test_roster import words
from tests.core.reviews.reviewing import named, opened
from tests.plugins.blocking import portal_where
from tests.practices import Practice

DAY = timedelta(days=1)
SAID = Evidence(facts=(("Beds", "<b>12</b> *all*"),), roles=("Viewer", "Reader"))
Ask = Callable[[Grant[Any]], Any]


def says(portal: Portal, ask: Ask) -> tuple[Portal, PluginWorker]:
    """The portal where Cerner says this, and who asks it."""

    async def evidence(grant: Grant[Any]) -> Any:
        said = ask(grant)
        return await said if asyncio.iscoroutine(said) else said

    where = portal_where(portal, "cerner", evidence=evidence, jobs=(), moved=None)
    return where, PluginWorker(where, evidence_jobs)


async def line_of(portal: Portal, review: UUID, made: Practice, first: str) -> ReviewLine:
    view = await review_view(portal, await load_review(review))
    return next(each for each in view.lines if each.access.id == made.grants[first, "cerner"])


@pytest.mark.both_databases
async def test_a_reviewer_sees_what_is_sealed_and_answers_no_other(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    asked: list[str] = []
    used: list[datetime | None] = [None]

    def ask(grant: Grant[Any]) -> Evidence:
        asked.append(grant.person.first_name)
        return replace(SAID, last_used=used[0])

    there, worker = says(portal, ask)
    await worker.work_due()
    assert asked == []
    clock.advance(days=1)
    review = (await opened(there, made)).id
    await named(there, made, review, "Rosa", "Amara", "Cara")
    # What is in two open reviews is asked about once.
    await open_after(there, "role", made.members["Amara"])
    before = await line_of(there, review, made, "Amara")
    assert before.told == (("", "Cerner Millennium wasn’t asked yet"),)

    used[0] = clock.at - DAY / 2
    clock.advance(minutes=11)
    await worker.work_due()
    assert sorted(asked) == ["Amara", "Ben", "Cara", "Rosa"]
    line = await line_of(there, review, made, "Amara")
    assert line.told == (("Roles", "Viewer, Reader"), *SAID.facts)
    assert (line.access.last_used, line.access.used_there) == (used[0], True)
    mine = (made.members["Amara"], AnswerSent([line.access.id], "keep", seen_as(there, [before])))
    with pytest.raises(Stale, match="Look at it once more"):
        await answering.answer_as_seen(there, review, *mine, by=made.by)
    given = replace(mine[1], seen=seen_as(there, [line]))
    await answering.answer_as_seen(there, review, mine[0], given, by=made.by)

    # What is said once is asked no more.
    clock.advance(days=1)
    await worker.work_due()
    assert len(asked) == 4
    await _is_sealed(there, review, line)


async def _is_sealed(portal: Portal, review: UUID, line: ReviewLine) -> None:
    found = await evidence_of(review)
    [row] = [each for each in found.decisions if each.application and each.answer == "keep"]
    assert (row.told, row.last_used, row.used_there) == (line.told, line.access.last_used, True)
    paper = str(evidence_data(portal.site, found, row.at)["decisions"])
    assert "Cerner Millennium said: Roles: Viewer, Reader; Beds: <b>12</b> *all*" in paper
    assert "says Cerner Millennium" in paper


async def test_what_cannot_be_asked_says_so_holds_up_nobody_and_is_asked_again(
    portal: Portal, made: Practice, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 0.2)
    wrong: dict[str, Any] = {}

    def ask(grant: Grant[Any]) -> Any:
        answer = wrong.get(grant.person.first_name, SAID)
        if isinstance(answer, Exception):
            raise answer
        return answer

    there, worker = says(portal, ask)
    review = (await opened(there, made)).id
    await named(there, made, review, "Rosa", "Amara", "Cara")
    expected = {
        "failed with LookupError": LookupError("Amara Okafor, secret words"),
        "took too long": asyncio.sleep(60),
        "answered something that is no Evidence": {"facts": ()},
        "must have up to 8 facts": Evidence(facts=(("Label", "value"),) * 9),
        "each a label and a value": Evidence(facts=(("Label", "two\nlines"),)),
        "must have up to 12 roles": Evidence(roles=("x" * 61,)),
        "has a last use that is in the future": Evidence(last_used=clock.at + 9 * DAY),
    }
    with capture_logs() as logged:
        for said, answer in expected.items():
            wrong["Amara"] = answer
            await worker.work_due()
            assert said in (await words("job-failed"))[-1]
            assert (await line_of(there, review, made, "Amara")).told[0][1].endswith("couldn’t be asked")
            clock.advance(hours=2)
    assert "Amara" not in str(logged) and "secret" not in str(logged)
    assert (await line_of(there, review, made, "Cara")).told[1:] == SAID.facts
    assert (await words("job-failed"))[-1].startswith("couldn’t be asked about 1 of 1 accesses")
    wrong["Amara"] = None
    await worker.work_due()
    assert (await line_of(there, review, made, "Amara")).told == ()
