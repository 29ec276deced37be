"""On whose authority a member acts: asked, granted by that colleague alone, and over when either leaves."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from core.access import leaving
from core.actor import Actor
from core.audit.tables import AuditEvent
from core.database import Database
from core.errors import Invalid, NotFound, Stale
from core.groups.authorizations import AUTHORIZATION, ask_for, decline, end, grant, withdraw
from core.groups.tables import Authorization, Member
from core.portal import Portal
from tests.audit_diff import audited, nothing_changes
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, portal_for, themselves

CARA = replace(AMARA, first="Cara", last="Lund", email="cara@peaks.example", npi="1245319599")
STRANGER = Actor("person", uuid4(), "Someone Else", "203.0.113.1", "Firefox")
MOVES: dict[str, Callable[[UUID, Actor], Awaitable[None]]] = {
    "in-force": lambda key, by: grant(key, by=by),
    "declined": lambda key, by: decline(key, by=by),
    "ended": lambda key, by: end(key, by=by),
    "withdrawn": lambda key, by: withdraw(key, by=by),
}
ILLEGAL = [(state, to) for state, leads in AUTHORIZATION.table.items() for to in sorted({*MOVES} - leads)]


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, clock: object, portal: Portal) -> Practice:
    """A practice that Ben administers; Cara is to act on Amara's authority."""
    return await active(portal, BEN, ROSA, AMARA, CARA)


async def asked(made: Practice, by: str = "Ben") -> UUID:
    return await ask_for(made.members["Cara"], made.members["Amara"], by=await themselves(made, by))


async def state_of(authorization: UUID) -> str:
    row = await Authorization.select().where(Authorization.id == authorization).first()
    assert row
    assert (row["open_for"] is not None) == (row["state"] in {"asked", "in-force"})
    assert (row["until"] is not None) == (row["state"] in {"declined", "withdrawn", "ended"})
    return str(row["state"])


@pytest.mark.parametrize("by", ["Ben", "Cara"])
async def test_an_authorization_is_asked_for_granted_and_ended(made: Practice, by: str) -> None:
    async with audited():
        key = await asked(made, by)
    async with audited():
        await grant(key, by=await themselves(made, "Amara"))
    assert await state_of(key) == "in-force"
    async with audited():
        await end(key, by=await themselves(made, by))
    assert await state_of(key) == "ended"
    actions = AuditEvent.select(AuditEvent.action).where(AuditEvent.subject == str(key))
    assert [row["action"] for row in await actions.order_by(AuditEvent.number)] == [
        "authorization.asked", "authorization.in-force", "authorization.ended",
    ]  # fmt: skip
    await asked(made, by)


async def test_only_the_own_account_of_whose_authority_it_is_grants_or_declines(made: Practice) -> None:
    key = await asked(made)
    others = [await themselves(made, "Ben"), await themselves(made, "Cara"), ANALYST, STRANGER]
    async with nothing_changes():
        for by in others:
            for act in (grant, decline):
                with pytest.raises(NotFound):
                    await act(key, by=by)
    async with nothing_changes():
        for by in (STRANGER, ANALYST):
            with pytest.raises(NotFound):
                await end(key, by=by)


async def test_nobody_is_certain_to_be_a_member_before_it_is_known_who_that_is(made: Practice) -> None:
    key, amara = await asked(made), await themselves(made, "Amara")
    await Member.update({Member.person_state: "asked"}).where(Member.id == made.members["Amara"])
    with pytest.raises(NotFound):
        await grant(key, by=amara)


async def test_nobody_asks_who_may_not_and_for_nobody_who_is_not_there(
    made: Practice, portal: Portal
) -> None:
    other = await active(portal, replace(BEN, email="olga@mesa.example"), name="Mesa")
    ben, cara, amara = await themselves(made, "Ben"), made.members["Cara"], made.members["Amara"]
    async with nothing_changes():
        for by in (STRANGER, ANALYST, await themselves(made, "Amara")):
            with pytest.raises(NotFound):
                await ask_for(cara, amara, by=by)
        with pytest.raises(NotFound):
            await ask_for(cara, other.members["Ben"], by=ben)
        with pytest.raises(Invalid):
            await ask_for(cara, cara, by=ben)
    await asked(made)
    async with nothing_changes():
        with pytest.raises(Stale, match="already"):
            await asked(made, "Cara")


@pytest.mark.parametrize(("state", "to"), ILLEGAL)
async def test_an_illegal_move_raises_and_writes_nothing(made: Practice, state: str, to: str) -> None:
    key = await asked(made)
    acts = {each: await themselves(made, "Cara" if each == "withdrawn" else "Amara") for each in MOVES}
    for each in {"asked": (), "ended": ("in-force", "ended")}.get(state, (state,)):
        await MOVES[each](key, acts[each])
    async with nothing_changes():
        with pytest.raises(Stale, match="isn’t possible now"):
            await MOVES[to](key, acts[to])


@pytest.mark.parametrize("who", ["Amara", "Cara"])
@pytest.mark.parametrize(("before", "after"), [("asked", "declined"), ("in-force", "ended")])
async def test_it_is_over_when_either_of_the_two_leaves(
    made: Practice, portal: Portal, who: str, before: str, after: str
) -> None:
    key = await asked(made)
    if before == "in-force":
        await grant(key, by=await themselves(made, "Amara"))
    await leaving.leave(portal, made.members[who], "Gone", by=ANALYST)
    assert await state_of(key) == after
    with pytest.raises(Stale, match="has left"):
        await asked(made)


@pytest.mark.both_databases
async def test_of_many_at_once_one_wins(made: Practice, portal: Portal) -> None:
    amara = await themselves(made, "Amara")
    for _ in range(3):
        (key,) = await _won(*(asked(made, by) for by in ("Ben", "Cara", "Ben")))
        assert isinstance(key, UUID)
        await _won(grant(key, by=amara), decline(key, by=amara), grant(key, by=amara))
        if await state_of(key) == "in-force":
            await _won(end(key, by=amara), end(key, by=amara))
    key = await asked(made)
    await asyncio.gather(
        grant(key, by=amara),
        leaving.leave(portal, made.members["Amara"], "Gone", by=ANALYST),
        return_exceptions=True,
    )
    assert await state_of(key) in {"declined", "ended"}


async def _won(*doing: Awaitable[object]) -> list[object]:
    """What the one that won answered."""
    given = await asyncio.gather(*doing, return_exceptions=True)
    won = [each for each in given if not isinstance(each, Stale)]
    assert len(won) == 1 and not isinstance(won[0], BaseException), given
    return won
