"""What a directory shows of one access: its mark, membership of the group, and whether the account is on."""

from __future__ import annotations

from typing import Any

from core.plugin_api import Absent, Differs, Found, Held, Standing
from core.provisioning.connectors.ldap_directory import Directory
from core.provisioning.connectors.ldap_entries import Entry, group_mark, mark_of, new_dn, plain


async def standing(directory: Directory, held: Held[Any]) -> Standing:
    """Tell how the access stands at every entry of its human; a deleted one may have left its name behind."""
    entries = await directory.of_human(held.person.identity)
    if not entries:
        return await _without_entry(directory, held)
    each = [await _of_one(directory, entry, held) for entry in entries]
    if len(each) == 1 or all(isinstance(one, Absent) for one in each):
        return each[0]
    several = f"{len(entries)} entries have the {directory.settings.key_attribute} {held.person.identity}."
    return Differs((several, *(word for one in each if isinstance(one, Differs) for word in one.fields)))


async def _without_entry(directory: Directory, held: Held[Any]) -> Standing:
    login = held.person.portal_id
    if not plain(login) or not await directory.is_member(new_dn(directory.settings, held)):
        return Absent()
    # An entry of that name which is somebody else's may well be in the group.
    if await directory.named(login):
        return Absent()
    return Differs(("The account is gone, and its name is still in the group.",))


async def _of_one(directory: Directory, entry: Entry, held: Held[Any]) -> Standing:
    settings, marks = directory.settings, entry.marks()
    member = await directory.is_member(entry.dn)
    if mark_of(settings, held) in marks:
        wrong = _wrong(entry, member=member)
        return Differs(tuple(wrong), entry.login) if wrong else Found(entry.login)
    if any(mark.endswith(f":{held.key}") for mark in marks):
        return Differs((f"The account {entry.login} bears this access for another group.",), entry.login)
    if member and not entry.marks(group_mark(settings)):
        return Differs((f"The account {entry.login} is in the group without any access.",), entry.login)
    if entry.made_here and not marks and not entry.disabled and settings.disabled_by != "nothing":
        return Differs((f"The account {entry.login} bears no access of ours, and is on.",), entry.login)
    return Absent()


def _wrong(entry: Entry, *, member: bool) -> list[str]:
    """What keeps an entry with the mark of an access from being let in."""
    wrong = [f"The account {entry.login} is switched off."] if entry.disabled else []
    return wrong if member else [*wrong, f"The account {entry.login} isn’t in the group."]
