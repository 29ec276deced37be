"""Accounts of people who work for the site: invited, with roles, never those of a practice."""

import pytest

from core.actor import SYSTEM, Actor
from core.audit.tables import AuditEvent
from core.errors import Invalid, NotFound
from core.identity import Identity, sessions, staff
from core.identity.actions import Person, create_account
from core.identity.roles import NoSuchRole, StaffRoles
from core.identity.staff import Newcomer
from core.identity.tables import AccountSession
from core.mail.tables import OutboxMail

IDLE = sessions.LONGEST
KIM = Newcomer("kim@health.example", "Kim", "Alvarez")
PASSWORD = "kettle orchard violin sparrow"
BROWSER = Actor("person", None, "A visitor", "203.0.113.7", "Firefox")


def test_roles_are_written_as_they_are_read():
    roles = StaffRoles.of(["provisioning:pacs", "analyst", "provisioning:cerner"])

    assert str(roles) == "analyst provisioning:cerner provisioning:pacs"
    assert StaffRoles.parse(str(roles)) == roles


def test_provisioning_is_for_the_applications_it_names_or_for_all():
    assert StaffRoles.parse("provisioning:pacs").may_set_up("pacs")
    assert not StaffRoles.parse("provisioning:pacs").may_set_up("cerner")
    assert StaffRoles.parse("provisioning").may_set_up("cerner")
    assert not StaffRoles.parse("analyst").may_set_up("pacs")


@pytest.mark.parametrize("word", ["king", "analyst:pacs", ""])
def test_a_role_that_does_not_exist_is_refused(word: str):
    with pytest.raises(NoSuchRole):
        StaffRoles.of([word])


async def test_somebody_invited_sets_up_the_account_once(identity: Identity):
    path = await staff.invite(identity, KIM, StaffRoles.parse("analyst"), by=SYSTEM)
    token = path.rpartition("/")[2]

    session = await staff.set_up(identity, token, PASSWORD, by=BROWSER)

    found = await sessions.find(session, IDLE)
    assert found is not None
    assert (found.level, str(found.roles)) == ("password", "analyst")
    with pytest.raises(NotFound):
        await staff.set_up(identity, token, PASSWORD, by=BROWSER)
    mail = await OutboxMail.select().where(OutboxMail.recipient == KIM.email).first()
    assert mail is not None and path in mail["text"]


async def test_an_account_of_a_practice_never_gets_a_role(identity: Identity):
    await create_account(identity, Person("Ben", "Ruiz", "ben@peaks.example", ""), PASSWORD, by=SYSTEM)

    with pytest.raises(Invalid, match="account outside the staff"):
        await staff.invite(
            identity, Newcomer("Ben@peaks.example", "Ben", "Ruiz"), StaffRoles.parse("analyst"), by=SYSTEM
        )

    assert await staff.everybody() == ()


async def test_new_roles_count_in_sessions_that_are_open(identity: Identity):
    account = await staff.create_ready(identity, KIM, PASSWORD, StaffRoles.parse("analyst"), by=SYSTEM)
    token = await sessions.start(account, "full", by=BROWSER)

    assert await staff.invite(identity, KIM, StaffRoles.parse("credentialing"), by=SYSTEM) == ""

    found = await sessions.find(token, IDLE)
    assert found is not None and str(found.roles) == "credentialing"


@pytest.mark.both_databases
async def test_single_keys_are_turned_off_and_on_for_the_sessions_of_an_account(identity: Identity):
    ada = await create_account(
        identity, Person("Ada", "Okafor", "ada@x.example", "+16025550100"), PASSWORD, by=BROWSER
    )
    token = await sessions.start(ada, "full", by=BROWSER)
    for off in (True, False):
        await staff.turn_keys(ada, off=off, by=BROWSER)
        session = await sessions.find(token, IDLE)
        assert session and session.keys_off is off


@pytest.mark.both_databases
async def test_who_is_removed_is_signed_out_at_once(identity: Identity):
    account = await staff.create_ready(identity, KIM, PASSWORD, StaffRoles.parse("analyst"), by=SYSTEM)
    token = await sessions.start(account, "full", by=BROWSER)

    await staff.remove(KIM.email, by=SYSTEM)

    assert await sessions.find(token, IDLE) is None
    assert [member.disabled for member in await staff.everybody()] == [True]
    assert await AuditEvent.exists().where(AuditEvent.action == "staff.removed")


@pytest.mark.both_databases
async def test_an_invitation_is_worth_nothing_once_its_person_was_removed(identity: Identity):
    path = await staff.invite(identity, KIM, StaffRoles.parse("analyst"), by=SYSTEM)
    await staff.remove(KIM.email, by=SYSTEM)

    with pytest.raises(NotFound):
        await staff.set_up(identity, path.rpartition("/")[2], PASSWORD, by=BROWSER)

    assert not await AccountSession.exists()
    assert [member.ready for member in await staff.everybody()] == [False]
