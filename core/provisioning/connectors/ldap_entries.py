"""What is written into an entry: its attributes, the marks of our grants, and the switch that disables it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

import bonsai
from bonsai.utils import escape_attribute_value, escape_filter_exp

from core.applications.connectors import LdapSettings
from core.plugin_api import Grant, Held

OURS = "clinical-connectivity"
# Borne for ever by the entries that were made here: no other account is ever switched off or on.
MADE_HERE = f"{OURS}:made-here"
ADD, DELETE, REPLACE = bonsai.LDAPModOp.ADD, bonsai.LDAPModOp.DELETE, bonsai.LDAPModOp.REPLACE
NORMAL_ACCOUNT, ACCOUNT_DISABLED = 512, 2
# By RFC draft behrera-ldap-password-policy: locked until an administrator unlocks it.
FOR_EVER = "000001010000Z"

Change = tuple[str, Any, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it was read, and the changes that it takes."""

    settings: LdapSettings
    found: Any

    @property
    def dn(self) -> str:
        """Its name, as the directory writes it."""
        return str(self.found.dn)

    @property
    def login(self) -> str:
        """What the person signs in with."""
        return next(iter(self._values(self.settings.login_attribute)), "")

    @property
    def keys(self) -> set[str]:
        """The keys of humans it bears: one, if all is well."""
        return set(self._values(self.settings.key_attribute))

    @property
    def made_here(self) -> bool:
        """Whether we made it, and so may switch it off."""
        return MADE_HERE in self._values(self.settings.marks_attribute)

    @property
    def disabled(self) -> bool:
        """Whether it is switched off for good, by whomever."""
        values = self._values(self.settings.disabled_by)
        if self.settings.disabled_by == "userAccountControl":
            return bool(self._control() & ACCOUNT_DISABLED)
        return any(value in (FOR_EVER, "true", "TRUE") for value in values)

    def marks(self, group: str = "") -> set[str]:
        """Return the marks of all our grants, or of those that stand for this group."""
        beginning = f"{OURS}:{group}"
        found = self._values(self.settings.marks_attribute)
        return {mark for mark in found if mark.startswith(beginning)} - {MADE_HERE}

    def switch(self, *, off: bool) -> list[Change]:
        """Return the change that disables it, or enables it again."""
        name = self.settings.disabled_by
        # Off is said again although it may be so: what was read may be older than what is.
        if name == "nothing" or not self.made_here or (not off and not self.disabled):
            return []
        if name == "userAccountControl":
            control = self._control()
            new = control | ACCOUNT_DISABLED if off else control & ~ACCOUNT_DISABLED
            return [(name, REPLACE, (str(new),))]
        return [(name, REPLACE, (_OFF[name],))] if off else [(name, DELETE, ())]

    def _control(self) -> int:
        values = self._values("userAccountControl")
        return int(values[0]) if values else NORMAL_ACCOUNT

    def _values(self, name: str) -> list[str]:
        return [str(value) for value in self.found.get(name, [])]


_OFF = {"pwdAccountLockedTime": FOR_EVER, "nsAccountLock": "true"}


def group_mark(settings: LdapSettings) -> str:
    """Return what the marks of all grants that stand for membership of one group begin with."""
    return hashlib.sha256(settings.group_dn.casefold().encode()).hexdigest()[:8]


def mark_of(settings: LdapSettings, held: Held[Any]) -> str:
    """Return the mark that one grant leaves."""
    return f"{OURS}:{group_mark(settings)}:{held.key}"


def new_dn(settings: LdapSettings, held: Held[Any]) -> str:
    """Return how the entry of this human is named when we make it."""
    return f"{settings.name_attribute}={escape_attribute_value(held.person.portal_id)},{settings.people_dn}"


def new_attributes(settings: LdapSettings, grant: Grant[Any]) -> dict[str, Any]:
    """Write a new entry; in Active Directory with a password nobody knows, for it cannot be on without."""
    person = grant.person
    values: dict[str, Any] = {
        "objectClass": list(settings.object_classes),
        "cn": person.name,
        "displayName": person.name,
        "sn": person.last_name,
        "givenName": person.first_name,
        "mail": person.email,
        settings.login_attribute: person.portal_id,
        settings.key_attribute: person.identity,
        settings.marks_attribute: [MADE_HERE, mark_of(settings, grant)],
        settings.name_attribute: person.portal_id,
    }
    if settings.directory == "active-directory":
        values["userAccountControl"] = str(NORMAL_ACCOUNT)
        values["unicodePwd"] = f'"aA1!{secrets.token_urlsafe(32)}"'.encode("utf-16-le")
    return {name: value for name, value in values.items() if value}


def equals(name: str, value: str) -> str:
    """Write a filter for one value, which leaves nothing in it to be taken for an operator."""
    return f"({name}={escape_filter_exp(value)})"


def plain(text: str) -> bool:
    """Tell whether it can be put into a filter and a DN: some text, and no control characters."""
    return bool(text.strip()) and text.isprintable()


def storable(grant: Grant[Any]) -> bool:
    """Tell whether an entry can be made of this human."""
    person = grant.person
    needed = (person.identity, person.portal_id, person.last_name, grant.key)
    return all(map(plain, needed)) and f"{person.name}{person.email}".isprintable()
