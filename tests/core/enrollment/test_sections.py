from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from core.actor import Actor
from core.audit.tables import AuditEvent
from core.enrollment import starting
from core.enrollment.members import new_member, redraw_person
from core.enrollment.sections import draw_section, save_section, section_names
from core.enrollment.storing import AlreadySent, StaleDraft
from core.errors import NotFound
from core.portal import Portal
from tests.core.enrollment.conftest import ADMINISTRATOR, PRACTICE, SPONSOR, saved, values, with_people


async def _load(enrollment: UUID, by: Actor):
    return await starting.load(enrollment, by.account)


async def test_a_step_comes_back_as_it_was_typed_on_any_device(portal: Portal, enrollment: UUID, by: Actor):
    result = await saved(portal, enrollment, "practice", PRACTICE, by)

    drawn = draw_section(portal, await _load(enrollment, by), "practice")
    assert result.page.complete and drawn.complete
    assert drawn.form["phone"].value == "(602) 555-0123"
    assert drawn.version == result.page.version == 1


async def test_a_step_that_is_not_right_is_kept_and_told(portal: Portal, enrollment: UUID, by: Actor):
    result = await saved(
        portal, enrollment, "practice", {"name": "Peaks", "state": "AZ", "postcode": "80521"}, by
    )

    assert not result.page.complete
    assert result.page.form["postcode"].error == "ZIP code must belong to Arizona"
    drawn = draw_section(portal, await _load(enrollment, by), "practice")
    assert drawn.form["postcode"].value == "80521" and not drawn.form.wrong


@pytest.mark.parametrize("typed", ["V6B 1A1", "8500", "85004-12", "Phoenix"])
async def test_a_postcode_of_another_form_is_told_the_form_of_the_site(
    portal: Portal, enrollment: UUID, by: Actor, typed: str
):
    result = await saved(portal, enrollment, "practice", PRACTICE | {"postcode": typed}, by)
    assert result.page.form["postcode"].error == "ZIP code must look like 85006"


PLACEHOLDERS = [
    ("practice", PRACTICE, "ehr", "N/A", "Write the name of the EHR, or say that the practice uses none"),
    ("practice", PRACTICE, "name", "TBD", "Write the name of the office group, or save unfinished"),
    ("practice", PRACTICE, "address", "see above", "Write the street address, or save unfinished"),
    ("sponsor", SPONSOR, "specialty", "N/A", "Write the specialty, or save unfinished"),
    ("sponsor", SPONSOR, "license_number", "N/A", "Write the number, or save unfinished"),
    ("sponsor", SPONSOR, "license_number", "pending", "Write the number, or save unfinished"),
    ("sponsor", SPONSOR, "license_number", "0000", "Write the number, or save unfinished"),
    ("sponsor", SPONSOR, "license_number", "AZ-MD", "License number must have at least one digit"),
    (
        "sponsor",
        SPONSOR,
        "license_number",
        "\u0410123",
        "License number must have letters from A to Z, digits, spaces, dots, dashes and slashes only",
    ),
    ("sponsor", SPONSOR, "npi", "unknown", "Write the number, or save unfinished"),
    ("sponsor", SPONSOR, "last_name", "N/A", "Last name must be a name, not “N/A”"),
]


@pytest.mark.parametrize("case", PLACEHOLDERS)
async def test_a_word_for_no_answer_is_no_answer(
    portal: Portal, enrollment: UUID, by: Actor, case: tuple[str, Any, str, str, str]
):
    step, typed, name, value, words = case
    result = await saved(portal, enrollment, step, {**typed, name: value}, by)
    assert not result.page.complete
    assert result.page.form[name].error == words


OPTIONAL = [("extension", "N/A"), ("extension", "x"), ("fax", "none"), ("suite", "-")]


@pytest.mark.parametrize(("name", "value"), OPTIONAL)
async def test_a_word_for_no_answer_leaves_an_optional_question_empty(
    portal: Portal, enrollment: UUID, by: Actor, name: str, value: str
):
    result = await saved(portal, enrollment, "practice", {**PRACTICE, name: value}, by)
    assert result.page.complete and result.page.form[name].value == ""


@pytest.mark.parametrize(
    ("name", "value"), [("extension", "0"), ("suite", "X"), ("suite", "100"), ("city", "Nil")]
)
async def test_an_answer_that_looks_like_none_stays(
    portal: Portal, enrollment: UUID, by: Actor, name: str, value: str
):
    result = await saved(portal, enrollment, "practice", {**PRACTICE, name: value}, by)
    assert result.page.form[name].value == value


