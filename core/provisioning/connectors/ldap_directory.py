"""A conversation with a directory: what is looked up there, and what is changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import bonsai

from core.applications.connectors import LdapSettings
from core.plugin_api import TryLater
from core.provisioning.connectors.ldap_entries import ADD, DELETE, Change, Entry, equals, plain
from core.provisioning.connectors.ldap_errors import (
    NOT_THERE,
    Changed,
    Rejected,
    Taken,
    Vanished,
    decided,
    in_our_words,
)
from core.provisioning.connectors.ldap_way import Patient, way_to
from core.provisioning.outcomes import require_in_time

# More than one is a fault already; so many are told apart from one.
MOST_FOUND = 5
ANY = "(objectClass=*)"


@dataclass(frozen=True, slots=True)
class Directory:
    """What we ask of the directory that a site profile names, over a connection that is bound."""

    settings: LdapSettings
    connection: Any

    async def of_human(self, key: str) -> list[Entry]:
        """Find the entries with the key of this human: none or one, if all is well."""
        found = await self._people(equals(self.settings.key_attribute, key))
        if not found:
            # Whoever sees no people at all must not conclude that there is no account.
            await self._require(self.settings.people_dn)
        if any(not entry.keys for entry in found):
            # One that does not say whose it is may be the one we look for.
            raise TryLater("The directory leaves out the attribute that finds accounts")
        # A directory that overlooks the filter must not have us change somebody else.
        return [await self._whole(entry) for entry in found if key in entry.keys]

    async def named(self, login: str) -> list[Entry]:
        """Find the entries with this login name, whosever they are."""
        return await self._people(equals(self.settings.login_attribute, login)) if plain(login) else []

    async def again(self, entry: Entry) -> Entry:
        """Read the entry as it is now, or raise Vanished."""
        if not (found := await self._search(entry.dn, bonsai.LDAPSearchScope.BASE, ANY, self._wanted)):
            raise Vanished
        return Entry(self.settings, found[0])

    async def add(self, dn: str, attributes: Mapping[str, Any]) -> None:
        """Add a new entry, or raise Taken or Rejected."""
        new: Any = bonsai.LDAPEntry(dn)
        for name, value in attributes.items():
            new[name] = value
        require_in_time()
        with decided():
            await self.connection.add(new)

    async def change(self, dn: str, changes: Sequence[Change]) -> None:
        """Make all changes of an entry at once, or none and raise Vanished, Changed or Rejected."""
        if not changes:
            return
        changed: Any = bonsai.LDAPEntry(dn, self.connection)
        for name, how, values in changes:
            changed.change_attribute(name, how, *values)
        require_in_time()
        with decided():
            await changed.modify()

    async def is_member(self, dn: str) -> bool:
        """Tell whether an entry is in the group; TryLater when there is no group to be seen."""
        group, asked = self.settings.group_dn, equals(self.settings.member_attribute, dn)
        if await self._search(group, bonsai.LDAPSearchScope.BASE, asked, ["1.1"]):
            return True
        await self._require(group)
        return False

    async def join(self, dn: str) -> None:
        """Put the entry into the group, unless it is there."""
        if not await self.is_member(dn):
            await self._change_group(dn, ADD)

    async def leave(self, dn: str) -> None:
        """Take the entry out of the group, whether or not it is shown there: what is shown may be old."""
        await self._change_group(dn, DELETE)

    async def _change_group(self, dn: str, how: Any) -> None:
        try:
            await self.change(self.settings.group_dn, [(self.settings.member_attribute, how, (dn,))])
        except (Changed, Taken):
            # Somebody else was quicker.
            if await self.is_member(dn) is not (how == ADD):
                raise
        except Rejected as problem:
            raise TryLater("The group needs a permanent member, for it may not be empty") from problem

    async def _people(self, asked: str) -> list[Entry]:
        scope = bonsai.LDAPSearchScope.SUBTREE
        found = await self._search(self.settings.people_dn, scope, asked, self._wanted)
        return list({str(each.dn).casefold(): Entry(self.settings, each) for each in found}.values())

    async def _whole(self, entry: Entry) -> Entry:
        """Read an entry without any mark once more: the list may have left its marks out."""
        return entry if entry.made_here or entry.marks() else await self.again(entry)

    async def _require(self, dn: str) -> None:
        if not await self._search(dn, bonsai.LDAPSearchScope.BASE, ANY, ["1.1"]):
            raise TryLater(NOT_THERE)

    async def _search(self, base: str, scope: Any, asked: str, wanted: list[str]) -> list[Any]:
        return list(await self.connection.search(base, scope, asked, wanted, sizelimit=MOST_FOUND))

    @property
    def _wanted(self) -> list[str]:
        names = ("login_attribute", "key_attribute", "marks_attribute", "disabled_by")
        return [getattr(self.settings, name) for name in names if getattr(self.settings, name) != "nothing"]


@asynccontextmanager
async def directory_of(settings: LdapSettings, password: str) -> AsyncIterator[Directory]:
    """Open a conversation that ends after `seconds` whatever happens, bound as the portal's account."""
    if not password:
        # Many directories take a sign-in without a password for one of nobody, and show nothing.
        raise TryLater("The password of the portal's account is missing")
    with in_our_words():
        async with asyncio.timeout(settings.seconds), way_to(settings) as (way, address):
            client = bonsai.LDAPClient(address)
            client.set_credentials("SIMPLE", user=settings.bind_dn, password=password)
            client.set_async_connection_class(Patient)
            try:
                async with client.connect(is_async=True) as connection:
                    yield Directory(settings, connection)
            except bonsai.LDAPError as problem:
                if way.fault:
                    raise TryLater(way.fault) from problem
                raise
