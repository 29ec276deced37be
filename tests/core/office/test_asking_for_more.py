"""People are added to a practice that is active, and applications asked for, in one request."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from core.access.conditions import NotNow
from core.access.queries import grants_asked
from core.access.tables import Grant, Request
from core.activation.actions import suspend_group
from core.activation.people import ActivationWorker
from core.actor import Actor
from core.console.deciding import approve_lines
from core.database import Database
from core.demo.registering import as_sent
from core.enrollment import starting
from core.enrollment.grid import Tick, grid, set_ticks
from core.enrollment.members import save_person, take_members_up
from core.enrollment.submission import submit
from core.errors import NotFound
from core.groups.activation_work import go_on_with
from core.groups.tables import Member
from core.identity.tables import Person
from core.mail.tables import OutboxMail
from core.office import acts
from core.portal import Portal
from core.requests.queries.views import request_for_staff
from tests.practices import AMARA, ANALYST, BEN, KEYS, ROSA, Someone, active
from tests.practices.asking_more import agreed_to, asked_for, begun

NORA = Someone("Nora", "Quintana", "nora@peaks.example", ("cerner", "pacs"), "Other")
DANA = Someone("Dana", "Whitehorse", "dana@peaks.example", ("cerner",), "MD")
STRANGER = Actor("person", uuid4(), "Somebody else", "203.0.113.9", "Firefox")


async def member_called(first: str) -> dict[str, object]:
    row = await Member.select().where(Member.first_name == first).first()
    assert row
    return row


@pytest.mark.both_databases
async def test_somebody_new_and_somebody_there_are_asked_for_in_one_request(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA)
    receipt = await asked_for(portal, made, NORA, existing="Ben")
    request = await Request.select().where(Request.id == receipt.request).first()
    assert request and (request["kind"], request["state"]) == ("applications", "to-be-decided")
    assert receipt.number.startswith("CS") and receipt.group == made.group
    view = await request_for_staff(portal, receipt.number)
    wanted = {member.name: {each.slug for each in member.access} for member in view.members}
    assert wanted == {"Ben Ruiz": {"iecg"}, "Nora Quintana": {"cerner", "pacs"}}
    told = await OutboxMail.select().where(OutboxMail.about == str(receipt.request))
    assert [(row["template"], row["recipient"]) for row in told] == [("request-submitted", BEN.email)]


@pytest.mark.both_databases
async def test_who_was_added_gets_a_login_once_support_agreed_and_not_before(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA)
    receipt, people = await asked_for(portal, made, NORA), await Person.count()
    # Whatever else has people of the practice seen to.
    await go_on_with(made.group, by=ANALYST)
    await ActivationWorker(portal, KEYS).attend_due()
    assert (await member_called("Nora"))["person_state"] == "added" and await Person.count() == people
    await agreed_to(portal, receipt.number)
    nora = await member_called("Nora")
    assert nora["person_state"] == "new" and await Person.count() == people + 1
    grants = await Grant.select(Grant.state).where(Grant.member == nora["id"])
    assert {row["state"] for row in grants} == {"provisioning"}


@pytest.mark.both_databases
async def test_nothing_is_agreed_to_for_a_provider_whose_license_nobody_checked(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA)
    receipt = await asked_for(portal, made, DANA)
    asked = await grants_asked(receipt.request)
    with pytest.raises(NotNow, match="Check Dana Whitehorse first"):
        await approve_lines(portal, receipt.number, asked, by=ANALYST)
    await agreed_to(portal, receipt.number)
    assert (await member_called("Dana"))["person_state"] == "new"


@pytest.mark.both_databases
async def test_what_is_sent_twice_at_once_becomes_one_request_with_one_person(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA)
    asking = await begun(portal, made)
    typed = {**NORA.typed(portal.site, "staff"), "staff_type": "staff", "applications": ["cerner"]}
    draft = await asking.add(typed)
    await asking.agree(await asking.share(draft), "additional", "attestation")
    found = await asyncio.gather(*(submit(portal, asking.enrollment, by=made.by) for _ in range(3)))
    assert len({each.number for each in found}) == 1
    assert await Member.count().where(Member.first_name == "Nora") == 1


async def test_nobody_acts_for_a_practice_they_do_not_administer(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA)
    with pytest.raises(NotFound):
        await starting.start(made.group, by=STRANGER)
    asking = await begun(portal, made)
    with pytest.raises(NotFound):
        await starting.load(asking.enrollment, uuid4())
    assert (await begun(portal, made)).enrollment == asking.enrollment


async def test_what_somebody_has_or_asked_for_is_not_offered_and_says_so(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, replace(AMARA, wants=("cerner",)))
    asking = await begun(portal, made)
    draft = await take_members_up(portal, asking.enrollment, [made.members["Amara"]], by=made.by)
    draft = await starting.load(draft.id, made.by.account or uuid4())
    (row,) = grid(portal, draft).rows
    cells = {each.slug: each for each in row.cells}
    assert cells["cerner"].box == "no" and made.number in cells["cerner"].words
    assert cells["pacs"].box == "open"
    ticked = await set_ticks(portal, draft.id, [Tick(row.person.id, "cerner", wanted=True)], by=made.by)
    assert not ticked.changed and [each.slug for each in ticked.left_out] == ["cerner"]


async def test_who_is_away_or_elsewhere_cannot_be_chosen(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    asking = await begun(portal, made)
    await acts.begin_leave(portal, made.members["Amara"], "Leave", by=made.by)
    for key in (made.members["Amara"], uuid4()):
        with pytest.raises(NotFound):
            await take_members_up(portal, asking.enrollment, [key], by=made.by)


async def test_nothing_is_sent_for_a_practice_that_may_have_nothing(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA)
    asking = await begun(portal, made)
    typed = {**NORA.typed(portal.site, "staff"), "staff_type": "staff", "applications": ["cerner"]}
    draft = await asking.add(typed)
    await asking.agree(await asking.share(draft), "additional", "attestation")
    await suspend_group(portal, made.group, "A suspicion", by=ANALYST)
    with pytest.raises(NotNow):
        await submit(portal, asking.enrollment, by=made.by)
    assert not await Member.exists().where(Member.first_name == "Nora")


async def test_an_address_or_npi_of_the_practice_is_refused_and_says_whose_it_is(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA)
    asking = await begun(portal, made)
    kind = {"staff_type": "staff", "applications": ["cerner"]}
    taken = replace(NORA, email=BEN.email)
    values = as_sent({**taken.typed(portal.site, "staff"), **kind}, 0)
    saved = await save_person(portal, asking.enrollment, None, values, by=made.by)
    assert not saved.stored and "Ben Ruiz" in dict(saved.page.errors)["email"]
    assert [(each.person.name, each.by) for each in saved.page.alike] == [("Ben Ruiz", "email")]
    assert saved.page.alike[0].person.standing == "Enabled"


async def test_a_similar_name_alone_is_asked_about_and_may_be_another_person(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA)
    asking = await begun(portal, made)
    namesake = replace(NORA, first="Bella", last="Ruiz")
    typed = {**namesake.typed(portal.site, "staff"), "staff_type": "staff", "applications": ["cerner"]}
    saved = await save_person(portal, asking.enrollment, None, as_sent(typed, 0), by=made.by)
    assert not saved.stored and "namesake" in dict(saved.page.errors)
    assert [(each.person.name, each.by) for each in saved.page.alike] == [("Ben Ruiz", "name")]
    again = as_sent({**typed, "namesake": "yes"}, 0)
    assert (await save_person(portal, asking.enrollment, None, again, by=made.by)).stored
