"""Whom a directory is believed to be, and that waiting for one holds nobody up."""

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.plugin_api import Absent, Done, Found
from tests import ldap_server as servers
from tests.certificates import make_certificates
from tests.core.provisioning.directories import GRANT, connector_for, words_of
from tests.ldap_server import LdapServer

pytestmark = pytest.mark.ldap


@pytest.mark.parametrize("scheme", ["ldap", "ldaps"])
async def test_a_server_that_takes_a_connection_and_is_silent_holds_nobody_else_up(
    ldap: LdapServer, scheme: str
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        connector = connector_for(ldap, url=f"{scheme}://127.0.0.1:{silent.getsockname()[1]}", seconds=0.5)
        call = asyncio.create_task(words_of(connector.grant(GRANT)))
        began, turns = time.process_time(), 0
        while not call.done():
            await asyncio.sleep(0.01)
            turns += 1
        assert await call == "The directory didn’t answer"
        # Everything else went on meanwhile, and waiting took no processor.
        assert turns >= 5 and time.process_time() - began < 0.4


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LdapServer, Path]]:
    """A directory with TLS, and the certificate of its authority."""
    if reason := servers.missing():
        pytest.skip(reason)
    authority, certificate = make_certificates(tmp_path_factory.mktemp("tls"))
    with servers.ldap_server(certificate) as server:
        yield server, authority


async def test_a_protected_server_is_believed_by_the_authority_that_the_site_names(
    secured: tuple[LdapServer, Path],
) -> None:
    ldap, authority = secured
    connector = connector_for(ldap, url=ldap.secure_url, authority_file=str(authority))
    assert await connector.grant(GRANT) == Done("aokafor")
    assert await connector.revoke(GRANT) == Done()


async def test_a_protected_server_is_believed_by_what_the_machine_trusts(
    secured: tuple[LdapServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ldap, authority = secured
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert await connector_for(ldap, url=ldap.secure_url).check(GRANT) == Absent()


async def test_a_server_that_nobody_vouches_for_learns_no_secret(
    secured: tuple[LdapServer, Path], tmp_path: Path
) -> None:
    ldap, _ = secured
    other_authority, _ = make_certificates(tmp_path)
    for trusted in ("", str(other_authority)):
        connector = connector_for(ldap, url=ldap.secure_url, authority_file=trusted)
        assert "isn’t one that we trust" in await words_of(connector.grant(GRANT))


async def test_a_certificate_for_another_name_is_not_believed(secured: tuple[LdapServer, Path]) -> None:
    ldap, authority = secured
    connector = connector_for(ldap, url=ldap.misnamed_url, authority_file=str(authority))
    assert "isn’t one that we trust" in await words_of(connector.grant(GRANT))


async def test_a_missing_authority_is_told(secured: tuple[LdapServer, Path]) -> None:
    ldap, _ = secured
    connector = connector_for(ldap, url=ldap.secure_url, authority_file="/nowhere.pem")
    assert "can’t read" in await words_of(connector.grant(GRANT))


async def test_a_directory_that_points_elsewhere_is_not_followed(ldap: LdapServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.setblocking(False)
        there = f"ldap://127.0.0.1:{elsewhere.getsockname()[1]}/ou=people,dc=other,dc=example"
        with ldap.as_root() as directory:
            name = f"ou=moved,{ldap.people_dn}"
            servers.person(directory, name, "referral", "extensibleObject", ou="moved", ref=there)
        connector = connector_for(ldap)
        assert await connector.grant(GRANT) == Done("aokafor")
        assert await connector.check(GRANT) == Found("aokafor")
        moved = connector_for(ldap, people_dn=name)
        assert "directory" in await words_of(moved.grant(GRANT))
        with pytest.raises(BlockingIOError):
            elsewhere.accept()
