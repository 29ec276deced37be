"""A second factor is taken once, guessing is limited, nobody learns which address is known."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pyotp
import pytest

from core.audit.tables import AuditEvent
from core.errors import Invalid, NotFound, TooMany
from core.identity import Identity, reset, sessions, sign_in
from core.identity.actions import begin_new_authenticator
from core.identity.bound import rebind
from core.identity.hashing import FULL, PasswordHashing
from core.identity.sessions import LiveSession
from core.identity.tables import Account
from core.mfa import authenticators
from core.mfa.tables import Authenticator
from tests.core.identity.conftest import ADA, PASSWORD, SOMEBODY, last_mail, link_in
from tests.telling_apart import told_apart

IDLE = timedelta(minutes=15)


async def _half(identity: Identity) -> LiveSession:
    token = await sign_in.with_password(identity, ADA.email, PASSWORD, by=SOMEBODY)
    session = await sessions.find(token, IDLE)
    assert session and session.level == "password"
    return session


async def _totp(identity: Identity, account: UUID) -> pyotp.TOTP:
    row = await Authenticator.select().where(Authenticator.account == account).first()
    return pyotp.TOTP(
        identity.keys.unseal(row["seed"], ("authenticator", "seed", f"{row['id']} of {account}")).decode()
    )


async def test_the_seed_is_not_readable_in_the_database(identity: Identity, ada: UUID) -> None:
    totp = await _totp(identity, ada)

    assert totp.secret not in str(await Authenticator.select())


@pytest.mark.both_databases
async def test_of_two_hundred_replays_of_a_code_one_is_taken(identity: Identity, ada: UUID, clock) -> None:
    code = (await _totp(identity, ada)).at(clock())

    taken = await asyncio.gather(*(authenticators.accepts(ada, code, identity.keys) for _ in range(200)))

    assert sum(taken) == 1


async def test_a_code_is_not_taken_again_after_another_one(identity: Identity, ada: UUID, clock) -> None:
    totp = await _totp(identity, ada)
    first, second = totp.at(clock() - timedelta(seconds=30)), totp.at(clock())

    assert [await authenticators.accepts(ada, code, identity.keys) for code in (first, second, first)] == [
        True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("seconds", [-90, -60, 60, 90])
async def test_a_code_of_another_time_is_not_taken(
    identity: Identity, ada: UUID, clock, seconds: int
) -> None:
    code = (await _totp(identity, ada)).at(clock() + timedelta(seconds=seconds))

    assert not await authenticators.accepts(ada, code, identity.keys)


async def test_a_changed_secret_seals_the_seed_again_at_the_next_code(
    identity: Identity, ada: UUID, clock
) -> None:
    from core.keys import Keys

    newer = Keys("another-secret" * 4, "p3pper-" * 8, former=["k3y-" * 16])
    code = (await _totp(identity, ada)).at(clock())

    assert await authenticators.accepts(ada, code, newer)
    assert newer.is_current((await Authenticator.select())[0]["seed"])


@pytest.mark.both_databases
async def test_five_wrong_codes_end_the_guessing_for_a_quarter_of_an_hour(
    identity: Identity, ada: UUID, clock
) -> None:
    session = await _half(identity)
    answers = await asyncio.gather(
        *(sign_in.with_code(identity, session, "000000", by=SOMEBODY) for _ in range(20)),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, Invalid) for answer in answers) == 5
    assert sum(isinstance(answer, TooMany) for answer in answers) == 15

    totp = await _totp(identity, ada)
    with pytest.raises(TooMany):
        await sign_in.with_code(identity, session, totp.at(clock()), by=SOMEBODY)
    clock.advance(minutes=15)
    assert await sign_in.with_code(identity, session, totp.at(clock()), by=SOMEBODY)


@pytest.mark.both_databases
async def test_guessing_is_limited_alike_for_known_and_unknown_addresses(
    identity: Identity, ada: UUID
) -> None:
    for email in (ADA.email, "nobody@practice.example"):
        answers = await asyncio.gather(
            *(sign_in.with_password(identity, email, "wrong", by=SOMEBODY) for _ in range(25)),
            return_exceptions=True,
        )
        assert sum(isinstance(answer, Invalid) for answer in answers) == 10
        assert sum(isinstance(answer, TooMany) for answer in answers) == 15


async def test_right_passwords_do_not_count_as_guesses(identity: Identity, ada: UUID) -> None:
    for _ in range(30):
        await sign_in.with_password(identity, ADA.email, PASSWORD, by=SOMEBODY)


async def test_choosing_a_new_password_by_mail_is_the_way_back(identity: Identity, ada: UUID) -> None:
    for _ in range(11):
        with pytest.raises((Invalid, TooMany)):
            await sign_in.with_password(identity, ADA.email, "wrong", by=SOMEBODY)
    with pytest.raises(TooMany):
        await sign_in.with_password(identity, ADA.email, PASSWORD, by=SOMEBODY)

    await reset.ask(identity, ADA.email, by=SOMEBODY)
    new = "magnet thistle umbrella canoe"
    await reset.choose(identity, link_in(await last_mail(), "/reset/choose"), new, by=SOMEBODY)

    assert await sign_in.with_password(identity, ADA.email, new, by=SOMEBODY)


@pytest.mark.both_databases
async def test_a_reset_link_works_once_and_a_poor_password_does_not_use_it_up(
    identity: Identity, ada: UUID
) -> None:
    await reset.ask(identity, ADA.email, by=SOMEBODY)
    link = link_in(await last_mail(), "/reset/choose")
    with pytest.raises(Invalid):
        await reset.choose(identity, link, "short", by=SOMEBODY)

    new = "magnet thistle umbrella canoe"
    answers = await asyncio.gather(
        *(reset.choose(identity, link, new, by=SOMEBODY) for _ in range(20)), return_exceptions=True
    )

    assert answers.count(None) == 1
    assert all(isinstance(answer, NotFound) for answer in answers if answer is not None)


@pytest.mark.both_databases
@pytest.mark.parametrize("column", ["disabled_at", "locked_at"])
async def test_a_disabled_or_locked_account_answers_as_a_wrong_password(
    identity: Identity, ada: UUID, clock, column: str
) -> None:
    await rebind(ada, {Account._meta.get_column_by_name(column): clock()})

    with pytest.raises(Invalid) as caught:
        await sign_in.with_password(identity, ADA.email, PASSWORD, by=SOMEBODY)
    assert caught.value.errors == {"": sign_in.NOT_RIGHT}


@pytest.mark.both_databases
async def test_a_hash_of_other_parameters_is_replaced_at_sign_in(identity: Identity, ada: UUID) -> None:
    older = FULL.hash(identity.keys.peppered(PASSWORD, ada))
    await Account.update({Account.password_hash: older}).where(Account.id == ada)

    await sign_in.with_password(identity, ADA.email, PASSWORD, by=SOMEBODY)

    stored = (await Account.select(Account.password_hash))[0]["password_hash"]
    assert stored != older and not identity.passwords.is_outdated(stored)


async def test_every_refusal_is_in_the_trail_without_what_was_typed(identity: Identity, ada: UUID) -> None:
    with pytest.raises(Invalid):
        await sign_in.with_password(identity, ADA.email, "canary-wrong-password", by=SOMEBODY)
    session = await _half(identity)
    with pytest.raises(Invalid):
        await sign_in.with_code(identity, session, "135790", by=SOMEBODY)

    events = await AuditEvent.select()
    assert [event["action"] for event in events].count("sign-in.refused") == 2
    assert "canary" not in str(events) and "135790" not in str(events)


async def test_a_new_place_is_told_by_mail_and_the_usual_one_is_not(
    identity: Identity, ada: UUID, clock
) -> None:
    totp, elsewhere = await _totp(identity, ada), type(SOMEBODY)("person", None, "", "198.51.100.9", "Opera")
    mails = []
    for by in (SOMEBODY, SOMEBODY, elsewhere):
        clock.advance(seconds=60)
        session = await sessions.find(await sign_in.with_password(identity, ADA.email, PASSWORD, by=by), IDLE)
        assert session
        await sign_in.with_code(identity, session, totp.at(clock()), by=by)
        mails.append(await _count_mails())

    assert mails == [0, 0, 1]
    assert "198.51.100.9" in await last_mail()


async def _count_mails() -> int:
    from core.mail.tables import OutboxMail

    return int(await OutboxMail.count())


class Careless(PasswordHashing):
    """Hashing that compares nothing where nobody has the address."""

    async def matches(self, stored: str | None, password: str, account: UUID | None) -> bool:
        return bool(stored) and await super().matches(stored, password, account)


@pytest.mark.parametrize(("hashing", "tells"), [(PasswordHashing, False), (Careless, True)])
async def test_known_and_unknown_addresses_take_equally_long(
    identity: Identity, ada: UUID, clock, hashing: type[PasswordHashing], tells: bool
) -> None:
    """Coarse, with cheap hashes: a missing hash or lookup would show; the fine measurement is a campaign."""
    door = replace(identity, passwords=hashing(identity.keys, cheap=True))

    async def ask(email: str) -> None:
        clock.advance(minutes=20)
        with pytest.raises(Invalid):
            await sign_in.with_password(door, email, "wrong password", by=SOMEBODY)

    assert await told_apart(ask, ADA.email, "nobody@practice.example", times=100) is tells
    door.passwords.close()


async def test_full_cost_hashing_takes_equally_long_without_an_account(identity: Identity) -> None:
    hashing = PasswordHashing(identity.keys)
    stored = await hashing.hash(PASSWORD, account := uuid4())
    taken: dict[str | None, list[float]] = {stored: [], None: []}
    for _ in range(8):
        for each, times in taken.items():
            # What this process worked: how long it waited for a busy machine tells nothing.
            started = time.process_time()
            assert not await hashing.matches(each, "wrong", account)
            times.append(time.process_time() - started)
    hashing.close()

    # The quickest of each was the least disturbed by whatever else the process did.
    assert 0.5 < min(taken[stored]) / min(taken[None]) < 2


class Interrupted(PasswordHashing):
    """Hashing that takes so long that the password is reset meanwhile."""

    def __init__(self, identity: Identity) -> None:
        super().__init__(identity.keys, cheap=True)
        self.identity = identity

    async def matches(self, stored: str | None, password: str, account: UUID | None) -> bool:
        right = await super().matches(stored, password, account)
        await reset.ask(self.identity, ADA.email, by=SOMEBODY)
        token = link_in(await last_mail(ADA.email), "/reset/choose")
        await reset.choose(self.identity, token, "marble lantern thicket oboe", by=SOMEBODY)
        return right


async def test_a_password_that_was_replaced_while_it_was_looked_at_opens_nothing(
    identity: Identity, ada: UUID
) -> None:
    slow = replace(identity, passwords=Interrupted(identity))
    with pytest.raises(Invalid):
        await sign_in.with_password(slow, ADA.email, PASSWORD, by=SOMEBODY)
    assert await sessions.live(ada, IDLE) == []
    slow.passwords.close()


async def test_an_authenticator_begun_long_ago_is_not_set_up_by_a_session_alone(
    identity: Identity, ada: UUID, clock
) -> None:
    session = await sessions.find(await sessions.start(ada, "full", by=SOMEBODY), IDLE)
    assert session
    await begin_new_authenticator(identity, session, by=SOMEBODY)
    clock.advance(minutes=14)
    assert await sign_in.setup_for(identity, session)
    clock.advance(minutes=2)
    assert await sign_in.setup_for(identity, session) is None
    assert await sign_in.setup_for(identity, replace(session, factor_due=True))
    waiting = await authenticators.waiting(ada, identity.keys)
    assert waiting
    with pytest.raises(Invalid):
        code = pyotp.TOTP(waiting.seed).at(clock())
        await sign_in.with_first_code(identity, session, code, by=SOMEBODY)
