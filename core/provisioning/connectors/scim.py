"""Accounts at a server that speaks SCIM 2.0 (RFC 7643, RFC 7644).

An account is always looked up by the key of its human before one is made, so that work that is repeated, by
whomever and however often, makes one account. Each grant is an entitlement of the account: the account is
active while it has one of ours, and one group's leaving touches only that group's.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from scim2_client.engines.httpx2 import AsyncSCIMClient
from scim2_models import Email, Entitlement, ListResponse, Name, PatchOp, ScimProvider, SearchRequest, User

from core.applications.connectors import ScimSettings
from core.plugin_api import Done, Grant, Outcome, Provisioner, Refused, Waiting
from core.provisioning.connectors.scim_errors import Conflict, Rejected, Vanished, decided, in_our_words
from core.provisioning.connectors.scim_http import http_client

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
            user = await self._find(server, grant)
            try:
                if user is None:
                    user = await self._make(server, grant)
                else:
                    await _change(server, user, _to_give(user, grant))
            except Conflict:
                user = await self._find(server, grant)
                if user is None:
                    return await self._for_people(grant, "grant")
                await _change(server, user, _to_give(user, grant))
            except Rejected as problem:
                return Refused(str(problem))
        return Done(user.user_name or "")

    async def revoke(self, grant: Grant[Any], /) -> Outcome:
        """Take this grant off the account; without any of ours the account is switched off."""
        async with self._server() as server:
            user = await self._find(server, grant)
            if user is not None:
                try:
                    await _change(server, user, _to_take(user, grant))
                except Vanished:
                    return Done()
            elif await self._name_is_taken(server, grant.person.portal_id):
                # People may have given access to it, and only they can take it away.
                return await self._for_people(grant, "revoke")
        return Done()

    async def check(self, grant: Grant[Any], /) -> Outcome:
        """Tell whether the account is there, active, and has this grant."""
        async with self._server() as server:
            user = await self._find(server, grant)
        if user is None or not user.active or grant.key not in _ours(user):
            return Refused("There is no access.")
        return Done(user.user_name or "")

    async def _find(self, server: AsyncSCIMClient, grant: Grant[Any]) -> Any:
        """The one account with the key of this human."""
        found = await self._asked(server, "externalId", grant.person.identity)
        # A server that overlooks the filter must not have us change somebody else.
        mine = [user for user in found if user.external_id == grant.person.identity]
        return mine[0] if mine else None

    async def _name_is_taken(self, server: AsyncSCIMClient, name: str) -> bool:
        found = await self._asked(server, "userName", name)
        return any((user.user_name or "").casefold() == name.casefold() for user in found)

    async def _asked(self, server: AsyncSCIMClient, name: str, value: str) -> list[Any]:
        # A filter's text is written like a JSON string, which leaves nothing to be taken for an operator.
        request: Any = SearchRequest(filter=f"{name} eq {json.dumps(value)}", count=2)
        answer = await server.query(User, query_parameters=request)
        return list(answer.resources or []) if isinstance(answer, ListResponse) else []

    async def _make(self, server: AsyncSCIMClient, grant: Grant[Any]) -> Any:
        person = grant.person
        user: Any = User(
            external_id=person.identity,
            user_name=person.portal_id,
            name=Name(given_name=person.first_name or None, family_name=person.last_name),
            display_name=person.name,
            emails=[Email(value=person.email, primary=True)],
            active=True,
            entitlements=[Entitlement(value=grant.key, type=OURS)],
        )
        with decided():
            return await server.create(user)

    async def _for_people(self, grant: Grant[Any], call: str) -> Outcome:
        """The login name belongs to an account that is not ours: somebody has to look whose it is."""
        own = await getattr(self.own, call)(grant)
        steps = own.instructions if isinstance(own, Waiting) else ()
        taken = f"There is an account {grant.person.portal_id} that was not made here. Find out whose it is."
        return Waiting("analyst", (taken, *steps))

    @asynccontextmanager
    async def _server(self) -> AsyncIterator[AsyncSCIMClient]:
        with in_our_words():
            async with http_client(self.settings, self.token) as client:
                yield AsyncSCIMClient(client, provider=_PROVIDER)


def _ours(user: Any) -> set[str]:
    return {each.value for each in user.entitlements or () if each.type == OURS and each.value}


def _to_give(user: Any, grant: Grant[Any]) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = []
    if grant.key not in _ours(user):
        value = [{"value": grant.key, "type": OURS}]
        changes.append({"op": "add", "path": "entitlements", "value": value})
    if not user.active:
        changes.append({"op": "replace", "path": "active", "value": True})
    return changes


def _to_take(user: Any, grant: Grant[Any]) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = []
    left = _ours(user) - {grant.key}
    if grant.key in _ours(user):
        changes.append({"op": "remove", "path": f"entitlements[value eq {json.dumps(grant.key)}]"})
    if not left and user.active:
        changes.append({"op": "replace", "path": "active", "value": False})
    return changes


async def _change(server: AsyncSCIMClient, user: Any, changes: list[dict[str, Any]]) -> None:
    if not changes:
        return
    with decided():
        await server.modify(User, user.id, PatchOp[User[Any]].model_validate({"Operations": changes}))
