"""A request that is given back opens exactly the named fields; what was changed is kept."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from core.access.lines import load
from core.access.tables import Grant, WorkItem
from core.access.work import queue
from core.actor import Actor
from core.console.credentials import decide
from core.credentials.queries import checks
from core.errors import Forbidden, Invalid, NotFound, Stale
from core.groups.tables import Group, Member
from core.mail.tables import OutboxMail
from core.portal import Portal
from core.requests.correcting import correct, draw_correction
from core.requests.corrections import give_back, returned, take_back
from core.requests.queries.views import request_for_staff, request_of
from tests.core.console.conftest import Case, prove

WHY = "The board does not know this number"


def fields(case: Case) -> list[str]:
    return [f"{case.sponsor}.npi", f"{case.sponsor}.license_number", "practice.phone"]


def typed(case: Case, **changed: str) -> dict[str, list[str]]:
    answers = {"npi": "1679576722", "license_number": "A-77", "phone": "602 555 0177"} | changed
    phone = answers.pop("phone")
    sent = {f"{case.sponsor}.{name}": [value] for name, value in answers.items()}
    return sent | {"practice.phone": [phone]}


async def test_the_administrator_gets_a_mail_and_sees_only_the_open_fields(
    portal: Portal, case: Case, kim: Actor, by: Actor
):
    await give_back(portal, case.number, fields(case), WHY, by=kim)

    page = await draw_correction(portal, case.number, by=by)
    names = [each.name for part in page.parts for each in part.form]
    assert names == ["practice.phone", f"{case.sponsor}.license_number", f"{case.sponsor}.npi"]
    assert page.returned.reason == WHY
    assert await case.state() == "waiting-for-correction"
    mail = await OutboxMail.select().where(OutboxMail.template == "request-given-back").first()
    assert mail and WHY in mail["text"] and f"/requests/{case.number}/correct" in mail["text"]
    view = await request_of(portal, case.number, by.account)
    assert view.line.waits_for == "you"
    seen_by_staff = await request_for_staff(portal, case.number)
    assert seen_by_staff.line.waits_for == f"the {portal.site.terms.administrator}"


async def test_corrections_are_stored_with_their_history_and_go_back_to_support(
    portal: Portal, case: Case, kim: Actor, by: Actor
):
    await prove(portal, case, kim)
    await decide(portal, case.number, case.sponsor, "valid", "", by=kim)
    await give_back(portal, case.number, fields(case), WHY, by=kim)

    page = await correct(portal, case.number, typed(case), by=by)

    assert not page.wrong, (page.errors, page.problems)
    assert await case.state() == "checking-credentials"
    check = (await checks(portal, case.group))[0]
    assert check.state == "open" and ("NPI", "1679576722") in check.credentials
    group = await Group.select().where(Group.id == case.group).first().output(load_json=True)
    assert group["details"]["phone"] == "+16025550177"
    (once,) = await returned(case.request)
    assert once.state == "answered"
    assert ("National Provider Identifier (NPI)", "1234567893", "1679576722") in {
        (each.label, each.was, each.now) for each in once.changes
    }
    view = await request_of(portal, case.number, by.account)
    assert dict(view.practice)["Phone number"] == "(602) 555-0177"


async def test_nothing_is_stored_while_anything_is_wrong(portal: Portal, case: Case, kim: Actor, by: Actor):
    await give_back(portal, case.number, fields(case), WHY, by=kim)

    page = await correct(portal, case.number, typed(case, npi="1234567890"), by=by)

    assert [id_ for id_, _ in page.errors] == [f"{case.sponsor}-npi"]
    assert await case.state() == "waiting-for-correction"
    group = await Group.select().where(Group.id == case.group).first().output(load_json=True)
    assert group["details"]["phone"] == "+16025550123"


async def test_nobody_is_corrected_to_the_npi_of_somebody_else(
    portal: Portal, case: Case, kim: Actor, by: Actor
):
    everybody = await Member.select().where(Member.group == case.group).output(load_json=True)
    row = next(
        each for each in everybody if each["id"] != case.sponsor and each["details"].get("identifiers")
    )
    await give_back(portal, case.number, [f"{case.sponsor}.npi"], WHY, by=kim)
    sent = {f"{case.sponsor}.npi": [f"NPI {row['details']['identifiers']['npi']}"]}

    page = await correct(portal, case.number, sent, by=by)

    assert row["first_name"] in (page.parts[0].form["npi"].error or "")
    assert await case.state() == "waiting-for-correction"


async def test_fields_that_were_not_given_back_cannot_be_changed(
    portal: Portal, case: Case, kim: Actor, by: Actor
):
    await give_back(portal, case.number, [f"{case.sponsor}.npi"], WHY, by=kim)
    forged = typed(case) | {"practice.name": ["Another name"], f"{case.sponsor}.email": ["x@evil.example"]}

    assert not (await correct(portal, case.number, forged, by=by)).wrong

    group = await Group.select().where(Group.id == case.group).first().output(load_json=True)
    sponsor = await Member.select().where(Member.id == case.sponsor).first().output(load_json=True)
    assert (group["name"], group["details"]["phone"]) == ("Desert Peaks Family Medicine", "+16025550123")
    assert (sponsor["email"], sponsor["details"]["license_number"]) == ("amara@peaks.example", "12345")
    assert sponsor["details"]["identifiers"]["npi"] == "1679576722"


@pytest.mark.parametrize("chosen", [[], ["practice.name"], ["nonsense"]])
async def test_what_stands_in_the_agreement_is_never_given_back(
    portal: Portal, case: Case, kim: Actor, chosen: list[str]
):
    with pytest.raises(Invalid) as wrong:
        await give_back(portal, case.number, [*chosen, f"{case.sponsor}.first_name"], " ", by=kim)

    assert set(wrong.value.errors) == {"fields", "reason"}


async def test_a_member_who_does_not_sign_may_correct_a_name(
    portal: Portal, case: Case, kim: Actor, by: Actor
):
    coder = case.people["Coder"]
    await give_back(portal, case.number, [f"{coder}.last_name", f"{coder}.middle_initial"], WHY, by=kim)

    sent = {f"{coder}.last_name": ["Chen"], f"{coder}.middle_initial": ["Q"]}
    assert not (await correct(portal, case.number, sent, by=by)).wrong

    row = await Member.select().where(Member.id == coder).first()
    assert (row["last_name"], row["middle_initial"]) == ("Chen", "Q")


@pytest.mark.both_databases
async def test_work_stands_where_the_corrected_name_leads(portal: Portal, case: Case, kim: Actor, by: Actor):
    coder = case.people["Coder"]
    grant = await Grant.select(Grant.id).where(Grant.member == coder).first()
    assert grant
    await queue(await load(grant["id"]), "check")
    await give_back(portal, case.number, [f"{coder}.last_name"], "Spelled wrong", by=kim)
    page = await correct(portal, case.number, {f"{coder}.last_name": ["O’Brien-Álvarez"]}, by=by)
    assert not page.wrong, (page.errors, page.problems)
    row = await WorkItem.select(WorkItem.person_key).where(WorkItem.grant == grant["id"]).first()
    assert row and row["person_key"].startswith("obrienalvarez ")


async def test_others_find_nothing_to_correct(portal: Portal, case: Case, kim: Actor, by: Actor):
    with pytest.raises(NotFound):
        await draw_correction(portal, case.number, by=by)
    await give_back(portal, case.number, fields(case), WHY, by=kim)
    stranger = replace(by, account=uuid4())
    with pytest.raises(NotFound):
        await draw_correction(portal, case.number, by=stranger)
    with pytest.raises(NotFound):
        await correct(portal, case.number, typed(case), by=stranger)
    with pytest.raises(Forbidden):
        await take_back(case.number, by=by)


async def test_support_may_take_it_back_and_then_nothing_is_open(
    portal: Portal, case: Case, kim: Actor, by: Actor
):
    await give_back(portal, case.number, fields(case), WHY, by=kim)
    with pytest.raises(Stale):
        await give_back(portal, case.number, fields(case), WHY, by=kim)

    await take_back(case.number, by=kim)

    assert await case.state() == "checking-credentials"
    with pytest.raises(NotFound):
        await correct(portal, case.number, typed(case), by=by)
    assert [each.state for each in await returned(case.request)] == ["taken-back"]


@pytest.mark.both_databases
async def test_the_same_corrections_sent_many_times_at_once_are_stored_once(
    portal: Portal, case: Case, kim: Actor, by: Actor
):
    await give_back(portal, case.number, fields(case), WHY, by=kim)

    answers = await asyncio.gather(
        *(correct(portal, case.number, typed(case), by=by) for _ in range(5)), return_exceptions=True
    )

    assert sum(not isinstance(each, Exception) for each in answers) == 1
    assert all(isinstance(each, NotFound) for each in answers if isinstance(each, Exception))
    assert len(await returned(case.request)) == 1


async def test_a_question_stands_beside_exactly_its_field(portal: Portal, case: Case, kim: Actor, by: Actor):
    asked = {f"{case.sponsor}.npi": "One digit is missing", "practice.phone": " "}
    await give_back(portal, case.number, [], "", by=kim, questions=asked)

    page = await draw_correction(portal, case.number, by=by)
    hints = {each.name: each.hint for part in page.parts for each in part.form}
    assert hints == {f"{case.sponsor}.npi": "Support asks: One digit is missing"}
    mail = await OutboxMail.select().where(OutboxMail.template == "request-given-back").first()
    assert mail and "One digit is missing" in mail["text"]
    wrong = await correct(portal, case.number, {f"{case.sponsor}.npi": ["12"]}, by=by)
    assert "One digit is missing" in wrong.parts[0].form["npi"].hint, "also while it is being put right"


async def test_a_field_without_a_question_needs_a_reason(portal: Portal, case: Case, kim: Actor):
    with pytest.raises(Invalid) as wrong:
        await give_back(
            portal, case.number, ["practice.phone"], "", by=kim, questions={f"{case.sponsor}.npi": "Which?"}
        )
    assert set(wrong.value.errors) == {"reason"}
    with pytest.raises(Invalid) as wrong:
        await give_back(portal, case.number, [], "", by=kim, questions={"practice.name": "What is allowed?"})
    assert "fields" in wrong.value.errors


@pytest.mark.both_databases
async def test_an_address_is_corrected_unless_it_is_somebody_elses_or_that_of_a_signer(
    portal: Portal, case: Case, kim: Actor, by: Actor
):
    coder = case.people["Coder"]
    await give_back(portal, case.number, [f"{coder}.email"], "This address bounces", by=kim)

    for taken in ("amara@peaks.example", " AMARA@peaks.example "):
        page = await correct(portal, case.number, {f"{coder}.email": [taken]}, by=by)
        assert "Each person needs their own" in (page.parts[0].form["email"].error or "")
    assert not (await correct(portal, case.number, {f"{coder}.email": ["New@peaks.example"]}, by=by)).wrong

    row = await Member.select().where(Member.id == coder).first()
    assert row and (row["email"], row["key"]) == ("new@peaks.example", f"{case.group}:new@peaks.example")
    (once,) = await returned(case.request)
    assert ("Email address", "new@peaks.example") in {(each.label, each.now) for each in once.changes}
    with pytest.raises(Invalid):
        await give_back(portal, case.number, [f"{case.sponsor}.email"], WHY, by=kim)


async def test_what_is_not_open_to_others_hides_no_double(portal: Portal, case: Case, kim: Actor, by: Actor):
    coder = case.people["Coder"]
    await give_back(portal, case.number, [f"{coder}.email"], WHY, by=kim)
    forged = {f"{coder}.email": ["amara@peaks.example"], f"{case.sponsor}.email": ["other@peaks.example"]}

    assert (await correct(portal, case.number, forged, by=by)).wrong


async def test_a_raised_suffix_asks_for_the_license_and_gives_nothing_until_support_decides(
    portal: Portal, case: Case, kim: Actor, by: Actor
):
    coder = case.people["Coder"]
    await give_back(portal, case.number, [f"{coder}.suffix"], "She is a doctor", by=kim)
    page = await draw_correction(portal, case.number, by=by)
    assert [each.name for each in page.parts[0].form] == [f"{coder}.staff_type", f"{coder}.suffix"]

    sent = {f"{coder}.staff_type": ["provider"], f"{coder}.suffix": ["MD"]}
    page = await correct(portal, case.number, sent, by=by)
    assert page.parts[0].form["license_number"].error and page.parts[0].form["npi"].error
    license = {"license_state": "AZ", "license_number": "B-1", "npi": "1679576722", "specialty": "Surgery"}
    sent |= {f"{coder}.{name}": [value] for name, value in license.items()}
    assert not (await correct(portal, case.number, sent, by=by)).wrong

    row = await Member.select().where(Member.id == coder).first()
    assert row and (row["staff_type"], row["suffix"]) == ("provider", "MD")
    assert {each.member: each.state for each in await checks(portal, case.group)}[coder] == "open"
    grants = await Grant.select(Grant.state).where(Grant.member == coder)
    assert {each["state"] for each in grants} <= {"requested", "revoked"}


@pytest.mark.both_databases
async def test_a_lowered_suffix_takes_away_what_no_longer_fits_in_the_same_change(
    portal: Portal, case: Case, kim: Actor, by: Actor
):
    doctor = case.people["MD"]
    await give_back(portal, case.number, [f"{doctor}.suffix"], "He is a coder", by=kim)

    sent = {f"{doctor}.staff_type": ["staff"], f"{doctor}.suffix": ["Coder"]}
    page = await correct(portal, case.number, sent, by=by)

    assert not page.wrong, (page.errors, page.problems)
    grants = await Grant.select(Grant.application, Grant.state).where(Grant.member == doctor)
    expected = {"report2web": "revoked", "pacs": "requested"}
    assert {each["application"]: each["state"] for each in grants} == expected
    (once,) = await returned(case.request)
    ended = next(each for each in once.changes if each.label == "Report2Web")
    assert ended.was == "Requested" and "Coder" in ended.now
    assert ("License number", "12345", "") in {(each.label, each.was, each.now) for each in once.changes}
