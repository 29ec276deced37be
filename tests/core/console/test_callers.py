"""Support lets somebody in again only when it knows who calls; they and their sponsor are told."""

import re
from dataclasses import replace
from typing import Literal
from uuid import UUID, uuid4

import pytest

from core.actor import Actor
from core.console.callers import Called, help_in, resetting_factors
from core.console.queries.callers import caller
from core.console.queries.resets import waiting_reset
from core.database import Database
from core.due.queries import scheduled
from core.errors import Forbidden, Invalid, NotFound, Stale, TooMany
from core.identity import Identity, sessions
from core.identity.bound import rebind
from core.identity.helping import FACTOR_RESET, keep_factor
from core.identity.reset import deny
from core.identity.support_code import GUESSES, support_code
from core.identity.tables import Account, AccountSession, Person
from core.mail.tables import OutboxMail
from core.mfa import authenticators, recovery_codes
from tests.audit_diff import audited
from tests.practices import AMARA, BEN, active, portal_for
from tests.practices.portals import identity_at

pytestmark = pytest.mark.both_databases
KIM = Actor("staff", uuid4(), "Kim Alvarez", "203.0.113.9", "Firefox")


@pytest.fixture
def identity() -> Identity:
    return identity_at(portal_for())


@pytest.fixture
async def ben(database: Database, identity: Identity) -> Person:
    """The administrator of an active practice, with a second factor, signed in."""
    await active(portal_for(), BEN, AMARA)
    person = await Person.objects().where(Person.first_name == BEN.first).first()
    assert person
    await authenticators.confirm_without_code(await authenticators.begin(person.account, identity.keys))
    await recovery_codes.replace(person.account, identity.keys)
    await sessions.start(person.account, "full", by=KIM)
    return person


async def called(person: UUID, **given: str) -> Called:
    whom = await caller(person)
    assert whom
    return replace(Called("call-back", whom.numbers[0], "", "Ben called, I called back"), **given)


async def mails(to: str) -> list[str]:
    rows = await OutboxMail.select(OutboxMail.template).where(OutboxMail.recipient == to)
    return [row["template"] for row in rows]


async def sessions_of(account: UUID) -> int:
    return int(
        await AccountSession.count().where(
            AccountSession.account == account, AccountSession.ended_at.is_null()
        )
    )


async def test_a_lost_factor_is_reset_sessions_end_and_person_and_sponsor_are_told(
    ben: Person, identity: Identity
):
    async with audited():
        await help_in(identity, ben.id, "factor", await called(ben.id), by=KIM)

    assert not await authenticators.has_one(ben.account) and not await recovery_codes.left(ben.account)
    assert await sessions_of(ben.account) == 0
    assert "security-notice" in await mails(BEN.email) and "sign-in-helped" in await mails(AMARA.email)


async def test_a_locked_account_opens_with_a_new_password_alone(ben: Person, identity: Identity):
    await Account.update({Account.locked_at: Account.created_at}).where(Account.id == ben.account)
    await help_in(identity, ben.id, "unlock", await called(ben.id), by=KIM)

    row = await Account.select(Account.locked_at).where(Account.id == ben.account).first()
    assert row and row["locked_at"], "the old password counts no more than before"
    assert "reset-password" in await mails(BEN.email) and await sessions_of(ben.account) == 0
    assert await authenticators.has_one(ben.account)


async def test_nothing_is_done_for_a_caller_who_is_not_known(ben: Person, identity: Identity):
    before = await mails(BEN.email)
    for wrong, field in (
        ({"number": "+16025559999"}, "number"),
        ({"note": " "}, "note"),
        ({"how": "code", "code": "12345678"}, "code"),
    ):
        with pytest.raises(Invalid) as refused:
            await help_in(identity, ben.id, "factor", await called(ben.id, **wrong), by=KIM)
        assert set(refused.value.errors) == {field}
    assert await authenticators.has_one(ben.account) and await mails(BEN.email) == before
    with pytest.raises(NotFound):
        await help_in(identity, uuid4(), "factor", await called(ben.id), by=KIM)


async def test_a_code_counts_for_its_own_account_for_a_while_and_is_guessed_five_times(
    ben: Person, identity: Identity, clock
):
    other = support_code(identity.keys, uuid4())
    with pytest.raises(Invalid):
        await help_in(identity, ben.id, "unlock", await called(ben.id, how="code", code=other), by=KIM)
    code = support_code(identity.keys, ben.account)
    clock.advance(minutes=21)
    with pytest.raises(Invalid):
        await help_in(identity, ben.id, "unlock", await called(ben.id, how="code", code=code), by=KIM)
    code = support_code(identity.keys, ben.account)
    spaced = f"{code[:4]} {code[4:]}"
    await help_in(identity, ben.id, "unlock", await called(ben.id, how="code", code=spaced), by=KIM)
    for _ in range(GUESSES.times - 3):
        with pytest.raises(Invalid):
            await help_in(identity, ben.id, "unlock", await called(ben.id, how="code", code="0"), by=KIM)
    with pytest.raises(TooMany):
        await help_in(identity, ben.id, "unlock", await called(ben.id, how="code", code=code), by=KIM)


