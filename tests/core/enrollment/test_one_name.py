"""People who have only one name get everything that others get, greeted by it."""

from core.activation.actions import activate_group
from core.credentials.queries import checks
from core.database import Database
from core.groups.tables import Member
from core.identity.tables import Person
from core.mail.tables import OutboxMail
from tests.practices import AMARA, ANALYST, BEN, KEYS, Someone, check_credentials, portal_for, practice

SUHARTO = Someone("", "Suharto", "suharto@peaks.example")
ONLY = Someone("", "Teller", "teller@peaks.example", suffix="Coder")


async def test_a_provider_and_a_member_with_one_name_become_active(database: Database):
    portal = portal_for()
    made = await practice(portal, BEN, AMARA, SUHARTO, ONLY)
    names = [each.name for each in await checks(portal, made.group)]
    assert names == ["Amara Okafor", "Suharto"]
    await check_credentials(portal, made)

    await activate_group(portal, KEYS, made.group, by=ANALYST)

    members = await Member.select(Member.last_name, Member.person).where(Member.first_name == "")
    people = {each["id"]: each["portal_id"] for each in await Person.select()}
    assert {each["last_name"]: people[each["person"]] for each in members} == {
        "Suharto": "suharto",
        "Teller": "teller",
    }
    mails = await OutboxMail.select().where(OutboxMail.recipient == "suharto@peaks.example")
    greetings = {mail["text"].split("\n")[0] for mail in mails if mail["template"] != "getting-started"}
    assert greetings == {"Hello Suharto,"}
