"""Accounts in a directory: an entry for each human, and membership of a group while there is access.

An entry is always looked up by the key of its human before one is made. Each grant leaves a mark of its own
on the entry. The last mark that stands for the group takes the entry out of the group, and the last one of
all switches the account off, if it was made here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.applications.connectors import LdapSettings
from core.plugin_api import (
    Absent,
    Done,
    Grant,
    Held,
    Outcome,
    Provisioner,
    Refused,
    Standing,
    TryLater,
    Waiting,
)
from core.provisioning.connectors.ldap_directory import Directory, directory_of
from core.provisioning.connectors.ldap_entries import (
    ADD,
    DELETE,
    Change,
    Entry,
    group_mark,
    mark_of,
    new_attributes,
    new_dn,
    plain,
    storable,
)
from core.provisioning.connectors.ldap_errors import Rejected, Taken, Vanished
from core.provisioning.connectors.ldap_standing import standing
from core.provisioning.connectors.words import not_shown

NOT_STORABLE = "The login name or the name holds characters that no directory takes."


@dataclass(frozen=True, slots=True)
class LdapConnector:
    """Gives and takes access in one directory; a plugin's own provisioner says what people do otherwise."""

    settings: LdapSettings
    password: str = field(repr=False)
    own: Provisioner[Any]

    async def grant(self, grant: Grant[Any], /) -> Outcome:
        """Have one enabled entry of this human, with the mark of this grant, in the group."""
        if not storable(grant):
            return Refused(NOT_STORABLE)
        async with directory_of(self.settings, self.password) as directory:
            try:
                entries = await self._found_or_made(directory, grant)
                if len(entries) != 1:
                    return await self._for_people(grant, "grant", self._unclear(grant, entries))
                return await self._give(directory, entries[0], grant)
            except Rejected as problem:
                return Refused(str(problem))

    async def revoke(self, held: Held[Any], /) -> Outcome:
        """Take the mark of this grant away; with the last one membership and account end."""
        person = held.person
        if not plain(person.identity):
            # Nothing was ever made for such a key.
            return Done()
        async with directory_of(self.settings, self.password) as directory:
            entries = await directory.of_human(person.identity)
            if not entries and await directory.named(person.portal_id):
                return await self._for_people(held, "revoke", self._unclear(held, entries))
            for entry in entries:
                await self._take(directory, entry, held)
            if not entries and plain(person.portal_id):
                # A deleted entry may have left its name in the group, for the next one of that name.
                await directory.leave(new_dn(self.settings, held))
        if not entries and held.account:
            return await self._for_people(held, "revoke", not_shown(held))
        return Done()

    async def check(self, held: Held[Any], /) -> Standing:
        """Tell what stands at the entries of this human, all of them, and whether they are in the group."""
        if not plain(held.person.identity):
            return Absent()
        async with directory_of(self.settings, self.password) as directory:
            return await standing(directory, held)

    async def _found_or_made(self, directory: Directory, grant: Grant[Any]) -> list[Entry]:
        """The entries of this human, one being made if there was none and its name was free."""
        key = grant.person.identity
        if entries := await directory.of_human(key):
            return entries
        if named := await directory.named(grant.person.portal_id):
            # Another worker may have made it since we looked.
            return [entry for entry in named if key in entry.keys]
        try:
            await directory.add(new_dn(self.settings, grant), new_attributes(self.settings, grant))
        except Taken:
            return await directory.of_human(key)
        if not (entries := await directory.of_human(key)):
            raise TryLater("The directory doesn’t show the entry that was just made")
        return entries

    async def _give(self, directory: Directory, entry: Entry, grant: Grant[Any]) -> Outcome:
        if entry.disabled and not entry.made_here:
            why = f"The account {entry.login} is disabled, and wasn’t made here. Find out why."
            return await self._for_people(grant, "grant", why)
        mark = mark_of(self.settings, grant)
        if mark not in entry.marks():
            await directory.change(entry.dn, [(self.settings.marks_attribute, ADD, (mark,))])
            # Read again: whoever took the last mark away meanwhile has switched the account off.
            entry = await directory.again(entry)
        await directory.change(entry.dn, entry.switch(off=False))
        await directory.join(entry.dn)
        return Done(entry.login)

    async def _take(self, directory: Directory, entry: Entry, held: Held[Any]) -> None:
        """Out of the group first: if this stops half-way, access is gone and the mark is still to do."""
        mine = {mark for mark in entry.marks() if mark.endswith(f":{held.key}")}
        if not entry.marks(group_mark(self.settings)) - mine:
            await directory.leave(entry.dn)
        changes: list[Change] = [(self.settings.marks_attribute, DELETE, tuple(mine))] if mine else []
        last = not entry.marks() - mine
        try:
            await directory.change(entry.dn, changes + (entry.switch(off=True) if last else []))
            if last and (after := await directory.again(entry)).marks():
                # Access to another application was given meanwhile.
                await directory.change(after.dn, after.switch(off=False))
        except Vanished:
            return

    def _unclear(self, held: Held[Any], entries: list[Entry]) -> str:
        person, attribute = held.person, self.settings.key_attribute
        if entries:
            return f"Several entries have the {attribute} {person.identity}. Leave it to one of them."
        return (
            f"An entry {person.portal_id} exists that wasn’t made here. Find out whose it is. "
            f"If it is this person's, set its {attribute} to {person.identity}, so that it is found."
        )

    async def _for_people(self, held: Any, call: str, why: str) -> Outcome:
        """Somebody has to look; what the plugin has people do anyway follows."""
        own = await getattr(self.own, call)(held)
        return Waiting("analyst", (why, *(own.instructions if isinstance(own, Waiting) else ())))
