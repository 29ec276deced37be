import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from core.access import actions
from core.access.asking import Asked, ask_again, request_applications
from core.access.conditions import NotNow
from core.access.lines import load
from core.access.tables import Grant, Request, RequestLine
from core.activation.actions import suspend_group
from core.actor import Actor
from core.agreements.queries import latest_of_request
from core.agreements.tables import Agreement
from core.audit.tables import AuditEvent
from core.audit.verification import verify
from core.console import agreement
from core.console.activating import decline
from core.console.deciding import approve_lines, deny_lines
from core.database import Database
from core.errors import Forbidden, Invalid, NotFound
from core.identity.bound import bind
from core.identity.tables import Account
from core.portal import Portal
from core.requests.queries import views
from core.requests.withdrawing import withdraw
from plugins.qventus.fields import Scheduling
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    LINE,
    Practice,
    active,
    bring_in_force,
    practice,
    signing_for,
    state_of,
)

JUST_CERNER = replace(AMARA, wants=("cerner",))


async def request_state(condition: object) -> str:
    row = await Request.select(Request.state).where(condition).first()
    return str(row and row["state"])


async def _working(portal: Portal) -> tuple[Practice, UUID]:
    """A practice in which Ben's Cerner works, so that its first request is done."""
    made = await active(portal, BEN)
    await actions.activate(portal, made.grants["Ben", "cerner"], "bruiz", by=ANALYST)
    return made, made.grants["Ben", "cerner"]


async def test_a_repeated_request_for_an_application_that_ended_closes_itself_and_not_the_first_one(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, JUST_CERNER)
    grant = made.grants["Ben", "cerner"]
    await actions.revoke(grant, LINE, by=ANALYST)
    number = await ask_again(portal, grant, by=made.by)
    await actions.approve(portal, grant, by=ANALYST)
    await actions.begin(portal, grant, by=ANALYST)
    assert await request_state(Request.number == number) == "in-progress"
    await actions.activate(portal, grant, "bruiz", by=ANALYST)

    # Amara's line of the first request is still being set up.
    assert await request_state(Request.id == made.request) == "in-progress"
    assert await request_state(Request.number == number) == "done"
    done = await AuditEvent.select(AuditEvent.subject).where(AuditEvent.action == "request.done")
    line = await load(grant)
    assert [row["subject"] for row in done] == [str(line.request.id)] and line.request.number == number
    lines = await RequestLine.select().where(RequestLine.grant == grant).order_by(RequestLine.closed_at)
    assert {(row["request"], row["outcome"], row["open_for"]) for row in lines} == {
        (made.request, "revoked", None),
        (line.request.id, "active", None),
    }


async def test_each_request_goes_on_showing_what_became_of_its_own_line(
    database: Database, portal: Portal
) -> None:
    made, grant = await _working(portal)
    await actions.revoke(grant, LINE, by=ANALYST)
    number = await ask_again(portal, grant, by=made.by)
    first = await views.request_for_staff(portal, made.number)
    second = await views.request_for_staff(portal, number)
    assert [access.state for member in first.members for access in member.access] == ["active"]
    assert [access.state for member in second.members for access in member.access] == ["requested"]
    assert second.line.words == "Waiting for a decision" and "support" in second.line.waits_for


