"""Credentials are decided by people, person by person, and never by whoever asked."""

import asyncio
from dataclasses import replace

import pytest

from core.actor import Actor
from core.applications import Catalogue
from core.audit.tables import AuditEvent
from core.console.credentials import decide, look_up
from core.credentials import looking
from core.credentials.queries import checks, counted, still_open
from core.database import count_statements
from core.errors import Forbidden, Invalid, NotFound, Stale
from core.groups.tables import Member
from core.plugin_api import Credentials, Finding
from core.portal import Portal
from tests.core.console.conftest import Case, hired, prove


async def test_the_sponsor_and_providers_are_checked_and_nobody_else(portal: Portal, case: Case):
    with count_statements() as statements:
        found = await checks(portal, case.group)

    assert [(each.is_sponsor, each.state) for each in found] == [(True, "open"), (False, "open")]
    assert ("NPI", "1234567893") in found[0].credentials
    assert len(statements) == 3


async def test_a_decision_counts_until_the_credentials_change(portal: Portal, case: Case, kim: Actor):
    await prove(portal, case, kim)
    await decide(portal, case.number, case.sponsor, "valid", "", by=kim)
    assert (await checks(portal, case.group))[0].state == "valid"
    assert await counted(portal.site, [case.group]) == {case.group: (1, 2)}

    row = await Member.select().where(Member.id == case.sponsor).first().output(load_json=True)
    await Member.update({Member.details: row["details"] | {"identifiers": {"npi": "1679576722"}}}).where(
        Member.id == case.sponsor
    )

    check = (await checks(portal, case.group))[0]
    assert (check.state, [each.state for each in check.earlier]) == ("open", ["valid"])
    assert await counted(portal.site, [case.group]) == {case.group: (0, 2)}


async def test_what_is_not_valid_needs_a_reason(portal: Portal, case: Case, kim: Actor):
    with pytest.raises(Invalid) as wrong:
        await decide(portal, case.number, case.sponsor, "not-valid", " ", by=kim)

    assert wrong.value.errors == {"reason": "Say what isn’t in order"}
    assert not await AuditEvent.exists().where(AuditEvent.action == "credentials.decided")


async def test_nothing_goes_without_the_sponsors_credentials(portal: Portal, case: Case, kim: Actor):
    await prove(portal, case, kim)
    await decide(portal, case.number, case.people["MD"], "valid", "", by=kim)
    assert still_open(portal.site, await checks(portal, case.group)).startswith("Still to be checked: Amara")

    await decide(portal, case.number, case.sponsor, "not-valid", "The license has run out", by=kim)
    words = still_open(portal.site, await checks(portal, case.group))
    assert words.endswith("aren’t valid: nothing goes without them.")

    await decide(portal, case.number, case.sponsor, "valid", "", by=kim)
    assert still_open(portal.site, await checks(portal, case.group)) == ""


async def test_who_sent_a_request_or_is_named_in_it_decides_nothing(portal: Portal, case: Case, by: Actor):
    sender = replace(by, kind="staff")
    named = await hired("ben@peaks.example", "Ben Ruiz")
    for actor in (by, sender, named):
        with pytest.raises(Forbidden):
            await decide(portal, case.number, case.sponsor, "valid", "", by=actor)


async def test_only_people_of_a_request_that_is_being_checked_are_decided_about(
    portal: Portal, case: Case, kim: Actor
):
    with pytest.raises(NotFound):
        await decide(portal, case.number, case.people["Coder"], "valid", "", by=kim)
    with pytest.raises(NotFound):
        await decide(portal, "CS9999999", case.sponsor, "valid", "", by=kim)
    from core.access.tables import Request

    await Request.update({Request.state: "in-progress"}).where(Request.id == case.request)
    with pytest.raises(Stale):
        await decide(portal, case.number, case.sponsor, "valid", "", by=kim)


class Register:
    """A register that answers what it is told."""

    def __init__(self, name: str, answer: object) -> None:
        self.name, self.answer, self.asked = name, answer, []

    async def look_up(self, credentials: Credentials) -> Finding:
        self.asked.append(credentials)
        if isinstance(self.answer, BaseException):
            raise self.answer
        if self.answer is None:
            await asyncio.sleep(60)
        return self.answer  # type: ignore[return-value]  - on purpose anything


@pytest.mark.both_databases
async def test_registers_say_something_and_decide_nothing(
    portal: Portal, case: Case, kim: Actor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(looking, "PATIENCE", 0.3)
    good = Register("State board", Finding("agrees", "Active since 2009" + "!" * 9000))
    others = [Register("Raises", ValueError("x")), Register("Hangs", None), Register("Lies", "<b>yes</b>")]
    applications = Catalogue(portal.site, dict(portal.applications), [good, *others])

    await look_up(replace(portal, applications=applications), case.number, case.sponsor, by=kim)

    check = (await checks(portal, case.group))[0]
    assert good.asked[0].identifiers == {"npi": "1234567893"}
    assert [(each.register, each.outcome, len(each.words)) for each in check.said] == [
        ("State board", "agrees", 500),
        ("Raises", "silent", 0),
        ("Hangs", "silent", 0),
        ("Lies", "silent", 0),
    ]
    assert check.state == "open"
