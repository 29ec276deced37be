"""How fast anybody can change anything: nothing grows faster than people type."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from core.identity.limits import Limit
from core.identity.policy import by_network, spend
from web.security.addresses import visitor
from web.security.csrf import SAFE

# Somebody at a keyboard saves a grid cell every few seconds at most; a whole hospital may share a network.
BY_ACCOUNT = Limit("changes-account", 2000, 60 * 60)
BY_NETWORK = Limit("changes-network", 6000, 60 * 60)


async def at_a_human_pace(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard every route: each change is counted for the account, or for the network of a stranger."""
    if connection.scope.get("method") in SAFE:
        return
    who, by = connection.state.get("session"), visitor(connection)
    limits = ((BY_ACCOUNT, str(who.account_id)),) if who else by_network(BY_NETWORK, by)
    await spend(*limits, by=who.actor(connection) if who else by)
