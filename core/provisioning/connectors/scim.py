"""Accounts at a server that speaks SCIM 2.0 (RFC 7643, RFC 7644).

An account is always looked up by the key of its human before one is made, so that work that is repeated, by
whomever and however often, makes one account. Each grant is an entitlement of the account: the account is
active while it has one of ours, and one group's leaving touches only that group's.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from scim2_client.engines.httpx2 import AsyncSCIMClient
from scim2_models import Email, Entitlement, Name, PatchOp, ScimProvider, User

from core.applications.connectors import ScimSettings
from core.plugin_api import (
    Absent,
    Differs,
    Done,
    Found,
    Grant,
    Held,
    OnRoster,
    Outcome,
    Provisioner,
    Refused,
    Standing,
    TryLater,
    Waiting,
)
from core.provisioning.connectors.scim_errors import Conflict, Rejected, Vanished, decided, in_our_words
from core.provisioning.connectors.scim_http import http_client
from core.provisioning.connectors.scim_lists import accounts_marked, accounts_with, whole
from core.provisioning.connectors.words import not_shown
from core.provisioning.outcomes import require_in_time

OURS = "clinical-connectivity"
_PROVIDER = ScimProvider(models=[User])


@dataclass(frozen=True, slots=True)
class ScimConnector:
    """Gives and takes access at one server; a plugin's own provisioner says what people do otherwise."""

    settings: ScimSettings
    token: str = field(repr=False)
    own: Provisioner[Any]

    async def grant(self, grant: Grant[Any], /) -> Outcome:
        """Have one active account of this human, with this grant on it."""
        async with self._server() as server:
            try:
                users = await _of_human(server, grant)
                if not users:
                    return Done((await self._make(server, grant)).user_name or "")
                return await self._give(server, users, grant)
            except Conflict:
                users = await _of_human(server, grant) or await _named(server, grant)
                return await self._give(server, users, grant)
            except Rejected as problem:
                return Refused(str(problem))

    async def revoke(self, held: Held[Any], /) -> Outcome:
        """Take this grant off every account of the human; without any of ours an account is switched off."""
        async with self._server() as server:
            users = await _of_human(server, held) or await _named(server, held)
            if foreign := [user for user in users if user.external_id != held.person.identity]:
                # People may have given access to it, and only they can take it away.
                return await self._for_people(held, "revoke", _foreign(foreign[0]))
            if not users and held.account:
                return await self._for_people(held, "revoke", not_shown(held))
            for user in users:
                with suppress(Vanished):
                    await _take(server, user, held)
        return Done()

    async def check(self, held: Held[Any], /) -> Standing:
        """Tell what stands at the accounts of this human, all of them."""
        async with self._server() as server:
            users = await _of_human(server, held)
        if len(users) > 1:
            return _of_several(users, held)
        return _of_one(users[0], held) if users else Absent()

    async def listed(self) -> AsyncIterator[OnRoster]:
        """Yield every account once for each access of ours that it bears; one that isn't off is on."""
        async with self._server() as server:
            for user in await accounts_marked(server, OURS):
                for key in sorted(_ours(user)):
                    yield OnRoster(key=key, account=user.user_name or "", enabled=user.active is not False)

    async def _give(self, server: AsyncSCIMClient, users: list[Any], grant: Grant[Any]) -> Outcome:
        if not users:
            raise TryLater("The server says that someone has the name, and doesn’t show who")
        if len(users) > 1 or users[0].external_id != grant.person.identity:
            why = _several(users, grant) if len(users) > 1 else _foreign(users[0])
            return await self._for_people(grant, "grant", why)
        (user,) = users
        # Said again although it may be so: what was read may be older than what is.
        changes: list[dict[str, Any]] = [{"op": "replace", "path": "active", "value": True}]
        if grant.key not in _ours(user):
            value = [{"value": grant.key, "type": OURS}]
            changes.insert(0, {"op": "add", "path": "entitlements", "value": value})
        await _change(server, user, changes)
        return Done(user.user_name or "")

    async def _make(self, server: AsyncSCIMClient, grant: Grant[Any]) -> Any:
        person = grant.person
        user: Any = User(
            external_id=person.identity,
            user_name=person.portal_id,
            name=Name(given_name=person.first_name or None, family_name=person.last_name),
            display_name=person.name,
            emails=[Email(value=person.email, primary=True)] if person.email else None,
            active=True,
            entitlements=[Entitlement(value=grant.key, type=OURS)],
        )
        require_in_time()
        with decided():
            return await server.create(user)

    async def _for_people(self, held: Any, call: str, why: str) -> Outcome:
        """Somebody has to look; what the plugin has people do anyway follows."""
        own = await getattr(self.own, call)(held)
        return Waiting("analyst", (why, *(own.instructions if isinstance(own, Waiting) else ())))

    @asynccontextmanager
    async def _server(self) -> AsyncIterator[AsyncSCIMClient]:
        with in_our_words():
            async with http_client(self.settings, self.token) as client:
                yield AsyncSCIMClient(client, provider=_PROVIDER)


