"""What an application asks the same for everybody is answered once, and differently for whoever differs."""

from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from core.actor import Actor
from core.applications.drawable import undrawable
from core.enrollment import members, starting
from core.enrollment.once import SHARED
from core.enrollment.review import review
from core.enrollment.sections import draw_section, section_names
from core.forms import Choice, field
from core.portal import Portal
from tests.core.enrollment.conftest import LICENSE, SUBSCRIPTION, add, saved, values, with_people
from tests.plugins.blocking import portal_where

DOCTOR = LICENSE | {"staff_type": "provider", "suffix": "MD"}
ONCE = {name: each for name, each in SUBSCRIPTION.items() if name != "report2web.own-answers"}
FAX = "report2web.fax"


async def asking(portal: Portal, enrollment: UUID, by: Actor, **typed: Any) -> members.SavedPerson:
    return await add(portal, enrollment, by, **DOCTOR, applications=["report2web"], **typed)


async def answers_of(portal: Portal, enrollment: UUID, by: Actor, person: UUID) -> Any:
    looked = review(portal, await starting.load(enrollment, by.account))
    (offers,) = (each.offers for each in looked.people if each.person.id == person)
    return next(each.answers for each in offers if each.slug == "report2web")


async def test_the_step_is_there_only_when_somebody_asks_for_such_an_application(
    portal: Portal, enrollment: UUID, by: Actor
):
    draft = await with_people(portal, enrollment, by)
    assert SHARED not in section_names(portal, draft)
    draft = (await asking(portal, enrollment, by)).draft
    assert SHARED in section_names(portal, draft)
    names = {each.name for each in draw_section(portal, draft, SHARED).form}
    assert FAX in names and "qventus.facilities" not in names


async def test_nothing_more_is_asked_of_a_person_who_has_the_answers_of_the_practice(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    first, second = [await asking(portal, enrollment, by) for _ in range(2)]
    assert first.stored and second.stored
    missing = [each.section for each in review(portal, second.draft).missing]
    assert SHARED in missing and "members" not in missing

    assert (await saved(portal, enrollment, SHARED, ONCE, by)).page.complete
    for each in (first, second):
        answers = await answers_of(portal, enrollment, by, each.page.person.id)
        assert answers.fax.endswith("5550199") and answers.lab_facilities == ("BDMC",)


@pytest.mark.both_databases
async def test_whoever_differs_keeps_their_own_answers_when_those_of_the_practice_change(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    own = SUBSCRIPTION | {FAX: "602 555 0177"}
    different = (await asking(portal, enrollment, by, **own)).page.person.id
    same = (await asking(portal, enrollment, by)).page.person.id
    await saved(portal, enrollment, SHARED, ONCE, by)
    await saved(portal, enrollment, SHARED, ONCE | {FAX: "602 555 0188"}, by)

    assert (await answers_of(portal, enrollment, by, different)).fax.endswith("5550177")
    assert (await answers_of(portal, enrollment, by, same)).fax.endswith("5550188")


async def test_what_is_wrong_at_the_step_is_told_there_and_at_nobody(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    person = (await asking(portal, enrollment, by)).page.person
    wrong = await saved(portal, enrollment, SHARED, ONCE | {"report2web.visits_by": "email"}, by)
    assert [name for name, _ in wrong.page.form.errors] == ["report2web-recipients"]
    assert {each.section for each in review(portal, wrong.draft).missing if not each.person} >= {SHARED}
    assert not [each for each in review(portal, wrong.draft).missing if each.person == person.id]


async def test_who_leaves_gets_no_mail_of_the_practice_either(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    coder = (await add(portal, enrollment, by, staff_type="staff", suffix="Coder")).page.person
    await asking(portal, enrollment, by)
    by_email = {"report2web.visits_by": "email", "report2web.recipients": [str(coder.id)]}
    assert (await saved(portal, enrollment, SHARED, ONCE | by_email, by)).page.complete

    draft, _ = await members.remove_person(portal, enrollment, coder.id, by=by)
    assert draft.section(SHARED).answers["report2web.recipients"] == []
    assert SHARED in [each.section for each in review(portal, draft).missing]


async def test_answers_typed_for_a_person_without_saying_so_change_nothing(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    await asking(portal, enrollment, by)
    await saved(portal, enrollment, SHARED, ONCE, by)
    person = (await asking(portal, enrollment, by, **ONCE | {FAX: "602 555 0177"})).page.person
    assert (await answers_of(portal, enrollment, by, person.id)).fax.endswith("5550199")


async def test_a_person_whom_the_answers_of_the_practice_do_not_fit_is_told_so(
    portal: Portal, enrollment: UUID, by: Actor
):
    draft = await with_people(portal, enrollment, by)
    fields = portal.applications["qventus"].fields

    def choosy(answers: Any, _: frozenset[str]) -> dict[str, str]:
        return {"facilities": "No surgeon there"} if answers.role == "surgeon" else {}

    strict = portal_where(portal, "qventus", against_answers=choosy, fields=fields)
    typed = {**DOCTOR, "applications": ["qventus"], "qventus.role": "scheduler"}
    person = (await add(strict, enrollment, by, **typed)).page.person
    once = await saved(strict, enrollment, SHARED, {"qventus.facilities": ["BDMC"]}, by)
    assert once.page.complete
    sent = values(person.details | typed | {"qventus.role": "surgeon"}, person.version)
    refused = await members.save_person(strict, enrollment, person.id, sent, by=by)
    (offer,) = (each for each in refused.page.offers if each.slug == "qventus")
    assert not refused.stored and offer.form and "No surgeon there" in offer.form.problems[0]
    assert draft.id == refused.draft.id


def test_a_question_that_hangs_on_one_asked_elsewhere_is_a_fault_of_its_plugin():
    class Torn(BaseModel):
        role: str = field("Role", kind="radios", choices=[Choice("a", "A")])
        fax: str = field("Fax", scope="practice", shown_when=("role", "a"))

    assert undrawable(Torn) == ["Torn.fax is shown by 'role', which is not asked in the same place"]