@pytest.mark.parametrize("value", ["N/A", "NMI", "none", "-"])
async def test_no_middle_initial_in_words_is_no_letter(
    portal: Portal, enrollment: UUID, by: Actor, value: str
):
    result = await saved(portal, enrollment, "sponsor", {**SPONSOR, "middle_initial": value}, by)
    assert result.page.complete and result.draft.in_role("sponsor").name == "Amara Okafor"


ONE = {**SPONSOR, "first_name": "", "last_name": "Suharto", "one_name": "yes"}


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("sponsor", ONE),
        ("administrator", {**ADMINISTRATOR, "first_name": "", "one_name": "yes"}),
        ("backup", {**ADMINISTRATOR, "has_backup": "yes", "first_name": "", "one_name": "yes"}),
    ],
)
async def test_somebody_with_one_name_is_entered_in_every_part(
    portal: Portal, enrollment: UUID, by: Actor, step: str, typed: Any
):
    result = await saved(portal, enrollment, step, typed, by)
    assert result.page.complete, result.page.form.errors
    assert result.draft.in_role(step).name in ("Suharto", "Q Ruiz")


async def test_one_name_and_a_first_name_contradict_each_other(portal: Portal, enrollment: UUID, by: Actor):
    both = await saved(portal, enrollment, "sponsor", ONE | {"first_name": "Amara"}, by)
    assert "clear the box" in str(both.page.form["first_name"].error)
    neither = await saved(portal, enrollment, "sponsor", {**ONE, "one_name": []}, by)
    assert neither.page.form["first_name"].error == "Enter the first name"


async def test_a_stale_form_overwrites_nothing_and_shows_what_is_stored(
    portal: Portal, enrollment: UUID, by: Actor
):
    await saved(portal, enrollment, "practice", PRACTICE, by)

    with pytest.raises(StaleDraft) as told:
        await save_section(portal, enrollment, "practice", values(PRACTICE | {"name": "Other"}, 0), by=by)

    assert (told.value.stored["name"], told.value.version) == (PRACTICE["name"], 1)
    assert (
        draw_section(portal, await _load(enrollment, by), "practice").form["name"].value == PRACTICE["name"]
    )


@pytest.mark.parametrize("version", [None, "", "x", "-1", "1" * 40, "²"])
async def test_a_form_without_a_real_version_is_stale(
    portal: Portal, enrollment: UUID, by: Actor, version: str | None
):
    sent = values(PRACTICE)
    sent["version"] = [] if version is None else [version]

    with pytest.raises(StaleDraft):
        await save_section(portal, enrollment, "practice", sent, by=by)


async def test_foreign_and_absent_drafts_are_answered_alike(portal: Portal, enrollment: UUID, by: Actor):
    stranger = Actor("person", uuid4(), "Someone else")
    for key, who in ((enrollment, stranger), (uuid4(), by)):
        with pytest.raises(NotFound):
            await save_section(portal, key, "practice", values(PRACTICE), by=who)
        with pytest.raises(NotFound):
            await starting.load(key, who.account)


async def test_an_account_has_one_open_draft_and_a_new_one_after_giving_it_up(
    portal: Portal, enrollment: UUID, by: Actor
):
    assert await starting.start(by=by) == enrollment
    await starting.abandon(enrollment, by=by)

    assert await starting.start(by=by) != enrollment
    with pytest.raises(AlreadySent):
        await save_section(portal, enrollment, "practice", values(PRACTICE), by=by)


async def test_the_same_person_is_asked_for_once(portal: Portal, enrollment: UUID, by: Actor):
    await saved(portal, enrollment, "sponsor", SPONSOR, by)
    result = await saved(portal, enrollment, "administrator", {"same_person": "yes"}, by)

    assert result.page.complete
    assert [person.role for person in result.draft.people] == ["sponsor"]


async def test_sponsor_and_administrator_share_an_address_only_as_one_person(
    portal: Portal, enrollment: UUID, by: Actor
):
    await saved(portal, enrollment, "sponsor", SPONSOR, by)
    result = await saved(portal, enrollment, "administrator", ADMINISTRATOR | {"email": SPONSOR["email"]}, by)

    assert "same person" in str(result.page.form["email"].error)
    assert not result.page.complete


