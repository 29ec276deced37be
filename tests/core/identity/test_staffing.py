"""Who works for the site: a site administrator decides alone about most of it, and about some with two."""

import asyncio
from uuid import UUID

import pytest

from core.actor import SYSTEM, Actor
from core.audit.tables import AuditEvent
from core.audit.verification import verify
from core.errors import Forbidden, Invalid, NotFound, Stale
from core.identity import Identity, helping, queries, sessions, staff, staffing
from core.identity.actions import Person, create_account
from core.identity.roles import NOBODY, StaffRoles
from core.identity.staff import Newcomer, StaffMember
from core.identity.tables import StaffChange
from core.mail.tables import OutboxMail
from core.mfa.tables import Authenticator
from tests.conftest import MovableClock

OMAR = Newcomer("omar@health.example", "Omar", "Ek")
RUTH = Newcomer("ruth@health.example", "Ruth", "Sand")
KIM = Newcomer("kim@health.example", "Kim", "Alvarez")
PASSWORD = "kettle orchard violin sparrow"
LEADS, OFFICER, ANALYST = map(StaffRoles.parse, ("site-administrator", "privacy-officer", "analyst"))
BROWSER = Actor("person", None, "A visitor", "203.0.113.7", "Firefox")


async def _of(identity: Identity, whom: Newcomer, roles: StaffRoles) -> Actor:
    account = await staff.create_ready(identity, whom, PASSWORD, roles, by=SYSTEM)
    return Actor("staff", account, whom.first_name)


@pytest.fixture
async def omar(identity: Identity) -> Actor:
    return await _of(identity, OMAR, LEADS)


@pytest.fixture
async def ruth(identity: Identity) -> Actor:
    return await _of(identity, RUTH, OFFICER)


async def _member(whom: Newcomer) -> StaffMember | None:
    return next((each for each in await staff.everybody() if each.email == whom.email), None)


async def _waiting() -> UUID:
    (found,) = await staffing.waiting()
    return found.id


@pytest.mark.both_databases
async def test_one_person_invites_changes_and_lets_go_who_has_no_role_that_two_give(
    identity: Identity, omar: Actor
) -> None:
    made = await staffing.choose(identity, KIM, ANALYST, "Starts on Monday", by=omar)
    assert made.path and not made.waits
    await staffing.invite_again(identity, await _account(KIM), by=omar)
    await staff.set_up(identity, await _newest_link(), PASSWORD, by=BROWSER)
    with pytest.raises(Stale):
        await staffing.invite_again(identity, await _account(KIM), by=omar)
    token = await sessions.start(await _account(KIM), "full", by=BROWSER)
    more = StaffRoles.parse("analyst credentialing")
    assert not (await staffing.choose(identity, KIM, more, "Covers licenses too", by=omar)).waits
    await staffing.choose(identity, KIM, NOBODY, "Left us", by=omar)
    assert await sessions.find(token, sessions.LONGEST) is None
    kim = await _member(KIM)
    assert kim is not None and kim.disabled
    kinds = ["staff.invited", "staff.roles-changed", "staff.removed"]
    told = await AuditEvent.select().where(AuditEvent.action.is_in(kinds)).output(load_json=True)
    reasons = {row["details"].get("reason") for row in told}
    assert {"Starts on Monday", "Covers licenses too", "Left us"} <= reasons
    mails = await OutboxMail.select().where(
        OutboxMail.recipient == KIM.email, OutboxMail.template == "security-notice"
    )
    assert len(mails) >= 2
    await verify()


