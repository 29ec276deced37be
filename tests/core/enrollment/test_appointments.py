"""Who plays which part: proposed, taken up, withdrawn, ended; one holder and one open change of each."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from core.audit.tables import AuditEvent
from core.database import Database
from core.errors import Invalid, NotFound, PortalError, Stale
from core.groups.appointments import Holder, end, propose, take_up, withdraw
from core.groups.rights import part_key
from core.groups.tables import Appointment
from tests.audit_diff import audited, nothing_changes
from tests.conftest import MovableClock
from tests.practices import AMARA, ANALYST, BEN, Practice, portal_for, practice

CARA = replace(AMARA, first="Cara", last="Lund", email="cara@peaks.example", npi="1245319599")
MOVES: dict[str, Callable[[UUID], Awaitable[None]]] = {
    "taken up": lambda key: take_up(key, by=ANALYST),
    "withdrawn": lambda key: withdraw(key, by=ANALYST),
    "ended": lambda key: end(key, by=ANALYST),
}
ILLEGAL = {
    "proposed": ("ended",),
    "in-force": ("taken up", "withdrawn"),
    "ended": tuple(MOVES),
    "withdrawn": tuple(MOVES),
}


@pytest.fixture
async def made(database: Database, clock: object) -> Practice:
    """A practice with Ben as its administrator, Amara as its sponsor, and Cara who could be either."""
    return await practice(portal_for(), BEN, AMARA, CARA)


async def proposed(made: Practice, first: str = "Cara", part: str = "administrator") -> UUID:
    return await propose(made.group, part, Holder(made.members[first]), by=ANALYST)


async def held(made: Practice, part: str = "administrator") -> list[UUID]:
    rows = await Appointment.select().where(Appointment.group == made.group, Appointment.part == part)
    return [row["member"] for row in rows if row["state"] == "in-force"]


async def row_of(appointment: UUID) -> dict[str, object]:
    row = await Appointment.select().where(Appointment.id == appointment).first()
    assert row
    return row


async def test_whoever_is_proposed_follows_at_the_moment_it_is_taken_up(
    made: Practice, clock: MovableClock
) -> None:
    (before,) = await Appointment.select().where(Appointment.part == "administrator")
    number = await AuditEvent.count()
    async with audited():
        key = await proposed(made)
    assert await held(made) == [made.members["Ben"]]

    clock.advance(days=1)
    await take_up(key, by=ANALYST)

    assert await held(made) == [made.members["Cara"]]
    earlier, now = await row_of(before["id"]), await row_of(key)
    assert (earlier["state"], earlier["until"], now["since"]) == ("ended", clock(), clock())
    assert (now["held_for"], now["open_for"], earlier["held_for"]) == (
        part_key(made.group, "administrator"), None, None,
    )  # fmt: skip
    query = AuditEvent.select().where(AuditEvent.action.like("appointment.%"), AuditEvent.number > number)
    events = await query.output(load_json=True)
    assert [(each["action"], each["subject"]) for each in sorted(events, key=lambda e: e["number"])] == [
        ("appointment.proposed", str(key)),
        ("appointment.ended", str(before["id"])),
        ("appointment.in-force", str(key)),
    ]
    assert {each["details"]["part"] for each in events} == {"administrator"}


@pytest.mark.parametrize(("state", "move"), [(state, each) for state in ILLEGAL for each in ILLEGAL[state]])
async def test_a_move_that_is_in_no_table_raises_and_writes_nothing(
    made: Practice, state: str, move: str
) -> None:
    key = await proposed(made, part="backup")
    if state in {"in-force", "ended"}:
        await take_up(key, by=ANALYST)
    if state in {"ended", "withdrawn"}:
        await MOVES[state](key)
    async with nothing_changes():
        with pytest.raises(Stale, match=f"isn’t possible now: {state.replace('-', ' ')}"):
            await MOVES[move](key)


async def test_a_part_that_somebody_always_plays_does_not_end_without_a_successor(made: Practice) -> None:
    rows = await Appointment.select(Appointment.id).where(Appointment.group == made.group)
    for row in rows:
        async with nothing_changes():
            with pytest.raises(Stale, match="always"):
                await end(row["id"], by=ANALYST)
    key = await proposed(made, part="backup")
    await take_up(key, by=ANALYST)
    await end(key, by=ANALYST)
    assert await held(made, "backup") == []


async def test_nobody_is_proposed_who_is_not_there(made: Practice) -> None:
    other = await practice(portal_for(), AMARA, name="Mesa")
    async with nothing_changes():
        for who in (Holder(other.members["Amara"]), Holder(uuid4())):
            with pytest.raises(NotFound):
                await propose(made.group, "backup", who, by=ANALYST)
        for part in ("administrator", "officer"):
            with pytest.raises(Invalid):
                await propose(made.group, part, Holder(name=" ", email="x@law.example"), by=ANALYST)
        with pytest.raises(NotFound):
            await take_up(uuid4(), by=ANALYST)


async def test_an_officer_needs_not_be_a_member(made: Practice) -> None:
    key = await propose(
        made.group, "officer", Holder(name="Ines Legal", email="Ines@Law.example"), by=ANALYST
    )
    await take_up(key, by=ANALYST)
    row = await row_of(key)
    assert (row["member"], row["name"], row["email"]) == (None, "Ines Legal", "ines@law.example")
    event = await AuditEvent.select().where(
        AuditEvent.action == "appointment.in-force", AuditEvent.subject == str(key)
    ).first().output(load_json=True)  # fmt: skip
    assert event and event["details"]["email"] == "ines@law.example"


async def at_once(*doing: Awaitable[object]) -> list[object]:
    """What each of these answered; a refusal is one of the product's own, in words."""
    given = await asyncio.gather(*doing, return_exceptions=True)
    assert all(isinstance(each, Stale) or not isinstance(each, BaseException) for each in given), given
    return [each for each in given if not isinstance(each, PortalError)]