async def test_an_officer_signs_with_an_address_of_their_own(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    officer = {"has_officer": "yes", "officer_name": "Cy Lee", "officer_email": SPONSOR["email"]}
    result = await saved(portal, enrollment, "practice", PRACTICE | officer, by)

    assert result.page.form["officer_email"].error
    officer["officer_email"] = "cy@peaks.example"
    assert (await saved(portal, enrollment, "practice", PRACTICE | officer, by)).page.complete
    again = await saved(portal, enrollment, "sponsor", SPONSOR | {"email": "cy@peaks.example"}, by)
    assert again.page.form["email"].error


async def test_steps_follow_the_site(portal: Portal, careconnect: Portal, enrollment: UUID, by: Actor):
    draft = await _load(enrollment, by)

    assert section_names(portal, draft) == (
        "purpose", "practice", "sponsor", "administrator", "backup", "members", "attestation",
    )  # fmt: skip
    assert section_names(careconnect, draft) == (
        "purpose", "practice", "administrator", "members", "attestation",
    )  # fmt: skip
    with pytest.raises(NotFound):
        draw_section(careconnect, draft, "sponsor")


@pytest.mark.parametrize(
    "case",
    [
        ("backup_administrator", "required", "backup", "has_backup", False),
        ("backup_administrator", "optional", "backup", "has_backup", True),
        ("officer", "required", "practice", "has_officer", False),
        ("officer", "required", "practice", "officer_email", True),
        ("officer", "never", "practice", "officer_email", False),
        ("fax", False, "practice", "fax", False),
        ("license_number", False, "sponsor", "license_number", False),
        ("no_middle_initial", False, "sponsor", "no_middle_initial", False),
    ],
)
async def test_questions_follow_the_site(
    portal: Portal, enrollment: UUID, by: Actor, case: tuple[str, object, str, str, bool]
):
    setting, value, step, field, asked = case
    enrolled = portal.site.enrollment.model_copy(update={setting: value})
    other = replace(portal, site=portal.site.model_copy(update={"enrollment": enrolled}))
    form = draw_section(other, await _load(enrollment, by), step).form
    assert (field in form) is asked


async def test_agreeing_counts_for_the_text_that_was_read(portal: Portal, enrollment: UUID, by: Actor):
    page = draw_section(portal, await _load(enrollment, by), "attestation")
    version = page.form["attested_text"].value
    old = await saved(portal, enrollment, "attestation", {"attested": "yes", "attested_text": "old"}, by)
    assert not old.page.complete

    done = await saved(portal, enrollment, "attestation", {"attested": "yes", "attested_text": version}, by)
    assert done.page.complete


async def test_every_save_is_one_event_of_the_trail(portal: Portal, enrollment: UUID, by: Actor):
    await saved(portal, enrollment, "practice", PRACTICE, by)

    actions = [row["action"] for row in await AuditEvent.select().order_by(AuditEvent.number)]
    assert actions == ["enrollment.started", "enrollment.saved"]


async def test_what_is_likely_of_everybody_in_a_practice_is_filled_in_where_nothing_was_typed(
    portal: Portal, enrollment: UUID, by: Actor
):
    await saved(portal, enrollment, "practice", PRACTICE, by)
    draft = await _load(enrollment, by)

    assert draw_section(portal, draft, "sponsor").form["phone"].value == PRACTICE["phone"]
    typed = values({"staff_type": "provider", "suffix": "MD", "phone": ""})
    person = redraw_person(portal, draft, new_member(draft), typed)
    assert (person.form["license_state"].value, person.form["phone"].value) == ("AZ", ""), (
        "what was emptied stays"
    )
    own = draw_section(portal, draft, "administrator", {"phone": "(480) 555-0100"})
    assert own.form["phone"].value == "(480) 555-0100", "whose account it is, is known better"


async def test_a_text_that_changed_while_it_was_read_is_read_again_and_the_next_answer_counts(
    portal: Portal, enrollment: UUID, by: Actor
):
    sent = {"read": "yes", "read_text": "the-one-before"}
    late = await saved(portal, enrollment, "purpose", sent, by)
    assert not late.page.complete
    assert (
        late.page.form["read"].error == "The text has changed since you read it. Read it again and confirm."
    )
    assert late.page.form["read"].value == ""

    again = {"read": "yes", "read_text": late.page.form["read_text"].value}
    assert (await saved(portal, enrollment, "purpose", again, by)).page.complete
