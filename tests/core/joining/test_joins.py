"""Who asks to join a practice: once at a time, and answered by whoever administers the practice."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from core.actor import SYSTEM, Actor
from core.audit.tables import AuditEvent
from core.database import Database
from core.errors import Invalid, NotFound, Stale
from core.groups import group_moves
from core.groups.appointments import Holder, propose, take_up
from core.groups.people import load_group
from core.groups.tables import Member
from core.identity.tables import Person
from core.joining.joins import JOIN, admit, ask, decline, withdraw
from core.joining.tables import Join
from tests.audit_diff import audited, nothing_changes
from tests.practices import AMARA, ANALYST, BEN, Practice, active, portal_for

CARA = Actor("person", uuid4(), "Cara Lund", "203.0.113.1", "Firefox")
DAN = Actor("person", uuid4(), "Dan Ott", "203.0.113.2", "Firefox")
# Each by whoever may.
MOVES: dict[str, Callable[[UUID, Practice], Awaitable[None]]] = {
    "accepted": lambda key, made: admit(key, by=made.by),
    "declined": lambda key, made: decline(key, "We do not know you.", by=made.by),
    "withdrawn": lambda key, made: withdraw(key, by=CARA),
}
OVER = [state for state, leads in JOIN.table.items() if not leads]


@pytest.fixture
async def made(database: Database, clock: object) -> Practice:
    """A practice that Ben administers."""
    return await active(portal_for(), BEN, AMARA)


async def row_of(join: UUID) -> dict[str, object]:
    row = await Join.select().where(Join.id == join).first()
    assert row
    return row


@pytest.mark.parametrize("to", MOVES)
async def test_who_asks_is_answered_or_takes_it_back_and_may_ask_again(made: Practice, to: str) -> None:
    async with audited():
        key = await ask(made.group, by=CARA)
    async with audited():
        await MOVES[to](key, made)
    row = await row_of(key)
    decided = None if to == "withdrawn" else made.by.account
    assert (row["state"], row["decided_by"], row["open_for"]) == (to, decided, None)
    assert row["reason"] == ("We do not know you." if to == "declined" else "")
    actions = AuditEvent.select(AuditEvent.action).where(AuditEvent.subject == str(key))
    found = [each["action"] for each in await actions.order_by(AuditEvent.number)]
    assert found == ["joining.asked", f"joining.{to}"]
    await ask(made.group, by=CARA)


async def test_only_who_administers_the_practice_answers_and_only_the_asker_takes_back(
    made: Practice,
) -> None:
    key = await ask(made.group, by=CARA)
    other = await active(portal_for(), replace(BEN, email="olga@mesa.example"), name="Mesa")
    assert other.group != made.group
    async with nothing_changes():
        for by in (CARA, DAN, ANALYST, SYSTEM):
            with pytest.raises(NotFound):
                await admit(key, by=by)
            with pytest.raises(NotFound):
                await decline(key, "No", by=by)
        for by in (made.by, DAN, ANALYST, SYSTEM):
            with pytest.raises(NotFound):
                await withdraw(key, by=by)
        with pytest.raises(Invalid):
            await decline(key, " ", by=made.by)


async def test_nobody_asks_who_belongs_there_and_nowhere_that_is_not_there(made: Practice) -> None:
    member = await Member.select(Member.person).where(Member.id == made.members["Amara"]).first()
    person = await Person.select(Person.account).where(Person.id == (member and member["person"])).first()
    amara = replace(CARA, account=person and person["account"])
    async with nothing_changes():
        for by in (amara, made.by):
            with pytest.raises(Stale, match="belong"):
                await ask(made.group, by=by)
        for group, by in ((uuid4(), CARA), (made.group, SYSTEM)):
            with pytest.raises(NotFound):
                await ask(group, by=by)
    await ask(made.group, by=CARA)
    async with nothing_changes():
        with pytest.raises(Stale, match="asked already"):
            await ask(made.group, by=CARA)
    await ask(made.group, by=DAN)
    await group_moves.moving(await load_group(made.group), "closed", by=ANALYST)
    with pytest.raises(NotFound):
        await ask(made.group, by=replace(DAN, account=uuid4()))


async def test_nobody_answers_what_they_asked_themselves(made: Practice) -> None:
    key = await ask(made.group, by=CARA)
    await Member.update({Member.person_state: "unclear"}).where(Member.id == made.members["Amara"])
    amara = Holder(made.members["Amara"], account=CARA.account)
    await take_up(await propose(made.group, "backup", amara, by=ANALYST), by=ANALYST)
    async with nothing_changes():
        with pytest.raises(Stale, match="Someone else"):
            await admit(key, by=CARA)


@pytest.mark.parametrize("state", OVER)
@pytest.mark.parametrize("to", MOVES)
async def test_an_illegal_move_raises_and_writes_nothing(made: Practice, state: str, to: str) -> None:
    key = await ask(made.group, by=CARA)
    await MOVES[state](key, made)
    async with nothing_changes():
        with pytest.raises(Stale, match="isn’t possible now"):
            await MOVES[to](key, made)


@pytest.mark.both_databases
async def test_of_many_at_once_one_wins(made: Practice) -> None:
    for _ in range(3):
        (key,) = await _won(*(ask(made.group, by=CARA) for _ in range(3)))
        assert isinstance(key, UUID)
        await _won(*(MOVES[to](key, made) for to in (*MOVES, *MOVES)))


async def _won(*doing: Awaitable[object]) -> list[object]:
    """What the one that won answered."""
    given = await asyncio.gather(*doing, return_exceptions=True)
    won = [each for each in given if not isinstance(each, Stale)]
    assert len(won) == 1 and not isinstance(won[0], BaseException), given
    return won