@pytest.mark.both_databases
async def test_of_two_who_are_proposed_for_one_part_at_once_one_wins(made: Practice) -> None:
    for _ in range(3):
        won = await at_once(*(proposed(made, first) for first in ("Amara", "Cara", "Ben", "Amara", "Cara")))
        assert len(won) == 1
        assert await Appointment.count().where(Appointment.open_for.is_not_null()) == 1
        await withdraw(won[0], by=ANALYST)


@pytest.mark.both_databases
async def test_a_change_that_is_taken_up_and_withdrawn_at_once_becomes_one_of_both(made: Practice) -> None:
    for first in ("Cara", "Amara", "Ben"):
        key = await proposed(made, first)
        won = await at_once(*(MOVES[how](key) for how in ("taken up", "withdrawn", "taken up", "withdrawn")))
        assert len(won) == 1
        assert len(await held(made)) == 1


@pytest.mark.both_databases
async def test_a_holder_who_ends_while_another_follows_leaves_one(made: Practice) -> None:
    first = await proposed(made, "Amara", "backup")
    await take_up(first, by=ANALYST)
    for name in ("Cara", "Ben", "Cara"):
        key = await proposed(made, name, "backup")
        await at_once(MOVES["taken up"](key), MOVES["ended"](first), proposed(made, "Ben", "backup"))
        assert await held(made, "backup") == [made.members[name]]
        await at_once(*[withdraw(row["id"], by=ANALYST) for row in await _open()])
        first = key


async def _open() -> list[dict[str, UUID]]:
    return await Appointment.select(Appointment.id).where(Appointment.open_for.is_not_null())


async def test_the_database_itself_holds_one_holder_and_one_open_change_of_a_part(made: Practice) -> None:
    key = part_key(made.group, "administrator")
    for column in ("held_for", "open_for"):
        await Appointment.update({column: None}).where(Appointment.held_for.is_not_null())
        row = {"group": made.group, "part": "administrator", "member": made.members["Cara"], column: key}
        await Appointment.insert(Appointment(**row))
        with pytest.raises(Exception, match=r"(?i)unique"):
            await Appointment.insert(Appointment(**row))