@pytest.mark.both_databases
async def test_a_role_that_two_give_waits_for_somebody_else_and_for_no_longer_than_the_site_says(
    identity: Identity, omar: Actor, ruth: Actor, clock: MovableClock
) -> None:
    assert (await staffing.choose(identity, KIM, LEADS, "Second administrator", by=omar)).waits
    assert await _member(KIM) is None
    with pytest.raises(Forbidden):
        await staffing.confirm(identity, await _waiting(), by=omar)
    with pytest.raises(Stale):
        await staffing.choose(identity, KIM, ANALYST, "Or an analyst", by=omar)
    clock.advance(hours=identity.site.second_person_hours, seconds=1)
    [row] = await StaffChange.select()
    with pytest.raises(Stale):
        await staffing.confirm(identity, row["id"], by=ruth)
    await staffing.choose(identity, KIM, LEADS, "Second administrator", by=omar)
    assert await staffing.confirm(identity, await _waiting(), by=ruth)
    kim = await _member(KIM)
    assert kim is not None and kim.roles == LEADS and await staffing.waiting() == ()
    assert [each["state"] for each in await StaffChange.select().order_by(StaffChange.asked_at)] == [
        "lapsed",
        "confirmed",
    ]
    # Taking it away takes two as well, and so does letting go whoever has it.
    for roles in (ANALYST, NOBODY):
        assert (await staffing.choose(identity, KIM, roles, "No more", by=omar)).waits
        await staffing.withdraw(await _waiting(), by=omar)
    with pytest.raises(NotFound):
        await staffing.withdraw(omar.account or UUID(int=0), by=omar)


async def test_nobody_changes_themself_and_the_last_site_administrator_stays(
    identity: Identity, omar: Actor, ruth: Actor
) -> None:
    with pytest.raises(Forbidden):
        await staffing.choose(identity, OMAR, ANALYST, "Less", by=omar)
    ines = Newcomer("ines@health.example", "Ines", "Lind")
    await _of(identity, ines, OFFICER)
    both = StaffRoles.parse("site-administrator privacy-officer")
    assert (await staffing.choose(identity, RUTH, both, "Both", by=omar)).waits
    with pytest.raises(Forbidden):
        await staffing.confirm(identity, await _waiting(), by=ruth)
    with pytest.raises(Forbidden):
        await staffing.withdraw(await _waiting(), by=ruth)
    await staffing.withdraw(await _waiting(), by=omar)
    with pytest.raises(Invalid, match="Nobody else could look after"):
        await staffing.choose(identity, OMAR, NOBODY, "Left us", by=ruth)
    # Somebody who has not set the account up keeps the site open to nobody.
    await staff.invite(identity, KIM, LEADS, by=SYSTEM)
    with pytest.raises(Invalid, match="Nobody else could look after"):
        await staffing.choose(identity, OMAR, NOBODY, "Left us", by=ruth)
    with pytest.raises(Invalid):
        await staffing.choose(identity, KIM, ANALYST, " ", by=omar)


@pytest.mark.both_databases
async def test_two_who_confirm_the_same_at_once_are_one(identity: Identity, omar: Actor, ruth: Actor) -> None:
    ada = await _of(identity, Newcomer("ada@health.example", "Ada", "Stern"), LEADS)
    await staffing.choose(identity, KIM, OFFICER, "Takes over", by=omar)
    proposal = await _waiting()
    outcomes = await asyncio.gather(
        *(staffing.confirm(identity, proposal, by=each) for each in (ruth, ada)), return_exceptions=True
    )
    assert sum(isinstance(each, str) for each in outcomes) == 1
    assert sum(isinstance(each, Stale) for each in outcomes) == 1


async def test_a_proposal_counts_while_who_made_it_looks_after_the_staff_and_somebody_can_confirm_it(
    identity: Identity, omar: Actor
) -> None:
    with pytest.raises(Invalid, match="Nobody else could confirm"):
        await staffing.choose(identity, KIM, LEADS, "Second administrator", by=omar)
    ada = await _of(identity, Newcomer("ada@health.example", "Ada", "Stern"), LEADS)
    ruth = await _of(identity, RUTH, OFFICER)
    await create_account(identity, Person("Ben", "Ruiz", "ben@peaks.example", ""), PASSWORD, by=SYSTEM)
    with pytest.raises(Invalid, match="outside the staff"):
        await staffing.choose(identity, Newcomer("Ben@peaks.example", "Ben", "Ruiz"), LEADS, "x", by=ada)
    await staffing.choose(identity, KIM, LEADS, "Her own", by=ada)
    await staff.remove("ada@health.example", by=SYSTEM)
    with pytest.raises(Stale, match="doesn’t look after"):
        await staffing.confirm(identity, await _waiting(), by=ruth)


