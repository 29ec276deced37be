"""Several requests are given to somebody at once: one change each, and nothing twice."""

from uuid import uuid4

import pytest

from core.access.tables import Request
from core.actor import Actor
from core.audit.tables import AuditEvent
from core.console.assigning import MISSING, assign, assign_each, handings
from core.errors import Invalid, NotFound
from core.portal import Portal
from tests.core.console.conftest import Case, hired


async def holder(case: Case) -> object:
    row = await Request.select(Request.assignee).where(Request.id == case.request).first()
    assert row
    return row["assignee"]


async def test_a_look_says_who_gets_what_and_what_is_not_there(portal: Portal, case: Case, kim: Actor):
    found = await handings(portal, [case.number, "CS0", case.number], kim.account)

    assert [(each.number, each.against) for each in found] == [(case.number, ""), ("CS0", MISSING)]
    assert await holder(case) is None


async def test_each_request_is_one_change_and_twice_is_once(portal: Portal, case: Case, kim: Actor):
    seen = {case.number: None, "CS0": None}
    first = await assign_each(portal, seen, kim.account, by=kim)
    again = await assign_each(portal, seen, kim.account, by=kim)

    assert [each.against for each in first] == ["", MISSING]
    assert again[0].against == "Kim Alvarez has this already."
    assert await holder(case) == kim.account
    events = await AuditEvent.select().where(AuditEvent.action == "request.assigned")
    assert [event["subject"] for event in events] == [str(case.request)]


async def test_what_went_to_somebody_else_since_the_look_stays_there(portal: Portal, case: Case, kim: Actor):
    lena = await hired("lena@health.example", "Lena Boyd")
    await assign(case.number, lena.account, by=lena)

    (given,) = await assign_each(portal, {case.number: None}, kim.account, by=kim)

    assert given.against.startswith("Someone else has this")
    assert await holder(case) == lena.account


@pytest.mark.both_databases
async def test_nobody_unknown_gets_anything_and_no_more_than_a_page_at_once(
    portal: Portal, case: Case, kim: Actor
):
    with pytest.raises(NotFound):
        await handings(portal, [case.number], uuid4())
    with pytest.raises(NotFound):
        await assign_each(portal, {case.number: None}, uuid4(), by=kim)
    with pytest.raises(Invalid):
        await handings(portal, [f"CS{number}" for number in range(26)], kim.account)
