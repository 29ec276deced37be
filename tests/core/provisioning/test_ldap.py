"""Giving and taking access in a real directory."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from core.access import actions
from core.database import Database
from core.plugin_api import Absent, Differs, Done, Found, Refused, Waiting
from core.provisioning.connectors.choosing import Connectors, faults_of_secrets
from core.provisioning.worker import ProvisioningWorker
from tests.conftest import MovableClock
from tests.core.provisioning.directories import AMARA_FACTS, GRANT, SECOND, connector_for, somebody
from tests.core.provisioning.machines import items, work_off
from tests.ldap_server import SECRET, LdapServer, person
from tests.practices import AMARA, BEN, LINE, active, portal_for, state_of
from tests.practices import ANALYST as BY

pytestmark = pytest.mark.ldap
DISABLED = {"pwdAccountLockedTime": ["000001010000Z"]}


@pytest.fixture
def connector(ldap: LdapServer) -> Any:
    return connector_for(ldap)


def dn(ldap: LdapServer, name: str = "aokafor") -> str:
    return f"uid={name},{ldap.people_dn}"


def disabled(ldap: LdapServer, name: str = "aokafor") -> bool:
    return DISABLED.items() <= ldap.entries()[dn(ldap, name)].items()


async def test_granting_twice_makes_one_account(ldap: LdapServer, connector: Any) -> None:
    assert await connector.grant(GRANT) == await connector.grant(GRANT) == Done("aokafor")
    ((name, entry),) = ldap.entries().items()
    assert name == dn(ldap) and ldap.members() == {name}
    assert entry["employeeNumber"] == ["human-1"] and entry["mail"] == ["amara@peaks.example"]
    assert (entry["cn"], entry["sn"], entry["givenName"]) == (["Amara Okafor"], ["Okafor"], ["Amara"])
    assert sum(mark.endswith(":grant-1") for mark in entry["description"]) == 1
    assert await connector.check(GRANT) == Found("aokafor")


async def test_a_new_account_has_no_password_that_anybody_could_know(
    ldap: LdapServer, connector: Any
) -> None:
    await connector.grant(GRANT)
    assert "userPassword" not in ldap.entries()[dn(ldap)]


async def test_revoking_switches_the_account_off_and_granting_on_again(
    ldap: LdapServer, connector: Any
) -> None:
    await connector.grant(GRANT)
    for _ in range(2):
        assert await connector.revoke(GRANT) == Done()
        assert ldap.members() == set() and disabled(ldap)
        assert not any("grant-1" in mark for mark in ldap.entries()[dn(ldap)]["description"])
    assert await connector.check(GRANT) == Absent()
    assert await connector.grant(GRANT) == Done("aokafor")
    assert ldap.members() == {dn(ldap)} and not disabled(ldap) and len(ldap.entries()) == 1


async def test_revoking_what_never_was_is_done(connector: Any) -> None:
    assert await connector.revoke(GRANT) == Done()


async def test_leaving_one_group_leaves_the_other_alone(ldap: LdapServer, connector: Any) -> None:
    await connector.grant(GRANT)
    await connector.grant(SECOND)
    await connector.revoke(GRANT)
    assert ldap.members() == {dn(ldap)} and not disabled(ldap)
    assert await connector.check(SECOND) == Found("aokafor")
    assert await connector.check(GRANT) == Absent()
    await connector.revoke(SECOND)
    assert ldap.members() == set() and disabled(ldap)


async def test_leaving_one_application_leaves_another_with_the_same_accounts_alone(
    ldap: LdapServer, connector: Any
) -> None:
    other_group = f"cn=images,{ldap.group_dn.partition(',')[2]}"
    with ldap.as_root() as directory:
        person(directory, other_group, "groupOfNames", cn="images", member=ldap.bind_dn)
    other = connector_for(ldap, group_dn=other_group)
    images = replace(GRANT, key="grant-9")
    await connector.grant(GRANT)
    assert await other.grant(images) == Done("aokafor")
    await connector.revoke(GRANT)
    assert ldap.members() == set() and not disabled(ldap)
    assert await other.check(images) == Found("aokafor")
    await other.revoke(images)
    assert disabled(ldap)


async def test_a_name_that_is_taken_by_somebody_else_is_for_people(ldap: LdapServer, connector: Any) -> None:
    await connector.grant(somebody("human-2", "aokafor"))
    outcome = await connector.grant(GRANT)
    assert isinstance(outcome, Waiting) and outcome.for_whom == "analyst"
    assert "aokafor" in outcome.instructions[0] and "employeeNumber to human-1" in outcome.instructions[0]
    assert outcome.instructions[1:] == ("Make it.",) and len(ldap.entries()) == 1
    assert await connector.check(GRANT) == Absent()


async def test_ending_access_that_people_may_have_given_is_for_people_too(
    ldap: LdapServer, connector: Any
) -> None:
    with ldap.as_root() as directory:
        person(directory, dn(ldap), uid="aokafor", cn="A", sn="O")
    outcome = await connector.revoke(GRANT)
    assert isinstance(outcome, Waiting) and outcome.instructions[1:] == ("End it.",)


async def test_an_account_that_was_there_before_only_leaves_the_group(
    ldap: LdapServer, connector: Any
) -> None:
    with ldap.as_root() as directory:
        person(directory, dn(ldap, "employee7"), uid="employee7", cn="A", sn="O", employeeNumber="human-1")
    assert await connector.grant(GRANT) == Done("employee7")
    assert ldap.members() == {dn(ldap, "employee7")}
    await connector.revoke(GRANT)
    assert ldap.members() == set() and not disabled(ldap, "employee7")


async def test_an_account_that_others_disabled_is_not_enabled_by_us(ldap: LdapServer, connector: Any) -> None:
    with ldap.as_root() as directory:
        person(directory, dn(ldap), uid="aokafor", cn="A", sn="O", employeeNumber="human-1", **DISABLED)
    outcome = await connector.grant(GRANT)
    assert isinstance(outcome, Waiting) and "disabled" in outcome.instructions[0]
    assert disabled(ldap) and ldap.members() == set()


async def test_an_account_that_was_disabled_by_hand_is_noticed(ldap: LdapServer, connector: Any) -> None:
    await connector.grant(GRANT)
    with ldap.as_root() as directory:
        (entry,) = directory.search(dn(ldap), 0, "(objectClass=*)")
        entry.change_attribute("pwdAccountLockedTime", 2, *DISABLED["pwdAccountLockedTime"])
        entry.modify()
    assert await connector.check(GRANT) == Differs(("The account aokafor is switched off.",), "aokafor")


async def test_two_accounts_of_one_human_are_for_people_and_both_lose_access(
    ldap: LdapServer, connector: Any
) -> None:
    await connector.grant(GRANT)
    with ldap.as_root() as directory:
        person(directory, dn(ldap, "twin"), uid="twin", cn="A", sn="O", employeeNumber="human-1")
    outcome = await connector.grant(SECOND)
    assert isinstance(outcome, Waiting) and "Several entries" in outcome.instructions[0]
    assert await connector.revoke(GRANT) == Done()
    assert ldap.members() == set() and disabled(ldap)


async def test_access_that_was_taken_out_of_the_group_by_hand_is_noticed(
    ldap: LdapServer, connector: Any
) -> None:
    await connector.grant(GRANT)
    with ldap.as_root() as directory:
        (group,) = directory.search(ldap.group_dn, 0, "(objectClass=*)")
        group["member"].remove(dn(ldap))
        group.modify()
    assert await connector.check(GRANT) == Differs(("The account aokafor isn’t in the group.",), "aokafor")
    assert await connector.grant(GRANT) == Done("aokafor") and ldap.members() == {dn(ldap)}


async def test_a_deleted_account_leaves_no_name_in_the_group(ldap: LdapServer, connector: Any) -> None:
    await connector.grant(GRANT)
    with ldap.as_root() as directory:
        directory.delete(dn(ldap))
    assert ldap.members() == {dn(ldap)}
    assert await connector.revoke(GRANT) == Done() and ldap.members() == set()


async def test_389_locks_in_its_own_way(ldap: LdapServer) -> None:
    classes = ("inetOrgPerson", "lockable")
    connector = connector_for(ldap, directory="389", object_classes=classes)
    await connector.grant(GRANT)
    await connector.revoke(GRANT)
    assert ldap.entries()[dn(ldap)]["nsAccountLock"] == ["true"]
    await connector.grant(GRANT)
    assert "nsAccountLock" not in ldap.entries()[dn(ldap)]


async def test_active_directory_has_its_own_names_and_its_own_switch(ldap: LdapServer) -> None:
    connector = connector_for(ldap, directory="active-directory")
    assert await connector.grant(GRANT) == Done("aokafor")
    name = f"cn=aokafor,{ldap.people_dn}"
    entry = ldap.entries()[name]
    assert (entry["sAMAccountName"], entry["userAccountControl"]) == (["aokafor"], ["512"])
    assert entry["displayName"] == ["Amara Okafor"] and ldap.members() == {name}
    assert "description" not in entry and len(entry["extensionName"]) == 2
    with ldap.as_root() as directory:
        (found,) = directory.search(name, 0, "(objectClass=*)")
        found.change_attribute("userAccountControl", 2, "66048")
        found.modify()
    await connector.revoke(GRANT)
    assert ldap.entries()[name]["userAccountControl"] == ["66050"] and ldap.members() == set()
    await connector.grant(GRANT)
    assert ldap.entries()[name]["userAccountControl"] == ["66048"] and ldap.members() == {name}


async def test_active_directory_gets_another_password_for_each_account(ldap: LdapServer) -> None:
    from core.provisioning.connectors.ldap_entries import new_attributes

    settings = connector_for(ldap, directory="active-directory").settings
    first, second = (new_attributes(settings, GRANT)["unicodePwd"].decode("utf-16-le") for _ in range(2))
    assert first != second and first[0] == first[-1] == '"' and len(first) > 40


CORPUS = [
    "*", "a*", "(", ")", "\\", "\\2a", "*)(uid=*", "*))(|(uid=*", ",", "a,ou=x", "+", "a+cn=b", '"', ";", "=",
    "#", "#a", "<", ">", " a", "a ", " a ", "é", "a/b", "&", "|", "!", "a*b)(c", "x,dc=clinical,dc=example",
]  # fmt: skip


@pytest.mark.parametrize("hostile", CORPUS)
async def test_no_name_or_key_reaches_further_than_its_own_entry(
    ldap: LdapServer, connector: Any, hostile: str
) -> None:
    await connector.grant(somebody("human-0", "plain"))
    before = ldap.entries()[dn(ldap, "plain")]
    one = somebody(hostile, hostile, first_name=hostile, last_name=hostile)
    assert await connector.check(one) == Absent()
    made = await connector.grant(one)
    assert isinstance(made, Done) and await connector.check(one) == Found(made.account)
    (other,) = [name for name in ldap.entries() if name != dn(ldap, "plain")]
    assert other.endswith(f",{ldap.people_dn}") and len(ldap.entries()) == 2
    assert len(ldap.members()) == 2
    assert await connector.revoke(one) == Done() and ldap.members() == {dn(ldap, "plain")}
    assert ldap.entries()[dn(ldap, "plain")] == before


@pytest.mark.parametrize("hostile", ["", " ", "a\0b", "\0", "a\nb", "\x7f"])
@pytest.mark.parametrize("where", ["identity", "portal_id"])
async def test_what_no_directory_takes_never_reaches_one(
    ldap: LdapServer, connector: Any, hostile: str, where: str
) -> None:
    one = replace(GRANT, person=replace(AMARA_FACTS, **{where: hostile}))
    assert isinstance(await connector.grant(one), Refused) and await connector.check(one) == Absent()
    assert await connector.revoke(one) == Done() and ldap.entries() == {}


@pytest.mark.parametrize("changed", [{"last_name": "a\0b"}, {"portal_id": ""}, {"portal_id": "someone-else"}])
async def test_access_ends_whatever_became_of_the_persons_names(
    ldap: LdapServer, connector: Any, changed: dict[str, str]
) -> None:
    await connector.grant(GRANT)
    assert await connector.revoke(replace(GRANT, person=replace(AMARA_FACTS, **changed))) == Done()
    assert ldap.members() == set() and disabled(ldap)


async def test_a_worker_sets_up_and_ends_access_in_the_directory(
    database: Database, ldap: LdapServer, clock: MovableClock
) -> None:
    portal = portal_for(cerner={"connector": ldap.section()})
    assert [SECRET in fault for fault in faults_of_secrets(portal.applications, {})] == [True]
    connectors = Connectors.open(portal.applications, {SECRET: SecretStr(ldap.password)})
    works = ProvisioningWorker(portal, connectors)
    made = await active(portal, BEN, AMARA)
    ldap.stop()
    await work_off(works)
    assert {item["words"] for item in await items(application="cerner")} == {"We can’t reach the directory"}
    ldap.start()
    clock.advance(minutes=1)
    await work_off(works)
    assert ldap.members() == {dn(ldap), dn(ldap, "bruiz")}
    assert await state_of(made.grants["Amara", "cerner"]) == "active"
    assert [item["state"] for item in await items(application="pacs")] == ["people"]

    await actions.revoke(made.grants["Amara", "cerner"], LINE, by=BY)
    await work_off(works)
    assert ldap.members() == {dn(ldap, "bruiz")} and disabled(ldap) and not disabled(ldap, "bruiz")