async def test_a_practice_asks_for_more_under_the_agreement_it_has(
    database: Database, portal: Portal
) -> None:
    made, cerner = await _working(portal)
    ben = made.members["Ben"]
    number = await request_applications(
        portal, made.group, [Asked(ben, "iecg"), Asked(ben, "pacs")], by=made.by
    )
    assert await request_state(Request.number == number) == "to-be-decided"
    rows = await Grant.select().where(Grant.member == ben).order_by(Grant.key)
    assert [(row["application"], row["state"]) for row in rows] == [
        ("cerner", "active"), ("iecg", "requested"), ("pacs", "requested"),
    ]  # fmt: skip
    pacs = next(row["id"] for row in rows if row["application"] == "pacs")
    iecg = next(row["id"] for row in rows if row["application"] == "iecg")
    kim = await _analyst()
    await approve_lines(portal, number, [pacs], by=kim)
    assert (await state_of(pacs), await state_of(iecg)) == ("provisioning", "requested")
    assert await request_state(Request.number == number) == "to-be-decided"
    await deny_lines(number, [iecg], "Not for this practice.", by=kim)
    assert await request_state(Request.number == number) == "in-progress"
    await actions.activate(portal, pacs, "bruiz", by=ANALYST)
    assert await request_state(Request.number == number) == "done"
    assert await state_of(cerner) == "active"
    line = await load(iecg)
    assert (line.line.decision, line.line.reason) == ("denied", "Not for this practice.")
    assert line.line.decided_by_name == kim.name and line.line.decided_at and not line.line.open
    await verify()


async def test_what_is_asked_has_answers_of_any_kind(database: Database, portal: Portal) -> None:
    """What an application makes of its answers can be compared, and need not be hashed."""
    made, _ = await _working(portal)
    ben = made.members["Ben"]
    answers = Scheduling(role="scheduler", facilities=("10",), other_role="")
    with pytest.raises(TypeError):
        hash(answers)
    asked = [Asked(ben, "pacs", answers), Asked(ben, "iecg")]
    number = await request_applications(portal, made.group, asked, by=made.by)
    assert await request_state(Request.number == number) == "to-be-decided"
    row = await Grant.select(Grant.answers).where(Grant.key == f"{ben}:pacs").first().output(load_json=True)
    assert row is not None and row["answers"]["role"] == "scheduler"


async def _analyst() -> Actor:
    account = Account(email_key="kim@health.example", email="kim@health.example", staff_roles="analyst")
    account.first_name, account.last_name, account.phone = "Kim", "Alvarez", ""
    account.password_hash, account.created_at = "x", (await _now())
    await Account.insert(bind(account))
    return replace(ANALYST, account=account.id, name="Kim Alvarez")


async def _now() -> object:
    from core import clock

    return clock.now()


async def test_whoever_asked_does_not_decide_and_nothing_is_decided_twice(
    database: Database, portal: Portal
) -> None:
    made, _ = await _working(portal)
    kim = await _analyst()
    number = await request_applications(portal, made.group, [Asked(made.members["Ben"], "pacs")], by=kim)
    (row,) = await Grant.select(Grant.id).where(Grant.application == "pacs")
    with pytest.raises(Forbidden):
        await approve_lines(portal, number, [row["id"]], by=kim)
    with pytest.raises(NotNow, match="Someone else"):
        await actions.approve(portal, row["id"], by=kim)
    other = replace(kim, account=uuid4())
    with pytest.raises(NotFound):
        await approve_lines(portal, number, [uuid4()], by=other)
    await approve_lines(portal, number, [row["id"]], by=other)
    with pytest.raises(NotNow, match="decided this already"):
        await deny_lines(number, [row["id"]], LINE, by=other)


async def test_what_is_not_possible_is_not_asked_for_and_leaves_nothing(
    database: Database, portal: Portal
) -> None:
    made, _ = await _working(portal)
    ben, events = made.members["Ben"], await AuditEvent.count()
    for asked, problem in (
        ([], Invalid),
        ([Asked(ben, "pacs"), Asked(ben, "pacs")], Invalid),
        ([Asked(uuid4(), "pacs")], NotFound),
        ([Asked(ben, "no-such-application")], NotFound),
        ([Asked(ben, "cerner")], NotNow),
        ([Asked(ben, "pacs"), Asked(ben, "dsm")], NotNow),
    ):
        with pytest.raises(problem):
            await request_applications(portal, made.group, asked, by=made.by)
    await suspend_group(portal, made.group, "Suspected misuse.", by=ANALYST)
    with pytest.raises(NotNow, match="is suspended"):
        await request_applications(portal, made.group, [Asked(ben, "pacs")], by=made.by)
    assert await Request.count() == 1 and await Grant.count() == 1
    assert await AuditEvent.count() == events + 2


