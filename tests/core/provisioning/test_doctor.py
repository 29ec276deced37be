"""The doctor finds what keeps an application from being used, in words, and leaves nothing switched on."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from core.provisioning.doctor import BY_HAND, Examined, examine
from tests import ldap_server as servers
from tests.certificates import make_certificates
from tests.core.provisioning.contract.faults import Faults
from tests.core.provisioning.contract.scim_system import HostileScim
from tests.ldap_server import SECRET, LdapServer
from tests.practices import portal_for
from tests.scim_server import TOKEN, ScimServer, scim_server

WHOLE = ["settings", "name", "port", "credentials", "make", "read", "change", "disable", "read again"]


@pytest.fixture
def scim() -> Iterator[ScimServer]:
    with scim_server() as server:
        yield server


async def examined(connector: dict[str, Any], secret: str = TOKEN, *, attempt: bool = True) -> list[Examined]:
    portal = portal_for(cerner={"connector": connector})
    given = {connector["secret"]: SecretStr(secret)} if secret else {}
    found = [each async for each in examine(portal.applications, "cerner", given, attempt=attempt)]
    assert not secret or secret not in " ".join(each.words for each in found)
    return found


def section(url: str, **more: Any) -> dict[str, Any]:
    return {"kind": "scim", "url": url, "secret": "token", "seconds": 5, **more}


def steps(found: Iterable[Examined]) -> list[str]:
    return [each.step for each in found]


async def test_a_server_that_is_well_is_tried_with_one_account_that_ends_switched_off(
    scim: ScimServer,
) -> None:
    found = await examined(section(scim.url))
    assert steps(found) == WHOLE and all(each.well for each in found)
    (user,) = scim.users
    assert user.user_name.startswith("portal-doctor-") and user.active is False and not user.entitlements


async def test_without_being_asked_to_try_nothing_is_made(scim: ScimServer) -> None:
    found = await examined(section(scim.url), attempt=False)
    assert steps(found) == WHOLE[:4] and all(each.well for each in found) and scim.users == []
    assert {method for method, _ in scim.requests} == {"GET"}


@pytest.mark.parametrize(
    ("changed", "secret", "step", "words"),
    [
        ({}, "", "settings", '"token" is missing'),
        ({}, "another", "credentials", "doesn’t accept our credentials (401)"),
        ({"url": "https://nowhere.invalid"}, TOKEN, "name", "no address is known for nowhere.invalid"),
        ({"url": "http://127.0.0.1:1"}, TOKEN, "port", "nobody answers at port 1"),
    ],
)
async def test_what_is_wrong_is_the_last_step_and_said_in_words(
    scim: ScimServer, changed: dict[str, Any], secret: str, step: str, words: str
) -> None:
    found = await examined(section(scim.url) | changed, secret)
    assert [each.well for each in found] == [True] * (len(found) - 1) + [False]
    assert found[-1].step == step and words in found[-1].words and scim.users == []


async def test_a_server_that_does_nothing_is_found_out() -> None:
    with scim_server(HostileScim(faults_drawn=Faults(1, {"loses the write"}, often=1))) as server:
        found = await examined(section(server.url))
    assert (found[-1].step, found[-1].well) == ("make", False)
    assert "doesn’t show the access that it says it has given" in found[-1].words


async def test_a_server_that_fails_half_way_is_left_without_an_account_that_is_on(scim: ScimServer) -> None:
    # The list is read before the account is made, and as often for reading it back and once more.
    scim.faults = [*["ok"] * 5, "500"]
    found = await examined(section(scim.url))
    assert not found[-1].well and len(scim.users) == 1 and scim.users[0].active is False


async def test_an_application_of_people_is_said_to_be_one() -> None:
    portal = portal_for()
    found = [each async for each in examine(portal.applications, "pacs", {}, attempt=True)]
    assert found == [Examined("settings", True, BY_HAND)]


@pytest.mark.ldap
async def test_a_directory_that_is_well_is_tried_too(ldap: LdapServer) -> None:
    found = await examined(ldap.section(), ldap.password)
    assert steps(found) == WHOLE and all(each.well for each in found), found
    ((name, entry),) = ldap.entries().items()
    assert "portal-doctor-" in name and "pwdAccountLockedTime" in entry and ldap.members() == set()


@pytest.mark.ldap
async def test_a_directory_s_wrong_password_and_place_are_told(ldap: LdapServer) -> None:
    (*_, last) = await examined(ldap.section(), "another")
    assert (last.step, last.well) == ("credentials", False) and "credentials" in last.words
    (*_, last) = await examined(ldap.section(people_dn="ou=nowhere,dc=clinical,dc=example"), ldap.password)
    assert last.step == "credentials" and "people or the group" in last.words


@pytest.mark.ldap
async def test_a_certificate_that_nobody_vouches_for_is_told(tmp_path: Path) -> None:
    if reason := servers.missing():
        pytest.skip(reason)
    authority, certificate = make_certificates(tmp_path)
    with servers.ldap_server(certificate) as server:
        trusted = server.section(url=server.secure_url, authority_file=str(authority))
        assert "certificate" in steps(await examined(trusted, server.password, attempt=False))
        (*_, last) = await examined(server.section(url=server.secure_url), server.password)
        assert (last.step, last.well) == ("certificate", False) and "isn’t one that we trust" in last.words
        misnamed = server.section(url=server.misnamed_url, authority_file=str(authority))
        (*_, last) = await examined(misnamed, server.password)
        assert (last.step, last.well) == ("certificate", False)
    assert SECRET not in last.words
