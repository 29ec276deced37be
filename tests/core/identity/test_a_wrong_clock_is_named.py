"""A phone whose clock is wrong is told so, and its codes are taken no more than others."""

from datetime import timedelta
from uuid import UUID

import pyotp
import pytest

from core.errors import Invalid, TooMany
from core.identity import Identity, sessions, sign_in
from core.identity.tables import Account
from core.mfa import authenticators
from tests.core.identity.conftest import SOMEBODY
from tests.core.identity.test_sign_in import IDLE, _half, _totp


async def answer(identity: Identity, session: sessions.LiveSession, code: str) -> str:
    with pytest.raises(Invalid) as caught:
        await sign_in.with_code(identity, session, code, by=SOMEBODY)
    return caught.value.errors["code"]


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (180, "about 3 minutes fast"), (-180, "about 3 minutes slow"), (60, "about 1 minute fast"),
        (-60, "about 1 minute slow"), (600, "about 10 minutes fast"), (-600, "about 10 minutes slow"),
    ],
)  # fmt: skip
async def test_how_wrong_the_clock_is_stands_at_the_code(
    identity: Identity, ada: UUID, clock, off: int, words: str
) -> None:
    session, totp = await _half(identity), await _totp(identity, ada)

    told = await answer(identity, session, totp.at(clock() + timedelta(seconds=off)))

    assert words in told and "set its time to automatic" in told


async def test_a_code_of_half_an_hour_ago_is_only_wrong_and_the_second_miss_brings_a_hint(
    identity: Identity, ada: UUID, clock
) -> None:
    session, totp = await _half(identity), await _totp(identity, ada)
    code = totp.at(clock() - timedelta(minutes=30))

    assert await answer(identity, session, code) == sign_in.WRONG_CODE
    for _ in range(2):
        assert sign_in.CLOCK_HINT in await answer(identity, session, code)


async def test_asking_about_the_clock_is_a_try_like_any_other(identity: Identity, ada: UUID, clock) -> None:
    session, totp = await _half(identity), await _totp(identity, ada)
    early = totp.at(clock() + timedelta(minutes=5))
    for _ in range(5):
        assert "about 5 minutes fast" in await answer(identity, session, early)

    with pytest.raises(TooMany):
        await sign_in.with_code(identity, session, early, by=SOMEBODY)


async def test_the_clock_is_named_at_set_up_too(identity: Identity, ada: UUID, clock) -> None:
    setup = await authenticators.begin(ada, identity.keys)
    await Account.update({Account.factor_due_at: clock()}).where(Account.id == ada)
    session = await sessions.find(await sessions.start(ada, "full", by=SOMEBODY), IDLE)
    assert session
    with pytest.raises(Invalid) as caught:
        early = pyotp.TOTP(setup.seed).at(clock() - timedelta(minutes=4))
        await sign_in.with_first_code(identity, session, early, by=SOMEBODY)

    assert "about 4 minutes slow" in caught.value.errors["code"]
