"""What a directory may do wrong, and what is said of it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from core.plugin_api import Done, Outcome, Refused, TryLater, Waiting
from core.provisioning.outcomes import Failed, outcome_of
from tests.core.provisioning.directories import GRANT, SECOND, connector_for, words_of
from tests.ldap_relay import Relay, relay_to
from tests.ldap_server import LdapServer, person

pytestmark = pytest.mark.ldap
# What a first grant asks, in this order; nothing is taken for missing before its place was seen.
FIRST_GRANT = ["bind", "search", "search", "search", "add", "search", "search", "search", "modify"]
LOOKING_UP, MAKING = 1, 4
QUICK = {"seconds": 0.5}


@pytest.fixture
async def relay(ldap: LdapServer) -> AsyncIterator[Relay]:
    async with relay_to(ldap.port) as between:
        yield between


@pytest.fixture
def connector(ldap: LdapServer, relay: Relay) -> Any:
    return connector_for(ldap, url=relay.url)


def dn(ldap: LdapServer, name: str = "aokafor") -> str:
    return f"uid={name},{ldap.people_dn}"


def planted(ldap: LdapServer, key: str) -> Callable[[], None]:
    def plant() -> None:
        with ldap.as_root() as directory:
            person(directory, dn(ldap), uid="aokafor", cn="A", sn="O", employeeNumber=key)

    return plant


def deleted(ldap: LdapServer) -> Callable[[], None]:
    def delete() -> None:
        with ldap.as_root() as directory:
            directory.delete(dn(ldap))

    return delete


async def test_a_first_grant_asks_nine_things(relay: Relay, connector: Any) -> None:
    await connector.grant(GRANT)
    assert [asked for asked in relay.requests if asked != "unbind"] == FIRST_GRANT


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (50, "The directory doesn’t let our account do this"),
        (51, "The directory is busy"),
        (53, "The directory is unwilling to do this"),
        (80, "The directory answered 80"),
        ("cut", "The directory didn’t answer"),
        ("noise", "The directory answered something that isn’t LDAP"),
        ("endless length", "The directory's answer was far too large"),
        ("huge", "The directory's answer was far too large"),
        ("flood", "The directory's answer was far too large"),
    ],
)
@pytest.mark.parametrize("where", [LOOKING_UP, MAKING])
async def test_every_fault_is_told_in_our_words_and_makes_no_second_account(
    ldap: LdapServer, relay: Relay, connector: Any, fault: str | int, words: str, where: int
) -> None:
    relay.faults = [*["ok"] * where, fault]
    assert await words_of(connector.grant(GRANT)) == words
    assert await connector.grant(GRANT) == Done("aokafor")
    assert set(ldap.entries()) == {dn(ldap)} == ldap.members()


@pytest.mark.parametrize("fault", ["never", "half"])
@pytest.mark.parametrize("where", [0, LOOKING_UP, MAKING])
async def test_an_answer_that_never_comes_is_not_waited_for(
    ldap: LdapServer, relay: Relay, fault: str, where: int
) -> None:
    relay.faults = [*["ok"] * where, fault]
    assert await words_of(connector_for(ldap, url=relay.url, **QUICK).grant(GRANT)) == (
        "The directory didn’t answer"
    )
    assert await connector_for(ldap).grant(GRANT) == Done("aokafor") and len(ldap.entries()) == 1


async def test_a_directory_that_is_asleep_is_given_up_and_found_again(ldap: LdapServer) -> None:
    with ldap.asleep():
        assert await words_of(connector_for(ldap, **QUICK).grant(GRANT)) == "The directory didn’t answer"
    assert await connector_for(ldap).grant(GRANT) == Done("aokafor")


async def test_a_call_that_is_cut_off_changes_nothing_later(ldap: LdapServer, relay: Relay) -> None:
    relay.faults = ["ok", "ok", "never"]
    call = connector_for(ldap, url=relay.url).grant(GRANT)
    assert await outcome_of(call, 0.5) == Failed("No answer within 0.5 seconds")
    assert await connector_for(ldap).grant(GRANT) == Done("aokafor")
    assert relay.requests == FIRST_GRANT[:3]


async def test_a_directory_that_is_down_is_told_from_one_that_is_silent(ldap: LdapServer) -> None:
    ldap.stop()
    assert await words_of(connector_for(ldap).grant(GRANT)) == "We can’t reach the directory"
    ldap.start()
    assert await connector_for(ldap).grant(GRANT) == Done("aokafor")


async def test_wrong_credentials_are_told(ldap: LdapServer) -> None:
    wrong = connector_for(ldap, password="another one")
    assert await words_of(wrong.grant(GRANT)) == "The directory doesn’t accept our credentials"
    assert "is missing" in await words_of(connector_for(ldap, password="").grant(GRANT))


@pytest.mark.parametrize("name", ["people_dn", "group_dn"])
async def test_a_place_that_is_not_there_is_told(ldap: LdapServer, name: str) -> None:
    connector = connector_for(ldap, **{name: "ou=nowhere,dc=clinical,dc=example"})
    for call in (connector.grant, connector.revoke, connector.check):
        assert "the people or the group" in await words_of(call(GRANT))


async def test_an_account_that_another_worker_made_meanwhile_is_ours_too(
    ldap: LdapServer, relay: Relay, connector: Any
) -> None:
    relay.faults = [*["ok"] * MAKING, planted(ldap, "human-1")]
    assert await connector.grant(GRANT) == Done("aokafor")
    assert set(ldap.entries()) == {dn(ldap)} == ldap.members()


async def test_a_name_that_somebody_else_took_meanwhile_is_for_people(
    ldap: LdapServer, relay: Relay, connector: Any
) -> None:
    relay.faults = [*["ok"] * MAKING, planted(ldap, "human-2")]
    assert isinstance(await connector.grant(GRANT), Waiting)
    assert ldap.entries()[dn(ldap)]["employeeNumber"] == ["human-2"] and ldap.members() == set()


async def test_two_grants_of_one_human_at_the_same_moment_make_one_account(ldap: LdapServer) -> None:
    async def insist(grant: Any) -> Outcome:
        for _ in range(5):
            try:
                return await connector_for(ldap).grant(grant)
            except TryLater:
                await asyncio.sleep(0.05)
        raise AssertionError

    assert await asyncio.gather(insist(GRANT), insist(SECOND)) == [Done("aokafor")] * 2
    marks = ldap.entries()[dn(ldap)]["description"]
    assert {mark.rpartition(":")[2] for mark in marks} == {"made-here", "grant-1", "grant-2"}
    assert ldap.members() == {dn(ldap)}


async def test_access_that_is_given_while_the_last_one_ends_stays(
    ldap: LdapServer, relay: Relay, connector: Any
) -> None:
    await connector.grant(GRANT)

    def give_another() -> None:
        with ldap.as_root() as directory:
            (entry,) = directory.search(dn(ldap), 0, "(objectClass=*)", ["description"])
            entry["description"].append("clinical-connectivity:00000000:grant-7")
            entry.modify()

    # Bind, look the account up, leave the group; next the account is to be switched off.
    relay.faults = ["ok", "ok", "ok", give_another]
    assert await connector.revoke(GRANT) == Done()
    assert "pwdAccountLockedTime" not in ldap.entries()[dn(ldap)] and ldap.members() == set()


@pytest.mark.parametrize("where", range(5))
async def test_an_account_that_vanishes_while_access_ends_has_none(
    ldap: LdapServer, relay: Relay, connector: Any, where: int
) -> None:
    await connector.grant(GRANT)
    relay.faults = [*["ok"] * where, deleted(ldap)]
    assert await connector.revoke(GRANT) == Done()
    assert ldap.entries() == {} and ldap.members() == set()


async def test_an_account_that_vanishes_while_access_is_given_is_made_again(
    ldap: LdapServer, relay: Relay, connector: Any
) -> None:
    await connector.grant(GRANT)
    relay.faults = ["ok", "ok", deleted(ldap)]
    assert "vanished" in await words_of(connector.grant(SECOND))
    assert await connector.grant(SECOND) == Done("aokafor") and set(ldap.entries()) == {dn(ldap)}


@pytest.mark.parametrize("call", ["grant", "revoke"])
@pytest.mark.parametrize("where", range(len(FIRST_GRANT)))
async def test_a_call_that_stops_half_way_is_finished_by_the_next(
    ldap: LdapServer, relay: Relay, connector: Any, call: str, where: int
) -> None:
    if call == "revoke":
        await connector.grant(GRANT)
    relay.faults = [*["ok"] * where, "after"]
    await outcome_of(getattr(connector, call)(GRANT))
    relay.faults = []
    assert isinstance(await getattr(connector, call)(GRANT), Done)
    (entry,) = ldap.entries().values()
    assert ("pwdAccountLockedTime" in entry) is (call == "revoke")
    assert ldap.members() == ({dn(ldap)} if call == "grant" else set())


async def test_what_the_directory_will_never_take_is_refused(ldap: LdapServer) -> None:
    outcome = await connector_for(ldap, object_classes=["person"]).grant(GRANT)
    assert outcome == Refused("The directory doesn’t take the details of this account.")


async def test_a_group_that_may_not_be_empty_is_told_and_access_still_ends_when_it_may(
    ldap: LdapServer,
) -> None:
    connector = connector_for(ldap)
    await connector.grant(GRANT)
    _permanent_member(ldap, remove=True)
    assert "permanent member" in await words_of(connector.revoke(GRANT))
    _permanent_member(ldap, remove=False)
    assert await connector.revoke(GRANT) == Done() and ldap.members() == set()


def _permanent_member(ldap: LdapServer, *, remove: bool) -> None:
    with ldap.as_root() as directory:
        (group,) = directory.search(ldap.group_dn, 0, "(objectClass=*)", ["member"])
        (group["member"].remove if remove else group["member"].append)(ldap.bind_dn)
        group.modify()


async def test_a_directory_without_password_policy_is_told_apart(
    ldap: LdapServer, relay: Relay, connector: Any
) -> None:
    await connector.grant(GRANT)
    relay.faults = ["ok", "ok", "ok", 17]
    assert "an attribute that the site profile names" in await words_of(connector.revoke(GRANT))
    assert ldap.members() == set()


async def test_the_secret_stands_in_no_words_log_or_representation(
    ldap: LdapServer, relay: Relay, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "canary-which-nobody-may-see"
    connector = connector_for(ldap, url=relay.url, password=secret)
    assert secret not in repr(connector) + await words_of(connector.grant(GRANT))
    relay.faults = ["noise"]
    with pytest.raises(TryLater) as problem:
        await connector.grant(GRANT)
    assert secret not in repr(problem.value.__cause__) + caplog.text
