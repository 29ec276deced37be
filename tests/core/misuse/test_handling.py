"""What becomes of a case."""

from __future__ import annotations

from uuid import uuid4

import pytest

from core.access.conditions import NotNow
from core.audit.tables import AuditEvent
from core.errors import Invalid, NotFound
from core.misuse import handling
from core.misuse.queries.cases import case_view, cases
from core.misuse.reporting import report
from core.portal import Portal
from tests.core.misuse.staffed import hired, reported
from tests.core.misuse.test_reporting import states
from tests.core.office.following import mails
from tests.practices import Practice, themselves


@pytest.mark.both_databases
async def test_a_case_is_noted_handed_on_closed_and_opened_again(made: Practice, portal: Portal) -> None:
    rita, nils = await hired(portal, "Rita"), await hired(portal, "Nils")
    key = await report(portal, reported(made), by=made.by)
    await handling.note_case(key, "Called the practice", by=rita)
    assert nils.account
    await handling.hand_case_over(portal, key, nils.account, by=rita)
    assert await mails("misuse-handed-over") == ["nils@health.example"]
    await handling.close_case(key, "confirmed", "They said so", by=nils)
    assert await cases(rita) == ()
    (closed,) = await cases(rita, closed=True)
    assert (closed.case.outcome, closed.case.reason) == ("confirmed", "They said so")
    with pytest.raises(NotNow):
        await handling.suspend_person(portal, key, by=rita)
    await handling.reopen(key, "More came in", by=rita)
    view = await case_view(portal, key, rita)
    assert (view.case.state, view.case.holder_name) == ("open", "Nils Staff")
    assert [each.text for each in view.notes] == ["Called the practice"]
    told = {row["action"] for row in await AuditEvent.select().where(AuditEvent.subject == str(key))}
    acts = ("reported", "noted", "handed-over", "closed", "reopened")
    assert told >= {f"misuse.{each}" for each in acts}


@pytest.mark.both_databases
async def test_officers_suspend_what_the_practice_suspended_and_end_everything(
    made: Practice, portal: Portal
) -> None:
    rita = await hired(portal, "Rita")
    key = await report(portal, reported(made, suspend=True), by=made.by)
    await handling.suspend_person(portal, key, by=rita)
    view = await case_view(portal, key, rita)
    assert view.person
    assert {each.suspended_by for each in view.person.access} == {("practice", "support")}
    assert view.case.held_by == rita.account
    await handling.end_for_person(portal, key, by=rita)
    assert await states(made) == {"revoked"}


@pytest.mark.both_databases
async def test_a_report_about_nobody_known_gets_its_person_and_their_record(
    made: Practice, portal: Portal
) -> None:
    rita = await hired(portal, "Rita")
    key = await report(portal, reported(made, member=None, name="A nurse"), by=made.by)
    with pytest.raises(NotFound):
        await handling.suspend_person(portal, key, by=rita)
    await handling.name_person(portal, key, made.members["Amara"], by=rita)
    view = await case_view(portal, key, rita)
    assert view.record["person"]["email"] == "amara@peaks.example"
    with pytest.raises(NotFound):
        await handling.name_person(portal, key, made.members["Ben"], by=rita)


@pytest.mark.both_databases
async def test_staff_who_have_to_do_with_the_practice_find_no_case(made: Practice, portal: Portal) -> None:
    rita, amara = await hired(portal, "Rita"), await themselves(made, "Amara")
    key = await report(portal, reported(made), by=made.by)
    assert len(await cases(rita)) == 1
    insider = await themselves(made, "Ben")
    assert await cases(insider) == () and await cases(amara) == ()
    with pytest.raises(NotFound):
        await case_view(portal, key, insider)
    for act in (
        handling.note_case(key, "Mine", by=insider),
        handling.close_case(key, "unclear", "Nothing", by=amara),
        handling.hand_case_over(portal, key, uuid4(), by=rita),
    ):
        with pytest.raises(NotFound):
            await act


async def test_an_act_without_words_is_refused(made: Practice, portal: Portal) -> None:
    rita = await hired(portal, "Rita")
    key = await report(portal, reported(made), by=made.by)
    for act in (
        handling.note_case(key, " ", by=rita),
        handling.close_case(key, "confirmed", "", by=rita),
        handling.close_case(key, "perhaps", "Seen", by=rita),
        handling.reopen(key, "", by=rita),
        handling.lift(portal, key, "", by=rita),
    ):
        with pytest.raises(Invalid):
            await act
    with pytest.raises(NotNow):
        await handling.reopen(key, "Open already", by=rita)
