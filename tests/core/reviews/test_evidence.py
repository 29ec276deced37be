"""What a review leaves behind: every answer, how it was answered, and a sealed document of both."""

from __future__ import annotations

import base64

import pytest

from core.audit.proving import proved_event
from core.audit.signing import verifiers
from core.office import acts
from core.portal import Portal
from core.reviews import answering, finishing
from core.reviews.queries.evidence import LeftBehind, evidence_of, review_sealed_with, sealed_evidence
from core.reviews.sealing import name_of_proof, seal_evidence
from core.seal import attached_file, seal_certificates, verify
from core.settings import Settings
from core.tlog import Unsound
from tests.conftest import MovableClock
from tests.core.reviews.reviewing import answered, named, opened, seen
from tests.practices import Practice, signing_for, themselves


@pytest.mark.both_databases
async def test_a_finished_review_leaves_every_answer_with_its_figures_and_a_sealed_document(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    review = (await opened(portal, made)).id
    await named(portal, made, review, "Rosa", "Amara", "Cara")
    clock.advance(seconds=1)
    await answered(portal, made, review)
    clock.advance(seconds=9)
    amara, pacs = made.members["Amara"], made.grants["Amara", "pacs"]
    await answering.answer(portal, review, amara, [pacs], "ask", by=made.by)
    await finishing.finish_review(portal, review, by=made.by)
    settings = signing_for(portal).settings
    await seal_evidence(portal, settings, review)
    assert await sealed_evidence(review) is None
    rosa = await themselves(made, "Rosa")
    for line in (await seen(portal, review)).open_for("sponsor"):
        said = "remove" if line.access.id == pacs else "keep"
        await answering.answer(portal, review, line.person.member.id, [line.access.id], said, by=rosa)
    await finishing.finish_review(portal, review, by=rosa)
    for _ in range(2):
        await seal_evidence(portal, settings, review)
    pdf = await sealed_evidence(review)
    assert pdf
    verdict = await verify(pdf, seal_certificates(settings, portal.site.brand.organization))
    assert verdict.faults == () and await review_sealed_with(verdict.sha256) is not None
    found = await evidence_of(review)
    _every_decision_is_proved(pdf, found, settings)
    assert found.sealed_at and (found.figures.removed, found.figures.unsure) == (1, 1)
    assert found.figures.fast > 0 and found.figures.contradictions == ()
    people = [each.person.split()[::-1] for each in found.decisions]
    applications = [each.application for each in found.decisions if each.person == "Amara Okafor"]
    assert people == sorted(people) and applications == sorted(applications) and applications[0] == ""
    of_pacs = [each for each in found.decisions if each.answer == "remove"]
    assert [(each.person, each.side, each.by) for each in of_pacs] == [("Amara Okafor", "sponsor", "Rosa")]


def _every_decision_is_proved(pdf: bytes, found: LeftBehind, settings: Settings) -> None:
    """Each answer by a record of its own person, without the portal; and a changed record by none."""
    known = verifiers(settings)
    for each in found.decisions:
        assert each.event
        proof = attached_file(pdf, name_of_proof(each.event)).decode()
        event = proved_event(proof, known)
        assert event["actor_name"] == each.by and event["subject"] == str(found.review.id)
        assert "address" not in event
    forged = _with_somebody_else(proof, event["actor_name"])
    with pytest.raises(Unsound, match="not in the log"):
        proved_event(forged, known)


def _with_somebody_else(proof: str, name: str) -> str:
    """The same proof, in which somebody else did it."""
    first, shown, *rest = proof.split("\n")
    said = base64.b64decode(shown.removeprefix("extra ")).replace(name.encode(), b"Someone Else")
    return "\n".join([first, f"extra {base64.b64encode(said).decode()}", *rest])


async def test_somebody_who_was_kept_and_left_soon_after_is_a_contradiction(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    review = (await opened(portal, made)).id
    await named(portal, made, review, "Rosa", "Amara", "Cara")
    await answered(portal, made, review)
    await finishing.finish_review(portal, review, by=made.by)
    rosa = await themselves(made, "Rosa")
    for line in (await seen(portal, review)).open_for("sponsor"):
        await answering.answer(portal, review, line.person.member.id, [line.access.id], "keep", by=rosa)
    await finishing.finish_review(portal, review, by=rosa)
    clock.advance(days=29)
    await acts.end_access(portal, made.members["Amara"], None, "Left", by=made.by)
    clock.advance(days=2)
    await acts.end_access(portal, made.members["Cara"], None, "Left", by=made.by)
    assert (await evidence_of(review)).figures.contradictions == ("Amara Okafor",)
