"""What belongs to one account opens no other, even for somebody who can write the database."""

from datetime import timedelta
from uuid import UUID

import pytest

from core.errors import Invalid
from core.identity import Identity, sessions, sign_in
from core.identity.actions import Person, create_account
from core.identity.tables import Account, AccountSession
from core.mfa import authenticators, recovery_codes
from core.mfa.tables import Authenticator, RecoveryCode
from tests.core.identity.conftest import ADA, PASSWORD, SOMEBODY

BEN = Person("Ben", "Brandt", "ben@practice.example", "+16025550124")
IDLE = timedelta(minutes=15)
OTHER = "of someone who holds the database 9"


@pytest.fixture
async def ben(identity: Identity, ada: UUID) -> UUID:
    return await create_account(identity, BEN, OTHER, by=SOMEBODY)


async def test_a_password_hash_of_another_account_opens_nothing(
    identity: Identity, ada: UUID, ben: UUID
) -> None:
    assert await sign_in.with_password(identity, BEN.email, OTHER, by=SOMEBODY)
    row = await Account.select(Account.password_hash).where(Account.id == ben).first()
    await Account.update({Account.password_hash: row["password_hash"]}).where(Account.id == ada)

    with pytest.raises(Invalid):
        await sign_in.with_password(identity, ADA.email, OTHER, by=SOMEBODY)


@pytest.mark.both_databases
async def test_an_authenticator_of_another_account_opens_nothing(
    identity: Identity, ada: UUID, ben: UUID
) -> None:
    code = await authenticators.current_code(ben, identity.keys)
    await Authenticator.delete().where(Authenticator.account == ada)
    await Authenticator.update({Authenticator.account: ada}).where(Authenticator.account == ben)
    token = await sign_in.with_password(identity, ADA.email, PASSWORD, by=SOMEBODY)
    session = await sessions.find(token, IDLE)
    assert session

    with pytest.raises(Invalid):
        await sign_in.with_code(identity, session, code or "", by=SOMEBODY)
    assert await sign_in.setup_for(identity, session) is None


@pytest.mark.both_databases
async def test_an_authenticator_that_waits_for_another_account_is_not_set_up(
    identity: Identity, ada: UUID, ben: UUID
) -> None:
    await authenticators.begin(ben, identity.keys)
    waits = Authenticator.account == ben, Authenticator.confirmed_at.is_null()
    await Authenticator.update({Authenticator.account: ada}).where(*waits)

    assert await authenticators.waiting(ada, identity.keys) is None


async def test_a_recovery_code_of_another_account_opens_nothing(
    identity: Identity, ada: UUID, ben: UUID
) -> None:
    codes = await recovery_codes.replace(ben, identity.keys)
    await RecoveryCode.update({RecoveryCode.account: ada}).where(RecoveryCode.account == ben)

    assert not await recovery_codes.use(ada, codes[0], identity.keys)


async def test_a_session_of_another_account_opens_nothing(identity: Identity, ada: UUID, ben: UUID) -> None:
    token = await sessions.start(ben, "full", by=SOMEBODY)
    assert await sessions.find(token, IDLE)
    await AccountSession.update({AccountSession.account: ada}).where(AccountSession.account == ben)

    assert await sessions.find(token, IDLE) is None