@pytest.mark.both_databases
async def test_who_is_taken_on_again_sets_the_account_up_anew(identity: Identity, omar: Actor) -> None:
    await _of(identity, KIM, ANALYST)
    await staffing.choose(identity, KIM, NOBODY, "Left us", by=omar)
    assert (await staffing.choose(identity, KIM, ANALYST, "Is back", by=omar)).path
    kim = await queries.account_of(KIM.email)
    assert kim is not None and not kim.password_hash and not kim.disabled
    assert not await Authenticator.exists().where(Authenticator.account == kim.account)


async def test_a_colleague_is_helped_by_who_leads_and_nobody_outside_the_staff_is(
    identity: Identity, omar: Actor, ruth: Actor
) -> None:
    token = await sessions.start(await _account(RUTH), "full", by=BROWSER)
    await helping.unlock(identity, await _account(RUTH), by=omar, colleague=True, note="Seen in person")
    assert await sessions.find(token, sessions.LONGEST) is None
    with pytest.raises(Forbidden):
        await helping.unlock(identity, await _account(RUTH), by=omar)
    with pytest.raises(Forbidden):
        await helping.reset_factor(identity, await _account(OMAR), by=omar, colleague=True)
    at = await helping.reset_factor(identity, await _account(RUTH), by=omar, colleague=True, note="Seen")
    assert (at is None) == (identity.site.factor_reset_hours == 0)


async def _account(whom: Newcomer) -> UUID:
    found = await _member(whom)
    assert found is not None
    return found.account


async def _newest_link() -> str:
    rows = await OutboxMail.select().where(OutboxMail.template == "staff-invitation").order_by(OutboxMail.due)
    text = str(rows[-1]["text"])
    return text.partition("/staff/set-up/")[2].split()[0].rstrip(".")


@pytest.mark.both_databases
async def test_whoever_leads_is_told_of_what_a_colleague_changed_and_nobody_else(
    identity: Identity, omar: Actor, ruth: Actor
) -> None:
    kim = await staff.create_ready(identity, KIM, PASSWORD, ANALYST, by=SYSTEM)
    credentials = StaffRoles.parse("credentialing")
    await staffing.choose(identity, KIM, credentials, "Other work", by=omar)
    await helping.unlock(identity, kim, by=omar, colleague=True, note="Seen in person")
    await helping.reset_factor(identity, kim, by=omar, colleague=True, note="Lost her phone")
    await staffing.choose(identity, KIM, LEADS, "Stands in", by=omar)
    await staffing.withdraw(await _waiting(), by=omar)
    await staffing.choose(identity, KIM, NOBODY, "Left us", by=omar)
    rows = (
        await OutboxMail.select().where(OutboxMail.template == "staff-changed").order_by(OutboxMail.queued_at)
    )
    assert {row["recipient"] for row in rows} == {RUTH.email}
    texts = [" ".join(str(row["text"]).split()) for row in rows]
    for words in (
        "Omar changed the staff: Kim Alvarez is to have the roles Credentialing. Why: Other work",
        "Omar helped Kim Alvarez to sign in: they choose a new password. Why: Seen in person",
        "Omar resets the second factor of Kim Alvarez",
        "It takes a second person, until",
        "Kim Alvarez doesn’t belong to it any more. Why: Left us",
    ):
        assert any(words in text for text in texts), (words, texts)
