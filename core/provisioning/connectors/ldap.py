"""Accounts in a directory: an entry for each human, and membership of a group while there is access.

An entry is always looked up by the key of its human before one is made. Each grant leaves a mark of its own
on the entry; the last one to go takes the entry out of the group.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import bonsai
from bonsai.utils import escape_attribute_value, escape_filter_exp

from core.plugin_api import Done, Grant, Outcome, Provisioner, Refused, TryLater, Waiting
from core.provisioning.connectors.settings import LdapSettings

MARK = "clinical-connectivity:"


@dataclass(frozen=True, slots=True)
class LdapConnector:
    """Gives and takes access in one directory; a plugin's own provisioner says what people do otherwise."""

    settings: LdapSettings
    password: str = field(repr=False)
    own: Provisioner[Any]

    async def grant(self, grant: Grant[Any], /) -> Outcome:
        """One entry of this human, with the mark of this grant, in the group."""
        async with self._directory() as directory:
            entry = await self._find(directory, grant)
            if entry is None:
                try:
                    await directory.add(self._new(grant))
                except bonsai.AlreadyExists:
                    return await self._for_people(grant)
                entry = await self._find(directory, grant)
            if entry is None:
                raise TryLater("The directory does not show the entry that was just made")
            await self._mark(directory, entry, grant)
            await self._join(directory, entry)
        return Done(grant.person.portal_id)

    async def revoke(self, grant: Grant[Any], /) -> Outcome:
        """The mark of this grant is gone, and with the last one the membership."""
        async with self._directory() as directory:
            entry = await self._find(directory, grant)
            if entry is None:
                return Done()
            name, marks = self.settings.marks_attribute, self._marks(entry)
            if marks <= {_mark(grant)}:
                # Out of the group first: if this stops half-way, access is gone and the mark is still to do.
                await self._leave(directory, entry)
            if _mark(grant) in marks:
                entry.change_attribute(name, bonsai.LDAPModOp.DELETE, _mark(grant))
                await entry.modify()
        return Done()

    async def check(self, grant: Grant[Any], /) -> Outcome:
        """Whether the entry is there, bears the mark of this grant, and is in the group."""
        async with self._directory() as directory:
            entry = await self._find(directory, grant)
            if entry is None or _mark(grant) not in self._marks(entry):
                return Refused("There is no access.")
            if not await self._is_member(directory, entry):
                return Refused("The account is there, but not in the group.")
        return Done(grant.person.portal_id)

    async def _find(self, directory: Any, grant: Grant[Any]) -> Any:
        asked = f"({self.settings.key_attribute}={escape_filter_exp(grant.person.identity)})"
        wanted = [self.settings.marks_attribute, self.settings.key_attribute]
        found = await directory.search(
            self.settings.people_dn, bonsai.LDAPSearchScope.SUBTREE, asked, wanted, sizelimit=2
        )
        return found[0] if found else None

    def _new(self, grant: Grant[Any]) -> Any:
        person, settings = grant.person, self.settings
        name = f"{settings.login_attribute}={escape_attribute_value(person.portal_id)}"
        entry = bonsai.LDAPEntry(f"{name},{settings.people_dn}")
        entry["objectClass"] = list(settings.object_classes)
        entry[settings.login_attribute] = person.portal_id
        entry["cn"], entry["sn"] = person.name, person.last_name
        entry["givenName"], entry["mail"] = person.first_name, person.email
        entry[settings.key_attribute] = person.identity
        return entry

    def _marks(self, entry: Any) -> set[str]:
        values = entry.get(self.settings.marks_attribute, [])
        return {value for value in values if isinstance(value, str) and value.startswith(MARK)}

    async def _mark(self, directory: Any, entry: Any, grant: Grant[Any]) -> None:
        if _mark(grant) not in self._marks(entry):
            entry.change_attribute(self.settings.marks_attribute, bonsai.LDAPModOp.ADD, _mark(grant))
            await entry.modify()

    async def _join(self, directory: Any, entry: Any) -> None:
        if not await self._is_member(directory, entry):
            await self._change_group(directory, entry, bonsai.LDAPModOp.ADD)

    async def _leave(self, directory: Any, entry: Any) -> None:
        if await self._is_member(directory, entry):
            await self._change_group(directory, entry, bonsai.LDAPModOp.DELETE)

    async def _change_group(self, directory: Any, entry: Any, how: Any) -> None:
        group = bonsai.LDAPEntry(self.settings.group_dn, directory)
        group.change_attribute(self.settings.member_attribute, how, str(entry.dn))
        await group.modify()

    async def _is_member(self, directory: Any, entry: Any) -> bool:
        asked = f"({self.settings.member_attribute}={escape_filter_exp(str(entry.dn))})"
        scope = bonsai.LDAPSearchScope.BASE
        return bool(await directory.search(self.settings.group_dn, scope, asked, ["1.1"]))

    async def _for_people(self, grant: Grant[Any]) -> Outcome:
        """The login name belongs to an entry that is not ours: somebody has to look whose it is."""
        own = await self.own.grant(grant)
        steps = own.instructions if isinstance(own, Waiting) else ()
        taken = f"There is an entry {grant.person.portal_id} that was not made here. Find out whose it is."
        return Waiting("analyst", (taken, *steps))

    @asynccontextmanager
    async def _directory(self) -> AsyncIterator[Any]:
        """A bound connection; failures are told in words that hold nothing the directory sent."""
        client = bonsai.LDAPClient(self.settings.url)
        client.set_credentials("SIMPLE", user=self.settings.bind_dn, password=self.password)
        client.set_cert_policy("demand")
        if self.settings.authority_file:
            client.set_ca_cert(self.settings.authority_file)
        try:
            async with client.connect(is_async=True, timeout=self.settings.seconds) as directory:
                yield directory
        except bonsai.AuthenticationError as problem:
            raise TryLater("The directory does not accept our credentials") from problem
        except bonsai.ConnectionError as problem:
            raise TryLater("The directory does not answer") from problem
        except bonsai.LDAPError as problem:
            raise TryLater(f"The directory answered {type(problem).__name__}") from problem


def _mark(grant: Grant[Any]) -> str:
    return f"{MARK}{grant.key}"