async def _of_human(server: AsyncSCIMClient, held: Held[Any]) -> list[Any]:
    """Every account with the key of this human: none or one, if all is well."""
    key = held.person.identity
    # A server that overlooks the filter, or the case of letters, must not have us change somebody else.
    found = [user for user in await accounts_with(server, "externalId", key) if user.external_id == key]
    return [await whole(server, user) for user in found]


async def _named(server: AsyncSCIMClient, held: Held[Any]) -> list[Any]:
    """Every account with the login name of this human, whosever it is."""
    name = held.person.portal_id
    return (
        [await whole(server, user) for user in await accounts_with(server, "userName", name)] if name else []
    )


def _ours(user: Any) -> set[str]:
    return {each.value for each in user.entitlements or () if each.type == OURS and each.value}


async def _take(server: AsyncSCIMClient, user: Any, held: Held[Any]) -> None:
    # Said again although it may be so: what was read may be older than what is.
    last = not _ours(user) - {held.key}
    off: list[dict[str, Any]] = [{"op": "replace", "path": "active", "value": False}] if last else []
    mark: list[dict[str, Any]] = [{"op": "remove", "path": f"entitlements[value eq {json.dumps(held.key)}]"}]
    try:
        await _change(server, user, (mark if held.key in _ours(user) else []) + off)
    except Rejected:
        # The mark may be gone already, of which some servers say that it cannot be taken off.
        await _change(server, user, off)
        raise


async def _change(server: AsyncSCIMClient, user: Any, changes: Sequence[Mapping[str, Any]]) -> None:
    if not changes:
        return
    require_in_time()
    with decided():
        await server.modify(User, user.id, PatchOp[User[Any]].model_validate({"Operations": changes}))


def _of_one(user: Any, held: Held[Any]) -> Standing:
    """What one account says about one access; one that does not say that it is off is on."""
    name, off = user.user_name or "", user.active is False
    if held.key in _ours(user):
        wrong = [f"The account {name} is switched off."] if off else []
        wrong += [f"The account {name} doesn’t say whether it is on."] if user.active is None else []
        return Differs(tuple(wrong), name) if wrong else Found(name)
    if off or _ours(user):
        return Absent()
    return Differs((f"The account {name} bears no access of ours, and isn’t switched off.",), name)


def _of_several(users: list[Any], held: Held[Any]) -> Standing:
    each = [_of_one(user, held) for user in users]
    if all(isinstance(standing, Absent) for standing in each):
        return Absent()
    words = [word for standing in each if isinstance(standing, Differs) for word in standing.fields]
    return Differs((_several(users, held), *words))


def _several(users: list[Any], held: Held[Any]) -> str:
    return f"{len(users)} accounts have the externalId {held.person.identity}. Leave it to one of them."


def _foreign(user: Any) -> str:
    """The login name belongs to an account that is not ours: somebody has to look whose it is."""
    return f"An account {user.user_name} exists that wasn’t made here. Find out whose it is."
