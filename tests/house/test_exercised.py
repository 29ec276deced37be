"""A run says what it could not try, and why."""

import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.database import Database
from core.identity.queries import account_of
from tests import ldap_server, postgres
from tests.asked import ENGINES, KNOWN, MIGRATING, ROOT, noted, on_sqlite_alone, place_of
from tests.exercised import sentence


def test_a_missing_server_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgres.ADDRESS, raising=False)
    monkeypatch.setattr(postgres, "FOLDERS", Path("/nowhere"))
    monkeypatch.setenv("PATH", "/nowhere")
    assert str(postgres.missing()).startswith("PostgreSQL is not installed")


def test_a_named_server_is_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "FOLDERS", Path("/nowhere"))
    monkeypatch.setenv(postgres.ADDRESS, "postgresql://someone@db.example/postgres")
    assert postgres.missing() is None


def test_the_summary_says_what_ran_and_why_the_rest_did_not() -> None:
    skipped = SimpleNamespace(longrepr=("file", 1, "Skipped: it is not installed"))
    assert sentence([1, 2], []) == "2 tests ran on it"
    assert sentence([], [skipped]) == "1 tests NOT run: it is not installed"
    assert sentence([], []) == "no test of this run needs it"


def test_a_missing_directory_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ldap_server, "SLAPD", None)
    assert "slapd (OpenLDAP's server) is not installed" in (ldap_server.missing() or "")
    monkeypatch.setattr(ldap_server, "SLAPD", "/usr/sbin/slapd")
    monkeypatch.setattr(ldap_server, "SCHEMAS", Path("/etc/ldap/schema"))
    monkeypatch.setattr(ldap_server, "find_spec", lambda _: None)
    assert "bonsai is not installed" in (ldap_server.missing() or "")


@pytest.mark.ldap
def test_a_directory_can_be_stopped_and_comes_back_as_it_was(ldap: ldap_server.LdapServer) -> None:
    with ldap.as_root() as directory:
        entry = ldap_server.person(directory, f"uid=someone,{ldap.people_dn}", cn="S", sn="S")
        entry.delete()
        ldap_server.person(directory, f"uid=nobody,{ldap.people_dn}", cn="N", sn="N")
    ldap.stop()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", ldap.port), 5)
    ldap.start()
    assert set(ldap.entries()) == {f"uid=nobody,{ldap.people_dn}"} and ldap.members() == set()


def test_a_place_that_asks_sqlite_alone_is_named() -> None:
    both, planted = "core/groups/queries.py:one", "core/groups/queries.py:other"
    noted = [("sqlite", both), ("postgres", both), ("sqlite", planted), ("postgres", "core/locks.py:held")]
    assert on_sqlite_alone(noted) == [planted]


async def test_a_statement_is_noted_with_the_line_of_the_product_that_sends_it(database: Database) -> None:
    await account_of("nobody@practice.example")
    assert any(kind == "sqlite" and place.startswith("core/identity/queries.py:") for kind, place in noted())


def test_whoever_brings_a_database_of_its_own_to_its_shape_is_not_named_for_it() -> None:
    def asking(file: str) -> Any:
        begun = SimpleNamespace(co_filename=str(ROOT / "web" / "begun.py"), co_qualname="begin")
        within = SimpleNamespace(f_code=begun, f_back=None)
        return SimpleNamespace(f_code=SimpleNamespace(co_filename=file), f_back=within)

    assert place_of(asking(f"{ENGINES}locking.py")) == "web/begun.py:begin"
    assert place_of(asking(MIGRATING)) is None
    assert place_of(asking(f"{ENGINES}gathering.py")) is None


def test_what_is_known_to_ask_sqlite_alone_is_still_there() -> None:
    for place in KNOWN.read_text("utf-8").split():
        file, _, function = place.partition(":")
        assert f"def {function.rpartition('.')[2]}(" in (ROOT / file).read_text("utf-8"), place
