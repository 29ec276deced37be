"""One member from the first request to the end, and everybody who comes between."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from core.access import actions, leaving
from core.access.asking import ask_again
from core.access.by_date import handlers
from core.access.conditions import NotNow
from core.access.lines import load
from core.access.looking import LOOK
from core.access.tables import Grant, Request, RequestLine, WorkItem
from core.activation import identifying
from core.activation.actions import activate_group
from core.activation.people import ActivationWorker
from core.audit.verification import verify
from core.database import Database
from core.due.queries import scheduled
from core.due.tables import Due
from core.due.worker import DueWorker
from core.errors import Invalid
from core.groups.membership import LAST_DAY
from core.groups.people import load_member
from core.groups.tables import ActivationWork, Member
from core.mail.summing_up import SUMMARY
from core.mail.tables import OutboxMail
from core.portal import Portal
from tests.conftest import MovableClock
from tests.practices import AMARA, ANALYST, BEN, KEYS, ROSA, active, check_credentials, practice, state_of

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)


async def _member_state(member: UUID) -> str:
    row = await Member.select(Member.state).where(Member.id == member).first()
    return str(row and row["state"])


async def _lines(grant: UUID) -> list[tuple[str, str, bool]]:
    """Request number, outcome and whether it is open, of every line of a grant."""
    of_request = RequestLine.request._
    query = RequestLine.select(of_request.number, RequestLine.outcome, RequestLine.open_for)
    rows = await query.where(RequestLine.grant == grant).order_by(of_request.number)
    return [(row["request.number"], row["outcome"], row["open_for"] is not None) for row in rows]


async def _attend(portal: Portal) -> int:
    """What has come due is done, but for looks at the applications, and for summaries of mails."""
    await Due.delete().where(Due.kind.is_in([LOOK, SUMMARY]))
    return await DueWorker(handlers(portal)).attend_due()


async def _request_state(number: str) -> str:
    row = await Request.select(Request.state).where(Request.number == number).first()
    return str(row and row["state"])


async def test_one_member_goes_through_all_the_years(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    made = await active(portal, BEN, ROSA, AMARA)
    grant, member = made.grants["Amara", "cerner"], made.members["Amara"]
    first = (await load(grant)).request.number
    await actions.activate(portal, grant, "aokafor", by=ANALYST)

    await leaving.set_end(portal, grant, FRIDAY, by=made.by)
    clock.set(datetime(2026, 11, 28, 8, 0, tzinfo=UTC))  # one o'clock at night in Arizona
    assert await _attend(portal) == 1
    assert await state_of(grant) == "expired"
    assert await _lines(grant) == [(first, "active", False)]

    second = await ask_again(portal, grant, by=made.by)
    assert await _lines(grant) == [(first, "active", False), (second, "", True)]
    assert (await load(grant)).grant.ends_on is None
    await actions.approve(portal, grant, by=ANALYST)
    await actions.begin(portal, grant, by=ANALYST)
    await actions.activate(portal, grant, "aokafor", by=ANALYST)
    assert await _lines(grant) == [(first, "active", False), (second, "active", False)]
    assert await _request_state(second) == "done" and await _request_state(first) == "in-progress"

    await leaving.go_on_leave(portal, member, "Parental leave", by=made.by)
    assert (await state_of(grant), await _member_state(member)) == ("suspended", "on-leave")
    await leaving.come_back(portal, member, by=made.by)
    assert (await state_of(grant), await _member_state(member)) == ("provisioning", "active")
    await actions.activate(portal, grant, "aokafor", by=ANALYST)

    await leaving.leave(portal, member, "New position elsewhere", by=made.by)
    assert {await state_of(each) for (who, _), each in made.grants.items() if who == "Amara"} == {"revoked"}
    assert await _member_state(member) == "left"
    assert await WorkItem.exists().where(
        WorkItem.grant == grant, WorkItem.kind == "revoke", WorkItem.state == "waiting"
    )
    assert await _lines(grant) == [(first, "active", False), (second, "active", False)]
    assert (await verify()).number


@pytest.mark.both_databases
async def test_a_last_day_ends_everything_when_it_is_over(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    made = await active(portal, BEN, ROSA, AMARA)
    member = made.members["Amara"]
    await leaving.set_last_day(portal, member, FRIDAY, by=made.by)
    clock.set(datetime(2026, 11, 28, 6, 59, tzinfo=UTC))
    assert await _attend(portal) == 0
    clock.set(datetime(2026, 11, 28, 7, 0, tzinfo=UTC))
    assert await _attend(portal) == 1
    assert await _member_state(member) == "left"
    assert await state_of(made.grants["Ben", "cerner"]) == "provisioning"


async def test_a_last_day_can_be_moved_and_taken_back(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    made = await active(portal, BEN, ROSA, AMARA)
    member = made.members["Amara"]
    await leaving.set_last_day(portal, member, FRIDAY, by=made.by)
    await leaving.set_last_day(portal, member, None, by=made.by)
    assert await scheduled(LAST_DAY, member) is None
    clock.set(datetime(2026, 12, 28, tzinfo=UTC))
    assert await _attend(portal) == 0
    assert await _member_state(member) == "active"


async def test_a_last_day_outlasts_a_leave(database: Database, portal: Portal, clock: MovableClock) -> None:
    clock.set(MONDAY)
    made = await active(portal, BEN, ROSA, AMARA)
    member = made.members["Amara"]
    await leaving.set_last_day(portal, member, FRIDAY, by=made.by)
    await leaving.go_on_leave(portal, member, "Holidays", by=made.by)
    await leaving.come_back(portal, member, by=made.by)
    clock.set(datetime(2026, 11, 28, 8, 0, tzinfo=UTC))
    assert await _attend(portal) == 1
    assert await _member_state(member) == "left"
    assert await scheduled(LAST_DAY, member) is None


@pytest.mark.both_databases
async def test_access_asked_for_once_more_keeps_a_last_day_that_is_still_to_come(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    made = await active(portal, BEN, ROSA, AMARA)
    grant = made.grants["Amara", "cerner"]
    await leaving.set_end(portal, grant, FRIDAY, by=made.by)
    await actions.revoke(grant, "By mistake", by=ANALYST)
    # What others have names nobody whose access is over.
    assert await _attend(portal) == 1
    await ask_again(portal, grant, by=made.by)
    assert (await load(grant)).grant.ends_on == FRIDAY
    clock.set(datetime(2026, 11, 28, 8, 0, tzinfo=UTC))
    assert await _attend(portal) == 1
    assert await state_of(grant) == "revoked"


async def test_a_last_day_that_is_over_is_forgotten_when_access_is_asked_for_once_more(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    made = await active(portal, BEN, ROSA, AMARA)
    grant = made.grants["Amara", "cerner"]
    await leaving.set_end(portal, grant, FRIDAY, by=made.by)
    await actions.revoke(grant, "By mistake", by=ANALYST)
    clock.set(datetime(2026, 11, 28, 8, 0, tzinfo=UTC))
    await ask_again(portal, grant, by=made.by)
    assert (await load(grant)).grant.ends_on is None
    assert await scheduled(leaving.ACCESS_ENDS, grant) is None


async def test_a_day_that_is_over_is_no_last_day(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    made = await active(portal, BEN, ROSA, AMARA)
    with pytest.raises(Invalid):
        await leaving.set_last_day(portal, made.members["Amara"], date(2026, 11, 22), by=made.by)
    with pytest.raises(Invalid):
        await leaving.set_end(portal, made.grants["Amara", "cerner"], date(2026, 11, 22), by=made.by)


async def test_what_never_came_to_work_ends_with_its_last_day(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    made = await active(portal, BEN, ROSA, AMARA)
    grant = made.grants["Amara", "cerner"]
    await leaving.set_end(portal, grant, FRIDAY, by=made.by)
    clock.set(datetime(2026, 11, 30, tzinfo=UTC))
    await _attend(portal)
    assert await state_of(grant) == "revoked"


@pytest.mark.parametrize("state", ["on-leave", "left"])
async def test_nobody_who_is_away_is_given_anything(database: Database, portal: Portal, state: str) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    grant, member = made.grants["Amara", "cerner"], made.members["Amara"]
    away = leaving.leave if state == "left" else leaving.go_on_leave
    await away(portal, member, "Away", by=made.by)
    with pytest.raises(NotNow):
        await actions.begin(portal, grant, by=ANALYST)
    if state == "left":
        with pytest.raises(NotNow, match="has left"):
            await ask_again(portal, grant, by=made.by)
    row = await Grant.select(Grant.state).where(Grant.id == grant).first()
    assert row and row["state"] not in {"provisioning", "active"}


async def test_who_comes_back_gets_nothing_before_it_is_known_who_it_is(
    database: Database, portal: Portal
) -> None:
    await active(portal, BEN, ROSA, AMARA)
    made = await active(portal, BEN, AMARA, name="Mesa")
    grant, member = made.grants["Amara", "cerner"], made.members["Amara"]
    assert await state_of(grant) == "approved"
    await leaving.go_on_leave(portal, member, "Parental leave", by=made.by)
    await leaving.come_back(portal, member, by=made.by)
    assert await state_of(grant) == "approved"
    await identifying.confirm(portal, member, by=ANALYST)
    assert await state_of(grant) == "provisioning"


async def test_what_was_requested_for_somebody_on_leave_waits_while_the_practice_becomes_active(
    database: Database, portal: Portal
) -> None:
    made = await practice(portal, BEN, ROSA, AMARA)
    grant, member = made.grants["Amara", "cerner"], made.members["Amara"]
    await leaving.go_on_leave(portal, member, "Parental leave", by=made.by)
    await check_credentials(portal, made)
    await activate_group(portal, KEYS, made.group, by=ANALYST)
    assert (await state_of(grant), await state_of(made.grants["Ben", "cerner"])) == (
        "requested", "provisioning",
    )  # fmt: skip
    await leaving.come_back(portal, member, by=made.by)
    await actions.approve(portal, grant, by=ANALYST)
    await actions.begin(portal, grant, by=ANALYST)


@pytest.mark.both_databases
async def test_who_left_before_the_practice_became_active_gets_a_login_name_only_on_return(
    database: Database, portal: Portal
) -> None:
    made = await practice(portal, BEN, ROSA, AMARA)
    member, mails = made.members["Amara"], OutboxMail.recipient == AMARA.email
    await leaving.leave(portal, member, "Gone", by=made.by)
    before = await OutboxMail.count().where(mails)
    await check_credentials(portal, made)
    await activate_group(portal, KEYS, made.group, by=ANALYST)
    assert not await ActivationWork.exists()
    assert (await load_member(member)).person_state == ""
    assert await OutboxMail.count().where(mails) == before

    await leaving.come_back(portal, member, by=made.by)
    assert await ActivationWorker(portal, KEYS).attend_due() == 1
    assert not await ActivationWork.exists()
    assert (await load_member(member)).person_state == "new"
    assert await OutboxMail.count().where(mails, OutboxMail.template == "portal-id") == 1
    assert await state_of(made.grants["Amara", "cerner"]) == "revoked"


async def test_an_illegal_move_of_a_member_writes_nothing(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    await leaving.leave(portal, made.members["Amara"], "Gone", by=made.by)
    before = await Member.select().where(Member.id == made.members["Amara"]).first()
    for act in (leaving.leave, leaving.go_on_leave):
        with pytest.raises(NotNow):
            await act(portal, made.members["Amara"], "Again", by=made.by)
    assert await Member.select().where(Member.id == made.members["Amara"]).first() == before
    assert (await verify()).number


async def test_who_left_comes_back_with_nothing_until_it_is_requested(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    grant, member = made.grants["Amara", "cerner"], made.members["Amara"]
    await leaving.leave(portal, member, "Gone", by=made.by)
    await leaving.come_back(portal, member, by=made.by)
    assert (await state_of(grant), await _member_state(member)) == ("revoked", "active")
    await ask_again(portal, grant, by=made.by)
    assert await state_of(grant) == "requested"