@pytest.mark.parametrize("what", ["unlock", "factor"])
async def test_nobody_of_the_staff_is_helped_in_nor_oneself(ben: Person, identity: Identity, what: str):
    myself = replace(KIM, account=ben.account)
    with pytest.raises(Forbidden):
        await help_in(identity, ben.id, what, await called(ben.id), by=myself)
    await rebind(ben.account, {Account.staff_roles: "analyst"})
    with pytest.raises(Forbidden):
        await help_in(identity, ben.id, what, await called(ben.id), by=KIM)
    assert await authenticators.has_one(ben.account) and await sessions_of(ben.account) == 1


@pytest.mark.parametrize("how", ["call-back", "code"])
@pytest.mark.parametrize(
    "planted",
    [
        {"email": "his@elsewhere.example"},
        {"email": "his@elsewhere.example", "email_key": "his@elsewhere.example"},
        {"staff_roles": "analyst"},
        {"binding": "of his own making"},
    ],
)
async def test_nobody_is_helped_in_to_an_account_that_was_changed_in_the_database(
    ben: Person, identity: Identity, planted: dict[str, str], how: Literal["call-back", "code"]
):
    known = await called(ben.id, how=how, code=support_code(identity.keys, ben.account))
    changed = {getattr(Account, name): text for name, text in planted.items()}
    await Account.update({**changed, Account.phone: "+16025559999"}).where(Account.id == ben.account)
    for each in (known, replace(known, number="+16025559999")):
        with pytest.raises(Forbidden, match="changed outside the portal"):
            await help_in(identity, ben.id, "factor", each, by=KIM)
    with pytest.raises(Forbidden, match="nobody is helped"):
        await caller(ben.id)

    assert await authenticators.has_one(ben.account) and await sessions_of(ben.account) == 1
    assert not {"reset-password", "security-notice"} & set(await mails("his@elsewhere.example"))


async def test_where_the_site_wants_a_delay_the_owner_can_stop_the_reset(ben: Person, identity: Identity):
    slow = replace(identity, site=identity.site.model_copy(update={"factor_reset_hours": 24}))
    await help_in(slow, ben.id, "factor", await called(ben.id), by=KIM)
    assert await authenticators.has_one(ben.account) and await sessions_of(ben.account) == 1
    assert await scheduled(FACTOR_RESET, ben.account)

    reset = resetting_factors()[FACTOR_RESET]
    await Account.update({Account.locked_at: Account.created_at}).where(Account.id == ben.account)
    await reset(ben.account)
    assert await authenticators.has_one(ben.account), "the owner said that it was not them"
    await Account.update({Account.locked_at: None}).where(Account.id == ben.account)
    await reset(ben.account)
    assert not await authenticators.has_one(ben.account) and await sessions_of(ben.account) == 0


async def test_a_reset_that_waits_is_seen_with_who_asked_and_support_cancels_it(
    ben: Person, identity: Identity
):
    slow = replace(identity, site=identity.site.model_copy(update={"factor_reset_hours": 24}))
    assert await waiting_reset(ben.account) is None
    await help_in(slow, ben.id, "factor", await called(ben.id), by=KIM)
    reset = await waiting_reset(ben.account)
    assert reset and reset.by == "Kim Alvarez" and reset.at == await scheduled(FACTOR_RESET, ben.account)

    with pytest.raises(Invalid):
        await keep_factor(slow, ben.account, " ", by=KIM)
    told = len(await mails(BEN.email))
    async with audited():
        await keep_factor(slow, ben.account, "Ben called again: not his doing", by=KIM)
    assert await waiting_reset(ben.account) is None and len(await mails(BEN.email)) == told + 1
    with pytest.raises(Stale):
        await keep_factor(slow, ben.account, "Twice", by=KIM)
    assert await authenticators.has_one(ben.account)


async def test_who_says_that_it_was_not_them_keeps_their_factor_after_opening_the_account_again(
    ben: Person, identity: Identity
):
    slow = replace(identity, site=identity.site.model_copy(update={"factor_reset_hours": 24}))
    await help_in(slow, ben.id, "factor", await called(ben.id), by=KIM)
    mail = await OutboxMail.select(OutboxMail.text).where(OutboxMail.template == "security-notice").first()
    token = re.search(r"/not-me/([^\s?]+)", mail["text"]) if mail else None
    assert token
    await deny(token[1], by=KIM)
    assert await scheduled(FACTOR_RESET, ben.account) is None
