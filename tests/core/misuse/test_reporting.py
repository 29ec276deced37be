"""Misuse is reported, acted upon at once, and has a clock."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest

from core.access.conditions import NotNow
from core.audit.tables import AuditEvent
from core.clock import now
from core.due.queries import scheduled
from core.errors import Invalid, NotFound
from core.mail.tables import OutboxMail
from core.misuse import deadlines, handling
from core.misuse.deadlines import REPORT, ask_for_report, in_words
from core.misuse.queries.cases import case_view, cases, open_about
from core.misuse.reporting import end_suspension, report, suspend_on_suspicion
from core.office import acts
from core.portal import Portal
from tests.conftest import MovableClock
from tests.core.misuse.staffed import hired, reported
from tests.core.office.following import mails
from tests.practices import ANALYST, BEN, Practice, state_of, themselves


async def states(made: Practice, first: str = "Amara") -> set[str]:
    return {await state_of(grant) for (who, _), grant in made.grants.items() if who == first}


@pytest.mark.both_databases
async def test_a_report_keeps_the_record_as_it_stood_and_suspends_at_once(
    made: Practice, portal: Portal
) -> None:
    rita = await hired(portal, "Rita")
    key = await report(portal, reported(made, suspend=True), by=made.by)
    assert await states(made) == {"suspended"}
    view = await case_view(portal, key, rita)
    assert {each["state"] for each in view.record["access"]} == {"Active"}
    assert view.record["practice"]["agreement"]["in_force_since"]
    assert view.case.record_sha256 == sha256(view.case.record.encode()).hexdigest()
    event = await AuditEvent.select().where(AuditEvent.action == "misuse.reported").first()
    assert event and event["subject"] == str(key)
    assert json.loads(event["details"])["record_sha256"] == view.case.record_sha256
    await acts.end_access(portal, made.members["Amara"], None, "Left", by=made.by)
    after = await case_view(portal, key, rita)
    assert after.record == view.record
    assert after.person and {each.state for each in after.person.access} == {"revoked"}
    assert any("Cerner" in each.words for each in after.since)


async def test_only_privacy_officers_are_told_and_no_email_names_anybody(
    made: Practice, portal: Portal
) -> None:
    await hired(portal, "Rita")
    await hired(portal, "Ann", "analyst")
    await report(portal, reported(made), by=made.by)
    assert await mails("misuse-reported") == ["rita@health.example"]
    rows = await OutboxMail.select().where(OutboxMail.template == "misuse-reported")
    assert all("Amara" not in row["subject"] + row["text"] for row in rows)


@pytest.mark.both_databases
async def test_the_person_learns_neither_of_the_report_nor_who_reported(
    made: Practice, portal: Portal
) -> None:
    await report(portal, reported(made, suspend=True), by=made.by)
    grant = made.grants["Amara", "cerner"]
    rows = await AuditEvent.select().where(AuditEvent.subject.is_in([str(grant), str(made.members["Amara"])]))
    assert rows and all("neighbor" not in row["details"] for row in rows)
    assert not [row for row in rows if row["action"].startswith("misuse")]


@pytest.mark.both_databases
async def test_members_report_by_name_and_see_no_list_of_people(made: Practice, portal: Portal) -> None:
    rita, amara = await hired(portal, "Rita"), await themselves(made, "Amara")
    with pytest.raises(NotFound):
        await report(portal, reported(made, "Ben"), by=amara)
    key = await report(portal, reported(made, member=None, name=f"{BEN.first} {BEN.last}".lower()), by=amara)
    other = await report(portal, reported(made, member=None, name="Nobody Known"), by=amara)
    assert (await case_view(portal, key, rita)).case.member == made.members["Ben"]
    assert (await case_view(portal, other, rita)).case.member is None
    with pytest.raises(NotFound):
        await report(portal, reported(made, suspend=True), by=amara)
    with pytest.raises(NotFound):
        await report(portal, reported(made), by=replace(amara, account=uuid4()))
    assert await states(made) == {"active"}


async def test_what_is_noticed_in_the_future_is_refused(made: Practice, portal: Portal) -> None:
    with pytest.raises(Invalid):
        await report(portal, reported(made, noticed_at=now() + timedelta(minutes=1)), by=made.by)


@pytest.mark.both_databases
async def test_a_suspension_without_a_report_is_asked_for_it_and_then_told_to_officers(
    made: Practice, portal: Portal, clock: MovableClock
) -> None:
    rita = await hired(portal, "Rita")
    await suspend_on_suspicion(portal, made.members["Amara"], "Looked at a neighbor", by=made.by)
    (listed,) = await cases(rita)
    case = listed.case
    assert (case.state, in_words(portal, case)) == ("awaiting", "24 hours left")
    assert await scheduled(REPORT, case.id) == case.noticed_at + timedelta(hours=12)
    assert await ask_for_report(portal, case.id) == case.noticed_at + timedelta(hours=12)
    clock.advance(hours=12)
    assert await ask_for_report(portal, case.id) == deadlines.due_at(portal, case.noticed_at)
    assert len(await mails("misuse-report-due")) == 1
    assert await mails("misuse-late") == []
    clock.advance(hours=13)
    assert await ask_for_report(portal, case.id) is None
    assert await mails("misuse-late") == ["rita@health.example"]
    assert in_words(portal, case) == "1 hour late"


@pytest.mark.both_databases
async def test_the_written_report_completes_the_case_of_the_suspension(
    made: Practice, portal: Portal, clock: MovableClock
) -> None:
    rita, amara = await hired(portal, "Rita"), made.members["Amara"]
    await suspend_on_suspicion(portal, amara, "Looked at a neighbor", by=made.by)
    clock.advance(hours=5)
    key = await report(portal, reported(made, what="In full"), by=made.by)
    (listed,) = await cases(rita)
    assert (listed.case.id, listed.case.state, listed.case.what) == (key, "open", "In full")
    assert in_words(portal, listed.case) == "Written 5 hours after it was noticed, within 24 hours"
    assert await scheduled(REPORT, key) is None
    clock.advance(hours=50)
    assert await ask_for_report(portal, key) is None
    assert await mails("misuse-report-due") == []


async def test_a_late_report_says_how_late_it_is(made: Practice, portal: Portal, clock: MovableClock) -> None:
    rita = await hired(portal, "Rita")
    await report(portal, reported(made, noticed_at=now() - timedelta(hours=30)), by=made.by)
    (listed,) = await cases(rita)
    assert in_words(portal, listed.case) == "Written 6 hours late"


@pytest.mark.both_databases
async def test_support_lifts_its_own_suspension_by_another_person_and_on_the_case(
    made: Practice, portal: Portal
) -> None:
    rita, nils, amara = await hired(portal, "Rita"), await hired(portal, "Nils"), made.members["Amara"]
    await suspend_on_suspicion(portal, amara, "A caller told us", by=rita)
    case = await open_about(amara)
    assert case
    for by in (rita, nils, ANALYST):
        with pytest.raises(NotNow):
            await end_suspension(portal, amara, by=by)
    with pytest.raises(NotNow, match="yourself"):
        await handling.lift(portal, case.id, "Settled", by=rita)
    assert await states(made) == {"suspended"}
    await handling.close_case(case.id, "unclear", "Nothing found", by=nils)
    with pytest.raises(NotNow, match="yourself"):
        await end_suspension(portal, amara, by=rita)
    await handling.reopen(case.id, "More came in", by=nils)
    await handling.lift(portal, case.id, "Settled", by=nils)
    assert await states(made) == {"provisioning"}


@pytest.mark.both_databases
async def test_of_two_suspicions_at_once_one_case_comes(made: Practice, portal: Portal) -> None:
    rita, amara = await hired(portal, "Rita"), made.members["Amara"]
    both = [suspend_on_suspicion(portal, amara, "Seen", by=by) for by in (made.by, ANALYST)]
    assert await asyncio.gather(*both, return_exceptions=True) == [None, None]
    assert len(await cases(rita)) == 1
