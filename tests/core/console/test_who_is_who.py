"""Support says who somebody is, asks the practice again, and undoes what was a mistake."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from core.access.by_date import handlers
from core.access.tables import Grant
from core.activation import identifying
from core.activation.identifying import Said
from core.activation.unidentified import ask_again, matches_of, say_who, undo, who_is_who
from core.actor import Actor
from core.audit import change
from core.audit.tables import AuditEvent
from core.database import Database
from core.due.worker import DueWorker
from core.errors import Forbidden, Invalid, NotFound, Stale
from core.groups.tables import Member
from core.identity.actions import Person as Registered
from core.identity.actions import insert_account
from core.identity.tables import Person
from core.mail.tables import OutboxMail
from core.moves import NotNow
from core.plugin_api import Done, Outcome
from core.portal import Portal
from core.provisioning.worker import ProvisioningWorker
from core.requests.queries.mails import mails_of
from core.requests.resending import send_again
from tests.conftest import MovableClock
from tests.core.console.conftest import hired
from tests.core.provisioning.machines import Machine, work_off, worker
from tests.practices import AMARA, ANALYST, BEN, KEYS, ROSA, Practice, active, portal_for, state_of

OLGA = replace(BEN, email="olga@valley.example", first="Olga")


@pytest.fixture(scope="session")
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def kim(database: Database) -> Actor:
    return await hired()


async def elsewhere(portal: Portal) -> Practice:
    """A practice that lists Amara, who has a login name from another one."""
    await active(portal, BEN, AMARA)
    return await active(portal, OLGA, AMARA, name="Valley")


async def member(made: Practice, first: str = "Amara") -> dict[str, object]:
    return dict(await Member.select().where(Member.id == made.members[first]).first() or {})


async def mails(template: str) -> list[dict[str, str]]:
    return list(await OutboxMail.select().where(OutboxMail.template == template))


async def everything_done(works: ProvisioningWorker, clock: MovableClock) -> None:
    """One person's work at one application is done one after the other."""
    for _ in range(3):
        await work_off(works)
        clock.advance(seconds=1)


async def confirmed(portal: Portal) -> Practice:
    made = await elsewhere(portal)
    await identifying.confirm(portal, made.members["Amara"], by=ANALYST)
    return made


@pytest.mark.both_databases
async def test_the_case_says_that_a_question_waits_and_for_whom(portal: Portal, kim: Actor):
    made = await elsewhere(portal)
    (person,) = (await who_is_who(made.group)).unclear
    assert person.asked and (person.asked.to, person.asked.open) == ("olga@valley.example", True)
    (match,) = await matches_of(person)
    assert (match.name, match.login) == ("Amara Okafor", "aokafor")
    assert (match.by_email, match.by_identifier, match.proved) == (True, True, False)


async def test_support_settles_a_question_that_nobody_answered(portal: Portal, kim: Actor):
    made = await elsewhere(portal)
    await say_who(portal, KEYS, made.number, made.members["Amara"], Said("AOkafor"), by=kim)
    assert (await member(made))["person_state"] == "known"
    assert await state_of(made.grants["Amara", "cerner"]) == "provisioning"
    (confirmed,) = (await who_is_who(made.group)).confirmed
    assert confirmed.login == "aokafor"


async def test_a_question_is_listed_reminded_of_and_sent_again(
    portal: Portal, kim: Actor, clock: MovableClock
):
    made, by_date = await elsewhere(portal), DueWorker(handlers(portal))
    account = made.by.account
    assert account

    async def listed() -> tuple[str, bool]:
        (found,) = [each for each in await mails_of(made.number, account) if each.question]
        assert found.question
        return found.title, found.question.answered

    assert await listed() == ("Question whether Amara Okafor is known already", False)
    clock.advance(days=6)
    await by_date.attend_due()
    assert not await mails("known-person-reminder")
    clock.advance(days=2)
    await by_date.attend_due()
    (reminder,) = await mails("known-person-reminder")
    assert reminder["recipient"] == "olga@valley.example"
    clock.advance(days=30)
    await by_date.attend_due()
    assert len(await mails("known-person-reminder")) == 1, "once"
    (person,) = (await who_is_who(made.group)).unclear
    assert person.asked and not person.asked.open

    (found,) = [each for each in await mails_of(made.number, account) if each.question]
    assert found.again and found.question and not found.question.in_time
    await send_again(portal, made.number, found.again, by=made.by)
    await ask_again(portal, made.number, made.members["Amara"], by=kim)
    assert len(await mails("known-person")) == 3
    await identifying.confirm(portal, made.members["Amara"], by=ANALYST)
    assert (await listed())[1]
    with pytest.raises(Stale, match="answered already"):
        await ask_again(portal, made.number, made.members["Amara"], by=kim)


async def test_two_of_one_practice_are_never_one_human_whatever_support_says(portal: Portal, kim: Actor):
    made = await active(portal, OLGA, AMARA, replace(ROSA, suffix="NP", npi="1679576722"), name="Valley")
    (amara,) = await Person.select().where(Person.email_key == AMARA.email)
    await Member.update({Member.person_state: "unclear", Member.person: None}).where(
        Member.id == made.members["Rosa"]
    )
    with pytest.raises(Invalid) as wrong:
        await say_who(portal, KEYS, made.number, made.members["Rosa"], Said("aokafor"), by=kim)
    assert "Amara Okafor of the same" in wrong.value.errors["login"]
    with pytest.raises(Exception, match=r"(?i)unique"):
        await Member.update({Member.person: amara["id"]}).where(Member.id == made.members["Rosa"])


