"""A Report2Web subscription is changed by its practice while it works."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from core.access.tables import Grant
from core.audit.tables import AuditEvent
from core.database import Database
from core.errors import Invalid, NotFound
from core.mail.tables import OutboxMail
from core.portal import Portal
from core.requests.plugin_forms import asking
from core.requests.plugin_pages import opened
from tests.plugins.own_pages import sent, to_change, working
from tests.practices import AMARA, ANALYST, BEN, Practice, Someone, active, portal_for
from tests.practices.people import sponsor_of

ALERTS = {
    "report2web.own-answers": "yes",
    "report2web.fax": "602 555 0100",
    "report2web.lab_facilities": ["BUMCP"],
    "report2web.alerts": ["labs"],
    "report2web.labs_by": "fax",
}
WEI = Someone("Wei", "Chen", "wei@peaks.example", suffix="Coder")
AMARAS = replace(AMARA, wants=("cerner", "report2web"), answers=ALERTS)


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    found = await active(portal, BEN, AMARAS, WEI)
    await working(portal, found, "report2web")
    return found


@pytest.fixture
def grant(made: Practice) -> UUID:
    return made.grants["Amara", "report2web"]


def emails_to(made: Practice, *firsts: str, **more: Any) -> dict[str, Any]:
    """Labs and visits by email to these people, as a form sends it."""
    typed = {
        "fax": ["602 555 0100"],
        "lab_facilities": ["BUMCP"],
        "alerts": ["visits", "labs"],
        "visits_by": ["both"],
        "labs_by": ["email"],
        "recipients": [str(made.members[first]) for first in firsts],
    }
    return {**typed, **more}


async def stored(grant: UUID) -> dict[str, Any]:
    [row] = await Grant.select().where(Grant.id == grant).output(load_json=True)
    return row


@pytest.mark.both_databases
async def test_alerts_fax_and_recipients_change_and_former_recipients_are_taken_off(
    portal: Portal, made: Practice, grant: UUID
) -> None:
    assert await sent(portal, grant, "alerts", emails_to(made, "Ben", "Wei"), made.by) == ()
    assert "Emails go to Ben Ruiz <ben@peaks.example>, Wei Chen" in " ".join(await to_change(portal, grant))
    typed = emails_to(made, "Ben", fax=["602 555 0199"])
    assert await sent(portal, grant, "alerts", typed, made.by) == ()
    row = await stored(grant)
    assert row["answers"]["fax"] == "+16025550199" and row["state"] == "active"
    assert dict(row["shown"])["People who get the emails"] == "Ben Ruiz"


async def test_whoever_gets_no_emails_any_more_is_named_to_be_taken_off(
    portal: Portal, made: Practice, grant: UUID
) -> None:
    await _set(grant, {"visits_by": "email", "alerts": ["visits"]}, [str(made.members["Wei"])])
    assert await sent(portal, grant, "alerts", emails_to(made, "Ben"), made.by) == ()
    steps = await to_change(portal, grant)
    assert f"Take off Wei Chen <{WEI.email}>, who gets no emails any more." in steps


async def test_the_sponsor_is_told_by_mail_and_the_trail_names_what_changed_and_no_number(
    portal: Portal, made: Practice, grant: UUID
) -> None:
    await sent(portal, grant, "alerts", emails_to(made, "Ben", fax=["602 555 0199"]), made.by)
    mail = await OutboxMail.select().where(OutboxMail.template == "report2web/changed").first()
    assert mail and mail["recipient"] == AMARA.email and "Peaks" in mail["text"]
    event = await AuditEvent.select().where(AuditEvent.action == "grant.answered-anew").first()
    assert event and "Report2Web fax number" in str(event["details"]) and "0199" not in str(event["details"])


async def test_a_census_workbook_that_begins_or_ends_is_a_step_for_support_and_news_for_the_sponsor(
    portal: Portal, made: Practice, grant: UUID
) -> None:
    await _set(grant, {"alerts": ["census"], "labs_by": ""}, [str(made.members["Wei"])])
    without, again = emails_to(made, "Ben"), emails_to(made, "Ben", alerts=["labs", "census"])
    assert await sent(portal, grant, "alerts", without, made.by) == ()
    steps = await to_change(portal, grant)
    assert "End the physician census workbook." in steps
    assert f"Take off Wei Chen <{WEI.email}>, who gets no emails any more." in steps
    assert await sent(portal, grant, "alerts", again, made.by) == ()
    assert "physician census workbook by email" in " ".join(await to_change(portal, grant))
    assert "Physician census workbook" in dict((await stored(grant))["shown"])["Alerts you want to receive"]
    mails = await OutboxMail.select(OutboxMail.text).where(OutboxMail.template == "report2web/changed")
    texts = " ".join(mail["text"] for mail in mails)
    assert "will be sent by email from now on" in texts and "won’t be sent any more" in texts


@pytest.mark.both_databases
async def test_the_form_shows_the_subscription_as_it_is_and_the_same_again_is_no_change(
    portal: Portal, made: Practice, grant: UUID
) -> None:
    opening = await opened(portal, grant, "alerts", "administrator", by=made.by)
    asked = await asking(opening)
    assert asked and opening.page.fresh
    form = asked.drawn()
    assert form["fax"].value == "(602) 555-0100" and form["labs_by"].value == "fax"
    assert {each.label for each in form["recipients"].choices} >= {"Ben Ruiz", "Wei Chen"}
    same = {"fax": "602 555 0100", "lab_facilities": ["BUMCP"], "alerts": ["labs"], "labs_by": "fax"}
    typed = {name: value if isinstance(value, list) else [value] for name, value in same.items()}
    kept = [str(each) for each in (await stored(grant))["answers"]["recipients"]]
    with pytest.raises(Invalid, match="Nothing is different"):
        await sent(portal, grant, "alerts", {**typed, "recipients": kept}, made.by)


async def test_nobody_outside_the_practice_and_nobody_who_left_can_be_a_recipient(
    portal: Portal, made: Practice, grant: UUID
) -> None:
    olga = Someone("Olga", "Ivers", "olga@other.example", suffix="Coder", administrator=True)
    other = await active(portal, olga, sponsor_of("Other"), name="Other")
    typed = emails_to(made, recipients=[str(other.members["Olga"])])
    errors = await sent(portal, grant, "alerts", typed, made.by)
    assert [name for name, _ in errors] == ["recipients"]
    with pytest.raises(NotFound):
        await sent(portal, grant, "alerts", emails_to(made, "Ben"), other.by)
    assert (await opened(portal, grant, "alerts", "analyst", by=ANALYST)).line.id == grant


async def _set(grant: UUID, more: dict[str, Any], recipients: list[str]) -> None:
    answers = {**(await stored(grant))["answers"], **more, "recipients": recipients}
    await Grant.update({Grant.answers: answers}).where(Grant.id == grant)
