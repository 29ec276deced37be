"""Sessions are ours alone, end in time, and end everywhere at once."""

from datetime import timedelta
from uuid import UUID

import pytest

from core import clock as time_source
from core.errors import NotFound
from core.identity import Identity, sessions
from core.identity.actions import Person, create_account
from core.identity.bound import rebind
from core.identity.tables import Account, AccountSession
from tests.core.identity.conftest import PASSWORD, SOMEBODY

pytestmark = pytest.mark.both_databases

IDLE = timedelta(minutes=15)


async def _start(account: UUID) -> str:
    return await sessions.start(account, "full", by=SOMEBODY)


def _as(account: UUID):
    return type(SOMEBODY)("person", account, "Ada Okafor")


async def test_only_the_digest_of_a_token_is_stored(ada: UUID) -> None:
    token = await _start(ada)

    assert token not in str(await AccountSession.select())
    assert len(token) >= 43


@pytest.mark.parametrize("token", ["", "chosen-by-somebody", "0" * 64])
async def test_a_token_nobody_was_given_is_not_adopted(ada: UUID, token: str) -> None:
    await _start(ada)

    assert await sessions.find(token, IDLE) is None
    assert await AccountSession.count() == 1


async def test_left_alone_a_session_ends_at_the_instant(ada: UUID, clock) -> None:
    token = await _start(ada)
    clock.advance(minutes=15, seconds=-1)
    assert await sessions.find(token, IDLE)
    clock.advance(minutes=15)

    assert await sessions.find(token, IDLE) is None


async def test_used_all_the_time_a_session_ends_after_twelve_hours(ada: UUID, clock) -> None:
    token = await _start(ada)
    for _ in range(12 * 60 // 10 - 1):
        clock.advance(minutes=10)
        assert await sessions.find(token, IDLE)
    clock.advance(minutes=10)

    assert await sessions.find(token, IDLE) is None


async def test_a_session_without_second_factor_ends_after_half_an_hour(ada: UUID, clock) -> None:
    token = await sessions.start(ada, "password", by=SOMEBODY)
    for _ in range(2):
        clock.advance(minutes=10)
        assert await sessions.find(token, IDLE)
    clock.advance(minutes=10)

    assert await sessions.find(token, IDLE) is None


async def test_a_renewed_session_has_a_new_token_and_the_old_one_is_worth_nothing(ada: UUID) -> None:
    token = await sessions.start(ada, "password", by=SOMEBODY)
    session = await sessions.find(token, IDLE)
    assert session

    newer = await sessions.renew(session.id, "full", by=_as(ada))

    assert await sessions.find(token, IDLE) is None
    found = await sessions.find(newer, IDLE)
    assert found and found.id == session.id and found.level == "full"


async def test_a_disabled_account_has_no_live_session(ada: UUID) -> None:
    token = await _start(ada)
    await rebind(ada, {Account.disabled_at: time_source.now()})

    assert await sessions.find(token, IDLE) is None


async def test_ending_all_sessions_spares_the_one_that_is_named_and_other_people(
    identity: Identity, ada: UUID
) -> None:
    ben = await create_account(
        identity, Person("Ben", "Ito", "ben@practice.example", ""), PASSWORD, by=SOMEBODY
    )
    mine, second, of_ben = await _start(ada), await _start(ada), await _start(ben)
    session = await sessions.find(mine, IDLE)
    assert session

    await sessions.end_all(ada, by=_as(ada), but=session.id)

    found = [await sessions.find(token, IDLE) is not None for token in (mine, second, of_ben)]
    assert found == [True, False, True]
    assert [each.id for each in await sessions.live(ada, IDLE)] == [session.id]


async def test_nobody_ends_the_session_of_somebody_else(identity: Identity, ada: UUID) -> None:
    ben = await create_account(
        identity, Person("Ben", "Ito", "ben@practice.example", ""), PASSWORD, by=SOMEBODY
    )
    token = await _start(ada)
    session = await sessions.find(token, IDLE)
    assert session

    with pytest.raises(NotFound):
        await sessions.end(session.id, by=_as(ben))
    assert await sessions.find(token, IDLE)


async def test_being_seen_is_written_down_at_most_twice_a_minute(ada: UUID, clock) -> None:
    from core.database import count_statements

    token = await _start(ada)
    clock.advance(seconds=29)
    with count_statements() as statements:
        await sessions.find(token, IDLE)
    assert len(statements) == 1
    clock.advance(seconds=1)
    with count_statements() as statements:
        await sessions.find(token, IDLE)
    assert len(statements) == 2
