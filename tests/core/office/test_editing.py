"""What is known of somebody changes: what gives them nothing at once, the rest once support approves it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from core.actor import Actor
from core.credentials.queries import checks
from core.database import Database
from core.errors import Invalid, NotFound, Stale
from core.groups.people import load_member
from core.moves import NotNow
from core.office import acts
from core.office.change_requests import decide_change
from core.office.editing import Edited, apply_to_member, edit
from core.office.queries.changes import open_change_of
from core.portal import Portal
from core.requests.open_parts import open_person
from tests.core.office.following import mails
from tests.core.office.working import carry_out
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    ROSA,
    Practice,
    Someone,
    active,
    portal_for,
    state_of,
    themselves,
)
from tests.practices.typed import LICENSE

WEI = Someone("Wei", "Chen", "wei@peaks.example", ("cerner",), "Coder")
DANA = replace(AMARA, first="Dana", email="dana@peaks.example", npi="", wants=("cerner", "report2web"))
TO_DOCTOR = {**LICENSE, "staff_type": "provider", "suffix": "MD", "npi": "1679576722"}


async def edited(
    portal: Portal, made: Practice, first: str, by: Any = None, reason: str = "", **typed: Any
) -> Edited:
    """The form as it stands, sent with something else in it."""
    key = made.members[first]
    drawn = (await open_person(portal, await load_member(key), None)).form
    sent = {name: list(values) for name, values in drawn.sent.items()}
    values = sent | {f"{key}.{name}": [str(value)] for name, value in typed.items()}
    return await edit(portal, key, values, by=by or made.by, reason=reason)


async def decide(portal: Portal, made: Practice, first: str, reason: str = "", by: Actor = ANALYST) -> None:
    """Support approves what is asked, or declines it for a reason."""
    waits = await open_change_of(made.members[first])
    assert waits
    apply = {"person": apply_to_member}
    await decide_change(portal, waits.id, not reason, reason, by=by, apply=apply)


async def changed(made: Practice, first: str) -> tuple[str, str, str]:
    row = await load_member(made.members[first])
    return row.last_name, row.staff_type, row.suffix


@pytest.mark.both_databases
async def test_a_name_and_a_phone_number_change_at_once(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA, WEI)
    done = await edited(portal, made, "Wei", last_name="Chen-Ruiz", phone="602 555 0188")
    assert done.page.answers and not done.asked and not done.ended
    row = await load_member(made.members["Wei"])
    assert (row.last_name, row.phone[-4:], row.email) == ("Chen-Ruiz", "0188", WEI.email)


@pytest.mark.both_databases
async def test_raising_a_suffix_gives_nothing_until_support_approves(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, WEI)
    done = await edited(portal, made, "Wei", **TO_DOCTOR)
    assert done.asked and await changed(made, "Wei") == ("Chen", "staff", "Coder")
    with pytest.raises(Stale):
        await edited(portal, made, "Wei", last_name="Chen-Ruiz")
    await decide(portal, made, "Wei")
    assert await changed(made, "Wei") == ("Chen", "provider", "MD")
    check = next(each for each in await checks(portal, made.group) if each.member == made.members["Wei"])
    assert check.state == "valid" and await open_change_of(made.members["Wei"]) is None


async def test_what_support_declines_changes_nothing_and_may_be_asked_again(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, WEI)
    await edited(portal, made, "Wei", **TO_DOCTOR)
    await decide(portal, made, "Wei", "No such license.")
    assert await changed(made, "Wei") == ("Chen", "staff", "Coder")
    assert (await edited(portal, made, "Wei", **TO_DOCTOR)).asked


@pytest.mark.both_databases
async def test_lowering_a_suffix_ends_what_no_longer_fits_in_the_same_change(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, DANA)
    await carry_out(portal, "grant")
    done = await edited(portal, made, "Dana", staff_type="staff", suffix="Coder")
    assert not done.asked and done.ended == ("Report2Web",)
    assert await changed(made, "Dana") == ("Okafor", "staff", "Coder")
    assert await state_of(made.grants["Dana", "report2web"]) == "revoked"
    assert await state_of(made.grants["Dana", "cerner"]) == "active"


async def test_an_edit_ends_nothing_that_the_site_gives_to_others_now(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, WEI, DANA)
    await carry_out(portal, "grant")
    narrowed = portal_for(cerner={"suffix_kinds": ["provider"]})
    assert not (await edited(narrowed, made, "Wei", phone="602 555 0188")).ended
    assert await state_of(made.grants["Wei", "cerner"]) == "active"
    lowered = await edited(narrowed, made, "Dana", staff_type="staff", suffix="Coder")
    assert lowered.ended == ("Cerner Millennium", "Report2Web")


async def test_another_license_waits_for_support(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA, DANA)
    done = await edited(portal, made, "Dana", license_number="48213")
    assert done.asked, done.page.form.errors
    assert (await load_member(made.members["Dana"])).details.license_number == "12345"


async def test_nothing_of_somebody_on_leave_ends_because_they_are_edited(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, WEI)
    await carry_out(portal, "grant")
    await acts.begin_leave(portal, made.members["Wei"], "Leave", by=made.by)
    assert not (await edited(portal, made, "Wei", last_name="Chen-Ruiz")).ended
    assert await state_of(made.grants["Wei", "cerner"]) == "suspended"


async def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, WEI)
    done = await edited(portal, made, "Wei", last_name="Chen-Ruiz", phone="12")
    wrong = [name for name, _ in done.page.form.errors]
    assert done.page.answers is None and len(wrong) == 1 and wrong[0].endswith("phone")
    assert (await changed(made, "Wei"))[0] == "Chen"


async def test_nobody_else_edits_and_the_address_is_not_taken(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA, WEI, AMARA)
    with pytest.raises(NotFound):
        await edited(portal, made, "Wei", by=await themselves(made, "Amara"), last_name="X")
    await edited(portal, made, "Wei", email="else@peaks.example")
    assert (await load_member(made.members["Wei"])).email == WEI.email


@pytest.mark.both_databases
async def test_support_edits_with_a_reason_and_a_colleague_approves_what_gives_more(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, WEI)
    with pytest.raises(Invalid):
        await edited(portal, made, "Wei", ANALYST, last_name="Chen-Ruiz")
    await edited(portal, made, "Wei", ANALYST, "Ben called; we called back", last_name="Chen-Ruiz")
    assert (await changed(made, "Wei"))[0] == "Chen-Ruiz" and await mails("support-acted") == [BEN.email]
    assert (await edited(portal, made, "Wei", ANALYST, "Ben called", **TO_DOCTOR)).asked
    with pytest.raises(NotNow, match="yourself"):
        await decide(portal, made, "Wei")
    assert (await changed(made, "Wei"))[2] == "Coder"
    await decide(portal, made, "Wei", by=replace(ANALYST, account=uuid4()))
    assert (await changed(made, "Wei"))[2] == "MD"
