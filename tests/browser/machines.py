"""A site whose Cerner is set up through a real SCIM server and whose PACS through a real directory."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import ldap_server
from tests.ldap_server import LdapServer
from tests.scim_server import TOKEN, ScimServer, scim_server

SITE = Path(__file__).parents[2] / "sites" / "banner"


@dataclass(frozen=True, slots=True)
class Machines:
    """What gives access by itself; where no directory can be had, a second SCIM server stands for it."""

    cerner: ScimServer
    pacs: ScimServer | LdapServer

    def site(self, folder: Path) -> Path:
        """A copy of the site with these machines as connectors."""
        site = Path(shutil.copytree(SITE, folder / "site"))
        profile = site / "profile.toml"
        text = profile.read_text("utf-8")
        for slug, machine in (("cerner", self.cerner), ("pacs", self.pacs)):
            head = f"[plugins.{slug}]\n"
            assert text.count(head) == 1
            text = text.replace(head, f"{head}connector = {_section(machine)}\n")
        profile.write_text(text, "utf-8")
        return site

    @property
    def secrets(self) -> str:
        """What the setting `connector_secrets` holds."""
        password = self.pacs.password if isinstance(self.pacs, LdapServer) else ""
        return json.dumps({"scim-token": TOKEN, ldap_server.SECRET: password})

    def logins(self) -> tuple[list[str], list[str]]:
        """Who has access: to Cerner, and to PACS."""
        return _logins(self.cerner), _logins(self.pacs)


@contextmanager
def machines() -> Iterator[Machines]:
    """Both, until the block ends."""
    with ExitStack() as stack:
        cerner = stack.enter_context(scim_server())
        directory = scim_server() if ldap_server.missing() else ldap_server.ldap_server()
        yield Machines(cerner, stack.enter_context(directory))


def _section(machine: ScimServer | LdapServer) -> str:
    """The connector of a machine, as a line of a profile."""
    scim = {"kind": "scim", "url": machine.url, "secret": "scim-token"}
    values: dict[str, Any] = machine.section() if isinstance(machine, LdapServer) else scim
    return "{ " + ", ".join(f"{name} = {json.dumps(value)}" for name, value in values.items()) + " }"


def _logins(machine: ScimServer | LdapServer) -> list[str]:
    """The login names of every account, which must all be switched on."""
    if isinstance(machine, LdapServer):
        entries = machine.entries()
        assert set(entries) == machine.members()
        return sorted(name for entry in entries.values() for name in entry["uid"])
    assert all(user.active for user in machine.users)
    return sorted(user.user_name for user in machine.users)
