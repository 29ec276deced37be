"""Whom the directory tests give access, and the connectors that do it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.applications.connectors import READ
from core.plugin_api import ByPeople, Grant, Group, NoFields, Options, Person, TryLater
from tests.ldap_server import LdapServer

AMARA_FACTS = Person(
    key="member-1", first_name="Amara", last_name="Okafor", email="amara@peaks.example",
    portal_id="aokafor", identity="human-1",
)  # fmt: skip
GRANT = Grant("grant-1", AMARA_FACTS, Group(key="group-1", name="Peaks"), NoFields(), Options())
SECOND = replace(GRANT, key="grant-2", group=Group(key="group-2", name="Valley"))
OWN: ByPeople[NoFields] = ByPeople(to_grant=("Make it.",), to_revoke=("End it.",), to_check=("Look.",))


def connector_for(ldap: LdapServer, **more: Any) -> Any:
    """A connector as a site profile would have it; only called where its library is installed."""
    from core.provisioning.connectors.ldap import LdapConnector

    password = more.pop("password", ldap.password)
    settings: Any = READ.validate_python(ldap.section(seconds=10) | more)
    return LdapConnector(settings, password, OWN)


def somebody(identity: str, portal_id: str, **more: Any) -> Grant[Any]:
    """Access for another human."""
    return replace(GRANT, person=replace(AMARA_FACTS, identity=identity, portal_id=portal_id, **more))


async def words_of(call: Any) -> str:
    """What is said of a call that is to be tried again."""
    with pytest.raises(TryLater) as problem:
        await call
    return str(problem.value)
