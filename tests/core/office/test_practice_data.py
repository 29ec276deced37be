"""What an administrator changes about the practice, what support decides, and what follows from it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from core.access.tables import Request
from core.actor import Actor
from core.console.queries.found import results
from core.database import Database
from core.errors import Forbidden, Invalid, NotFound, PortalError, Stale
from core.groups.people import load_group
from core.mail.tables import OutboxMail
from core.moves import NotNow
from core.office.change_requests import decide_change, withdraw_change
from core.office.practice_answers import what_follows
from core.office.practice_data import apply_to_practice, change_practice, draw_practice
from core.office.queries.changes import AskedChange, change_asked, open_change_of, waiting_changes
from core.portal import Portal
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, portal_for, state_of, themselves

STRANGER = Actor("person", uuid4(), "Somebody else", "203.0.113.9", "Firefox")
APPLY = {"practice": apply_to_practice}
PROVIDER = replace(AMARA, wants=("cerner", "dsm"))


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    return await active(portal, BEN, ROSA, PROVIDER)


async def answered(portal: Portal, made: Practice, by: Actor, **answers: str) -> Mapping[str, list[Any]]:
    drawn = await draw_practice(portal, made.group, by=by)
    return {**drawn.form.sent, **{name: [text] for name, text in answers.items()}}


async def change(portal: Portal, made: Practice, by: Actor | None = None, **answers: str) -> Any:
    who = by or made.by
    return await change_practice(portal, made.group, await answered(portal, made, who, **answers), by=who)


async def decide(portal: Portal, key: Any, approve: bool, reason: str = "", by: Actor = ANALYST) -> None:
    await decide_change(portal, key, approve, reason, by=by, apply=APPLY)


async def asked_of(made: Practice) -> AskedChange:
    found = await open_change_of(made.group)
    assert found
    return found


@pytest.mark.both_databases
async def test_phone_and_address_change_at_once(portal: Portal, made: Practice) -> None:
    done = await change(
        portal, made, phone="602-555-0198", address="9 New Road", city="Mesa", postcode="85201"
    )
    assert not done.form.wrong and done.waits == ()
    assert done.saved == ("Street address", "City", "ZIP code", "Phone number")
    group = await load_group(made.group)
    assert (group.details.address, group.details.city, group.postcode) == ("9 New Road", "Mesa", "85201")
    assert await open_change_of(made.group) is None


@pytest.mark.both_databases
async def test_another_name_waits_for_support_and_the_rest_does_not(portal: Portal, made: Practice) -> None:
    done = await change(portal, made, name="Summit Clinic", fax="602-555-0111", reason="New owners")
    assert (done.saved, done.waits) == (("Fax number",), ("Name of the office group",))
    assert (await load_group(made.group)).name == "Peaks"
    waiting = await asked_of(made)
    assert [(each.label, each.was, each.now) for each in waiting.shown] == [
        ("Name of the office group", "Peaks", "Summit Clinic")
    ]
    listed, following = await waiting_changes()
    assert [each.id for each in listed] == [waiting.id] and following == ""
    await decide(portal, waiting.id, True)
    assert (await load_group(made.group)).name == "Summit Clinic"
    row = await Request.select(Request.practice_key).where(Request.id == made.request).first()
    assert row and row["practice_key"].startswith("summit")
    assert await open_change_of(made.group) is None and (await waiting_changes())[0] == ()
    assert await OutboxMail.exists().where(OutboxMail.template == "change-decided")


async def test_people_and_practice_are_found_by_the_new_name_alone(portal: Portal, made: Practice) -> None:
    await change(portal, made, ANALYST, name="Summit Clinic", reason="Letter of the owner")
    found, before = await results(portal, "Summit"), await results(portal, "Peaks")
    assert (len(found.practices), len(found.people)) == (1, 3)
    assert before.practices == ()


@pytest.mark.both_databases
async def test_another_state_waits_with_its_address_and_takes_what_is_not_offered_there(
    portal: Portal, made: Practice
) -> None:
    wanted = {"state": "CA", "city": "Blythe", "postcode": "92225", "address": "1 Main St"}
    done = await change(portal, made, **wanted, phone="602-555-0198", reason="We moved")
    assert done.saved == ("Phone number",)
    assert set(done.waits) == {"State", "City", "ZIP code", "Street address"}
    waiting = await asked_of(made)
    lost = (await what_follows(portal, made.group, waiting.wanted)).ends
    assert [(each.person, each.application) for each in lost] == [("Amara Okafor", "Direct Secure Messaging")]
    assert await state_of(made.grants["Amara", "dsm"]) != "revoked"
    await decide(portal, waiting.id, True)
    assert await state_of(made.grants["Amara", "dsm"]) == "revoked"
    assert await state_of(made.grants["Amara", "cerner"]) != "revoked"
    assert (await load_group(made.group)).jurisdiction == "CA"


async def test_a_change_ends_nothing_that_the_site_gives_elsewhere_now(
    portal: Portal, made: Practice
) -> None:
    narrowed = portal_for(dsm={**portal.site.plugins["dsm"], "regions": ["wyoming"]})
    assert not (await what_follows(narrowed, made.group, {"state": "CA", "postcode": "92225"})).ends
    done = await change(narrowed, made, phone="602-555-0198")
    assert done.saved == ("Phone number",)
    assert await state_of(made.grants["Amara", "dsm"]) != "revoked"


async def test_what_support_decides_needs_a_reason_and_then_nothing_is_saved_without(
    portal: Portal, made: Practice
) -> None:
    done = await change(portal, made, name="Summit Clinic", phone="602-555-0198")
    assert done.form["reason"].error and done.form["phone"].value == "602-555-0198"
    assert await open_change_of(made.group) is None
    assert (await load_group(made.group)).details.phone != "+16025550198"


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"phone": "12"}, "phone"),
        ({"postcode": "99999"}, "postcode"),
        ({"name": "N/A"}, "name"),
        ({"state": "ZZ"}, "state"),
        ({"address": ""}, "address"),
    ],
)
async def test_wrong_answers_stand_beside_their_field_and_save_nothing(
    portal: Portal, made: Practice, answers: dict[str, str], wrong: str
) -> None:
    done = await change(portal, made, **{"fax": "602-555-0111", **answers})
    assert done.form[wrong].error and not (await load_group(made.group)).details.fax.endswith("0111")


async def test_the_same_answers_again_change_nothing_and_say_so(portal: Portal, made: Practice) -> None:
    assert (await change(portal, made)).form.problems


@pytest.mark.both_databases
async def test_one_change_waits_at_a_time_and_can_be_withdrawn(portal: Portal, made: Practice) -> None:
    await change(portal, made, name="Summit Clinic", reason="New owners")
    with pytest.raises(Stale, match="earlier change"):
        await change(portal, made, name="Other Clinic", reason="New owners")
    waiting = await asked_of(made)
    for by in (STRANGER, await themselves(made, "Amara")):
        with pytest.raises(NotFound):
            await withdraw_change(waiting.id, by=by)
    await withdraw_change(waiting.id, by=made.by)
    assert (await change_asked(waiting.id)).state == "withdrawn"
    for approve in (True, False):
        with pytest.raises(Stale):
            await decide(portal, waiting.id, approve, "Late")
    assert (await load_group(made.group)).name == "Peaks"
    await change(portal, made, name="Other Clinic", reason="New owners")


async def test_only_staff_who_have_nothing_to_do_with_it_decide_and_a_refusal_has_a_reason(
    portal: Portal, made: Practice
) -> None:
    await change(portal, made, name="Summit Clinic", reason="New owners")
    key, amara = (await asked_of(made)).id, await themselves(made, "Amara")
    for by, why in (
        (made.by, Forbidden), (STRANGER, Forbidden), (replace(ANALYST, account=amara.account), NotNow)
    ):  # fmt: skip
        with pytest.raises(why):
            await decide(portal, key, True, by=by)
    with pytest.raises(Invalid):
        await decide(portal, key, False)
    await decide(portal, key, False, "The registry has the old name")
    found = await change_asked(key)
    assert (found.state, found.reason) == ("declined", "The registry has the old name")
    assert (await load_group(made.group)).name == "Peaks"


async def test_nobody_else_sees_or_changes_the_data_of_a_practice(portal: Portal, made: Practice) -> None:
    values = await answered(portal, made, made.by, phone="602-555-0198")
    for by in (STRANGER, await themselves(made, "Amara")):
        with pytest.raises(NotFound):
            await draw_practice(portal, made.group, by=by)
        with pytest.raises(NotFound):
            await change_practice(portal, made.group, values, by=by)


async def test_support_changes_everything_at_once_and_says_why(portal: Portal, made: Practice) -> None:
    refused = await change(portal, made, ANALYST, name="Summit Clinic")
    assert refused.form["reason"].error
    done = await change(portal, made, ANALYST, name="Summit Clinic", reason="Letter of the owner")
    assert done.waits == () and (await load_group(made.group)).name == "Summit Clinic"


@pytest.mark.both_databases
async def test_of_two_changes_at_once_one_waits(portal: Portal, made: Practice) -> None:
    first, second = (
        change(portal, made, name=name, reason="New owners") for name in ("Summit Clinic", "Other Clinic")
    )
    came = await asyncio.gather(first, second, return_exceptions=True)
    assert sorted(isinstance(each, PortalError) for each in came) == [False, True]
    assert len((await waiting_changes())[0]) == 1
