"""How much is behind the tabs of the console, on every page of it."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection

from core.console.queries.figures import on_tabs
from core.console.queries.saved import counted_views
from core.identity.roles import StaffRoles


async def count_tabs(connection: ASGIConnection[Any, Any, Any, Any], roles: StaffRoles) -> None:
    """Count for the menu of the page that will be drawn; three statements, one less for who saved no view."""
    if not connection.url.path.startswith("/support") or "HX-Request" in connection.headers:
        return
    if roles.sees_cases:
        connection.state["tab_numbers"] = await on_tabs()
    portal, account = connection.app.state.portal, connection.state["session"].account_id
    connection.state["saved_views"] = await counted_views(portal, roles, account)