@pytest.mark.both_databases
async def test_of_two_requests_for_the_same_at_once_one_is_made(database: Database, portal: Portal) -> None:
    made, _ = await _working(portal)
    asked = [Asked(made.members["Ben"], "pacs")]
    done = await asyncio.gather(
        *(request_applications(portal, made.group, asked, by=made.by) for _ in range(4)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == ["NotNow"] * 3 + ["str"]
    assert await RequestLine.count().where(RequestLine.open_for.is_not_null()) == 1
    assert sorted(row["number"] for row in await Request.select(Request.number))[-1].endswith("2")


async def test_a_request_that_is_taken_back_gives_nothing(database: Database, portal: Portal) -> None:
    made, _ = await _working(portal)
    asked = [Asked(made.members["Ben"], "pacs"), Asked(made.members["Ben"], "iecg")]
    number = await request_applications(portal, made.group, asked, by=made.by)
    await withdraw(signing_for(portal), number, by=made.by)
    assert await request_state(Request.number == number) == "withdrawn"
    ended = await Grant.select(Grant.state).where(Grant.application.is_in(["pacs", "iecg"]))
    assert {row["state"] for row in ended} == {"revoked"}
    assert not await RequestLine.exists().where(RequestLine.open_for.is_not_null())
    with pytest.raises(NotNow, match="withdrawn"):
        await withdraw(signing_for(portal), number, by=made.by)
    again = await request_applications(portal, made.group, asked, by=made.by)
    assert await request_state(Request.number == again) == "to-be-decided"


@pytest.mark.both_databases
async def test_a_registration_that_is_taken_back_calls_its_agreement_off(
    database: Database, portal: Portal
) -> None:
    made = await practice(portal, BEN, in_force=False)
    await withdraw(signing_for(portal), made.number, by=made.by)
    row = await Agreement.select(Agreement.state).where(Agreement.id == made.agreement).first()
    assert row and row["state"] == "void"
    assert await request_state(Request.id == made.request) == "withdrawn"
    assert await state_of(made.grants["Ben", "cerner"]) == "revoked"


async def test_a_request_for_applications_can_be_declined_as_a_whole(
    database: Database, portal: Portal
) -> None:
    made, _ = await _working(portal)
    number = await request_applications(portal, made.group, [Asked(made.members["Ben"], "pacs")], by=made.by)
    await decline(portal, number, "Not now.", by=await _analyst())
    assert await request_state(Request.number == number) == "declined"
    (row,) = await Grant.select(Grant.state).where(Grant.application == "pacs")
    assert row["state"] == "denied"


async def test_a_later_request_tells_of_the_agreement_as_the_first_one_does(
    database: Database, portal: Portal
) -> None:
    made, signing = await active(portal, BEN, AMARA), signing_for(portal)
    number = await request_applications(portal, made.group, [Asked(made.members["Ben"], "pacs")], by=made.by)

    async def heading() -> str:
        first, later = [await views.request_for_staff(portal, each) for each in (made.number, number)]
        assert first.line.words == later.line.words
        return later.line.words

    await agreement.void(signing, made.number, "Wrong practice", by=ANALYST)
    assert await heading() == "The Data Access Agreement is void"
    await agreement.send_anew(signing, made.number, by=ANALYST)
    assert await heading() == "Waiting for signatures"
    await agreement.void(signing, made.number, "Wrong again", by=ANALYST)
    assert await heading() == "The Data Access Agreement is void"
    await agreement.send_anew(signing, made.number, by=ANALYST)
    sent = await latest_of_request(made.request)
    assert sent
    await bring_in_force(signing, sent)
    later = await views.request_for_staff(portal, number)
    assert later.line.words == "Waiting for a decision"
