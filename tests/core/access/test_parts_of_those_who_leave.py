"""Whoever leaves plays no part in the practice any more, and no part is left empty by it."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from core.access import leaving
from core.access.by_date import handlers
from core.database import Database
from core.due.queries import scheduled
from core.due.worker import DueWorker
from core.errors import Stale
from core.groups.appointments import Holder, propose, take_up
from core.groups.membership import LAST_DAY
from core.groups.rights import administers
from core.groups.tables import Appointment, Member
from core.portal import Portal
from tests.audit_diff import nothing_changes
from tests.conftest import MovableClock
from tests.practices import AMARA, ANALYST, BEN, Practice, active, state_of, themselves

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)
CARA = replace(AMARA, first="Cara", last="Lund", email="cara@peaks.example", npi="1245319599")


@pytest.fixture
async def made(database: Database, portal: Portal, clock: MovableClock) -> Practice:
    """A practice that Ben administers and Amara sponsors; Cara is its backup administrator."""
    clock.set(MONDAY)
    made = await active(portal, BEN, AMARA, CARA)
    backup = await propose(made.group, "backup", Holder(made.members["Cara"]), by=ANALYST)
    await take_up(backup, by=ANALYST)
    return made


async def parts_of(member: UUID) -> dict[str, str]:
    rows = await Appointment.select().where(Appointment.member == member)
    return {row["part"]: row["state"] for row in rows}


async def test_who_leaves_plays_no_part_and_is_named_for_none(made: Practice, portal: Portal) -> None:
    cara, herself = made.members["Cara"], await themselves(made, "Cara")
    assert await administers(herself.account, made.group)
    await propose(made.group, "sponsor", Holder(cara), by=ANALYST)
    await leaving.leave(portal, cara, "Gone", by=made.by)
    assert await parts_of(cara) == {"backup": "ended", "sponsor": "withdrawn"}
    assert not await administers(herself.account, made.group)
    with pytest.raises(Stale, match="has left"):
        await propose(made.group, "sponsor", Holder(cara), by=ANALYST)


@pytest.mark.parametrize(("name", "part"), [("Ben", "administrator"), ("Amara", "sponsor")])
async def test_nobody_leaves_a_part_empty(made: Practice, portal: Portal, name: str, part: str) -> None:
    member = made.members[name]
    async with nothing_changes():
        with pytest.raises(Stale, match="Name who follows first"):
            await leaving.leave(portal, member, "Gone", by=made.by)
        with pytest.raises(Stale, match="Name who follows first"):
            await leaving.set_last_day(portal, member, FRIDAY, by=made.by)
    await take_up(await propose(made.group, part, Holder(made.members["Cara"]), by=ANALYST), by=ANALYST)
    await leaving.leave(portal, member, "Gone", by=made.by)
    assert await parts_of(member) == {part: "ended"}


async def test_whose_last_day_is_known_does_not_take_up_a_part_that_is_never_empty(
    made: Practice, portal: Portal, clock: MovableClock
) -> None:
    cara = made.members["Cara"]
    key = await propose(made.group, "sponsor", Holder(cara), by=ANALYST)
    await leaving.set_last_day(portal, cara, FRIDAY, by=made.by)
    async with nothing_changes():
        with pytest.raises(Stale, match="last day"):
            await take_up(key, by=ANALYST)
    clock.set(datetime(2026, 11, 28, 8, 0, tzinfo=UTC))
    # The last day, and the summary of the mails that could wait.
    assert await DueWorker(handlers(portal)).attend_due() == 2
    assert await parts_of(cara) == {"backup": "ended", "sponsor": "withdrawn"}
    assert await state_of(made.grants["Cara", "cerner"]) == "revoked"
    assert await scheduled(LAST_DAY, cara) is None


@pytest.mark.both_databases
async def test_who_leaves_while_taking_up_a_part_does_one_of_both(made: Practice, portal: Portal) -> None:
    cara = made.members["Cara"]
    for _ in range(3):
        key = await propose(made.group, "sponsor", Holder(cara), by=ANALYST)
        await _at_once(take_up(key, by=ANALYST), leaving.leave(portal, cara, "Gone", by=made.by))
        row = await Member.select(Member.state).where(Member.id == cara).first()
        parts = await parts_of(cara)
        assert (row and row["state"], parts["sponsor"]) in {("left", "withdrawn"), ("active", "in-force")}
        if parts["sponsor"] == "in-force":
            follows = await propose(made.group, "sponsor", Holder(made.members["Amara"]), by=ANALYST)
            await take_up(follows, by=ANALYST)
        else:
            await leaving.come_back(portal, cara, by=made.by)
        await Appointment.delete().where(Appointment.member == cara)


async def _at_once(*doing: Awaitable[None]) -> None:
    given = await asyncio.gather(*doing, return_exceptions=True)
    assert [isinstance(each, Stale) for each in given if each is not None] == [True], given
