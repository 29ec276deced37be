"""How much is behind the tabs of the console, on every page of it."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection

from core.console.queries.figures import on_tabs
from core.console.queries.saved import CountedView, counted_views
from core.database import at_once
from core.identity.roles import StaffRoles


async def count_tabs(connection: ASGIConnection[Any, Any, Any, Any], roles: StaffRoles) -> None:
    """Count for the menu of the page that will be drawn; two statements, one less for who saved no view."""
    if not connection.url.path.startswith("/support") or "HX-Request" in connection.headers:
        return
    portal, account = connection.app.state.portal, connection.state["session"].account_id
    views: tuple[CountedView, ...]
    if roles.sees_cases:
        numbers, views = await at_once(on_tabs(), counted_views(portal, roles, account))
        connection.state["tab_numbers"] = numbers
    else:
        views = await counted_views(portal, roles, account)
    connection.state["saved_views"] = views