@pytest.mark.both_databases
async def test_support_names_who_registered_and_has_no_login_name_by_their_address(
    portal: Portal, kim: Actor
):
    """A mailbox that somebody registered with under another name merges nobody by itself."""
    async with change("account.created", by=ANALYST):
        registered = Registered("Mara", "Reed", "desk@valley.example", "")
        account = await insert_account(uuid4(), registered, "x", [("terms", "1")])
    made = await active(portal, OLGA, replace(AMARA, email="desk@valley.example"), name="Valley")
    key = made.members["Amara"]
    assert (await member(made))["person_state"] == "unclear"
    with pytest.raises(Invalid, match="belongs to someone else"):
        await say_who(portal, KEYS, made.number, key, Said(), by=kim)

    await say_who(portal, KEYS, made.number, key, Said("Desk@valley.example"), by=kim)
    (person,) = await Person.select().where(Person.id == (await member(made))["person"])
    assert (person["account"], person["portal_id"], person["identifier"]) == (
        account,
        "aokafor",
        f"npi:{AMARA.npi}",
    )
    assert [each["recipient"] for each in await mails("portal-id")][-1] == "desk@valley.example"


async def test_undoing_takes_everything_off_the_wrong_login_and_then_sets_it_up_under_the_right_one(
    portal: Portal, kim: Actor, clock: MovableClock
):
    made, calls = await confirmed(portal), list[tuple[str, str]]()

    def answer(call: str, grant: Any) -> Outcome:
        calls.append((call, grant.person.identity))
        return Done(grant.person.portal_id)

    works = worker(portal, Machine(answer))
    await everything_done(works, clock)
    (wrong,) = await Person.select().where(Person.email_key == AMARA.email)
    key = made.members["Amara"]
    assert await state_of(made.grants["Amara", "cerner"]) == "active"

    await undo(portal, made.number, key, "Another Amara Okafor.", by=kim)

    now = await member(made)
    assert (now["person"], now["person_state"]) == (None, "unclear")
    for slug in ("cerner", "pacs"):
        assert await state_of(made.grants["Amara", slug]) == "suspended"
    own = Said(email="amara@valley.example")
    with pytest.raises(NotNow, match="still taking away"):
        await say_who(portal, KEYS, made.number, key, own, by=kim)
    await everything_done(works, clock)
    assert {human for call, human in calls if call == "revoke"} == {str(wrong["id"])}

    await say_who(portal, KEYS, made.number, key, own, by=kim)
    await everything_done(works, clock)
    (right,) = await Person.select().where(Person.email_key == "amara@valley.example")
    assert right["portal_id"] == "aokafor2" and (await member(made))["person"] == right["id"]
    for slug in ("cerner", "pacs"):
        assert await state_of(made.grants["Amara", slug]) == "active"
    rows = await Grant.select(Grant.person).where(Grant.member == key)
    assert {row["person"] for row in rows} == {right["id"]}


async def test_undoing_before_anything_is_set_up_leaves_what_was_agreed_to(portal: Portal, kim: Actor):
    made = await elsewhere(portal)
    key = made.members["Amara"]
    await Member.update({Member.person_state: "known"}).where(Member.id == key)
    await undo(portal, made.number, key, "A mistake.", by=kim)
    assert await state_of(made.grants["Amara", "cerner"]) == "approved"
    await say_who(portal, KEYS, made.number, key, Said("aokafor"), by=kim)
    assert await state_of(made.grants["Amara", "cerner"]) == "provisioning"


async def test_both_are_told_of_an_undoing_and_neither_who_the_other_is(portal: Portal, kim: Actor):
    made = await confirmed(portal)
    await Member.update({Member.first_name: "Ada", Member.last_name: "Obi"}).where(
        Member.id == made.members["Amara"]
    )
    await undo(portal, made.number, made.members["Amara"], "The register says so.", by=kim)
    (person,), (practice,) = await mails("member-unlinked"), await mails("member-unclear")
    assert person["recipient"] == AMARA.email and practice["recipient"] == "olga@valley.example"
    assert "Valley" in person["text"] and "Obi" not in person["text"]
    assert "Ada Obi" in practice["text"]
    assert not any(word in practice["text"] for word in ("Okafor", "aokafor", AMARA.email, "register says"))
    event = await AuditEvent.select().where(AuditEvent.action == "member.unlinked").first()
    assert event and "The register says so." in str(event["details"])


async def test_an_undoing_is_refused_for_others_cases_and_ones_own_and_done_once(portal: Portal, kim: Actor):
    made = await confirmed(portal)
    other = await active(portal, replace(BEN, email="ida@gila.example"), name="Gila")
    key = made.members["Amara"]
    with pytest.raises(NotFound):
        await undo(portal, other.number, key, "Why.", by=kim)
    with pytest.raises(NotFound):
        await say_who(portal, KEYS, other.number, key, Said("aokafor"), by=kim)
    with pytest.raises(NotFound):
        await ask_again(portal, other.number, key, by=kim)
    with pytest.raises(Forbidden):
        await undo(portal, made.number, key, "Why.", by=made.by)
    await undo(portal, made.number, key, "Why.", by=kim)
    with pytest.raises(NotNow):
        await undo(portal, made.number, key, "Why.", by=kim)
