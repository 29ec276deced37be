"""How much is behind the tabs of the console, on every page of it."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection

from core.console.queries.figures import on_tabs
from core.identity.roles import StaffRoles


async def count_tabs(connection: ASGIConnection[Any, Any, Any, Any], roles: StaffRoles) -> None:
    """Count for the menu of the page that will be drawn; one statement, none for who sees no requests."""
    drawn_whole = connection.url.path.startswith("/support") and "HX-Request" not in connection.headers
    if roles.sees_cases and drawn_whole:
        connection.state["tab_numbers"] = await on_tabs()
