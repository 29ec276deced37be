from uuid import UUID, uuid4

import pytest

from core.actor import Actor
from core.enrollment import members, starting
from core.enrollment.storing import StaleDraft
from core.errors import NotFound
from core.portal import Portal
from tests.core.enrollment.conftest import (
    LICENSE,
    PRACTICE,
    SUBSCRIPTION,
    WHO,
    add,
    saved,
    values,
    with_people,
)

DOCTOR = LICENSE | {"staff_type": "provider", "suffix": "MD"}
CODER = {"staff_type": "staff", "suffix": "Coder"}


def offers(page: members.PersonPage) -> dict[str, bool]:
    return {offer.slug: offer.offered for offer in page.offers}


async def test_staff_type_and_suffix_decide_questions_and_offers(portal: Portal, enrollment: UUID, by: Actor):
    draft = await with_people(portal, enrollment, by)
    nobody = members.new_member(draft)

    blank = members.draw_person(portal, draft, nobody)
    assert "npi" not in blank.form and not any(offers(blank).values())
    doctor = members.redraw_person(portal, draft, nobody, values(DOCTOR))
    assert "npi" in doctor.form and all(offers(doctor).values())
    coder = members.redraw_person(portal, draft, nobody, values(CODER | {"first_name": "Dee"}))
    assert "npi" not in coder.form and coder.form["first_name"].value == "Dee"
    assert {slug for slug, possible in offers(coder).items() if possible} == {"cerner", "pacs", "iecg"}
    assert [choice.value for choice in doctor.form["suffix"].choices] == ["MD", "DO", "NP", "PA"]
    assert not (blank.wrong or doctor.wrong or coder.wrong)


async def test_a_provider_without_license_is_not_stored_and_every_error_is_told(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    typed = {"staff_type": "provider", "suffix": "MD", "applications": ["dsm"], "npi": "1234567890"}
    result = await add(portal, enrollment, by, **typed)

    assert not result.stored
    wrong = {identifier for identifier, _ in result.page.errors}
    assert wrong == {"license_state", "license_number", "npi", "specialty", "dsm-direct_address"}
    assert len(result.draft.people) == 2


async def test_an_unfinished_person_can_be_kept_for_later(portal: Portal, enrollment: UUID, by: Actor):
    sent = values({"staff_type": "provider", "first_name": "Dee", "applications": ["cerner"]})
    result = await members.save_person(portal, enrollment, None, sent, by=by, kept="later")

    (person,) = (await starting.load(enrollment, by.account)).people
    assert result.stored and not person.complete
    assert (person.typed("first_name"), person.staff_type, person.wanted) == ("Dee", "provider", ())


async def test_lowering_a_staff_type_drops_what_is_no_longer_allowed_and_says_so(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    ticked = ["cerner", "dsm", "report2web"]
    typed = DOCTOR | SUBSCRIPTION | {"dsm.direct_address": "a@direct.peaks.example", "applications": ticked}
    doctor = (await add(portal, enrollment, by, **typed)).page.person
    assert set(doctor.wanted) == set(ticked)

    sent = values(WHO | CODER | {"email": doctor.email, "applications": ticked}, doctor.version)
    result = await members.save_person(portal, enrollment, doctor.id, sent, by=by)
    assert result.stored and result.page.person.wanted == ("cerner",)
    assert {name for name, _ in result.page.left_out} == {"Direct Secure Messaging", "Report2Web"}
    assert all("Coder" in words for _, words in result.page.left_out)


async def test_moving_the_practice_drops_what_ends_at_the_region(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    typed = DOCTOR | {"dsm.direct_address": "a@direct.peaks.example", "applications": ["dsm", "pacs"]}
    assert (await add(portal, enrollment, by, **typed)).stored

    moved = PRACTICE | {"state": "NM", "postcode": "87101"}
    result = await saved(portal, enrollment, "practice", moved, by)
    (dropped,) = result.dropped
    assert dropped.slug == "dsm" and "outside" in dropped.words
    assert result.draft.people[-1].wanted == ("pacs",)


async def test_an_address_belongs_to_one_person_of_the_group(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    result = await add(portal, enrollment, by, **CODER, email="BEN@peaks.example")

    assert not result.stored and "Ben Q Ruiz" in str(result.page.form["email"].error)


@pytest.mark.both_databases
async def test_a_removed_person_leaves_the_answers_of_the_others(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    coder = (await add(portal, enrollment, by, **CODER)).page.person
    recipients = {"report2web.visits_by": "email", "report2web.recipients": [str(coder.id)]}
    typed = DOCTOR | SUBSCRIPTION | recipients | {"applications": ["report2web"]}
    doctor = (await add(portal, enrollment, by, **typed)).page.person
    assert doctor.applications["report2web"].answers["recipients"] == [str(coder.id)]

    draft, gone = await members.remove_person(portal, enrollment, coder.id, by=by)
    assert gone.id == coder.id
    assert draft.person(doctor.id).applications["report2web"].answers["recipients"] == []


async def test_sponsor_and_administrator_are_not_removed(portal: Portal, enrollment: UUID, by: Actor):
    draft = await with_people(portal, enrollment, by)
    for key in (*(person.id for person in draft.people), uuid4()):
        with pytest.raises(NotFound):
            await members.remove_person(portal, enrollment, key, by=by)


async def test_two_windows_on_one_person_are_told_apart(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    coder = (await add(portal, enrollment, by, **CODER)).page.person
    first, second = (
        values(WHO | CODER | {"email": coder.email, "phone": phone}, coder.version)
        for phone in ("602 555 0111", "602 555 0122")
    )

    await members.save_person(portal, enrollment, coder.id, first, by=by)
    with pytest.raises(StaleDraft) as told:
        await members.save_person(portal, enrollment, coder.id, second, by=by)
    assert told.value.stored["phone"] == "602 555 0111"


async def test_unknown_and_repeated_fields_are_refused(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    strange = await add(portal, enrollment, by, **CODER, role="sponsor")
    twice = await add(portal, enrollment, by, **CODER, last_name=["A", "B"])

    assert not strange.stored and strange.page.form.problems
    assert not twice.stored and twice.page.form["last_name"].error
