"""Everybody who may come by: a stranger, people at each step of signing in, and staff of each role."""

from __future__ import annotations

from typing import Protocol

import httpx
from litestar import Litestar

from core.identity.roles import ROLES
from tests.web.access_matrix import SPONSORS, Row
from tests.web.people import ADDRESS, Client, client_for, sign_in_person, sign_in_staff

Visitors = dict[str, Client]


class Sent(Protocol):
    """What can be asked for: a row of a matrix."""

    @property
    def method(self) -> str:
        """How it is asked for."""


async def everybody(app: Litestar) -> Visitors:
    """Open a browser for each of them."""
    return {
        "stranger": client_for(app),
        "half": await sign_in_person(app, "half@practice.example", "password"),
        "owner": await sign_in_person(app, "owner@practice.example"),
        "other": await sign_in_person(app, "other@practice.example"),
        **{name: client_for(app) for name in SPONSORS},
        **{role: await sign_in_staff(app, role) for role in ROLES},
    }


async def path_of(row: Row, owner: Client) -> str:
    """The address of a row that is about something of this owner."""
    if row.path is None:
        return row.route
    made = row.path(owner)
    return made if isinstance(made, str) else await made


async def send(client: Client, row: Sent, path: str, *, htmx: bool) -> httpx.Response:
    """Ask for a row as a browser does, or as htmx does."""
    headers = {"HX-Request": "true", "HX-Current-URL": f"{ADDRESS}/account"} if htmx else {}
    if row.method == "GET":
        return await client.get(path, headers=headers)
    return await client.request(row.method, path, data={"csrf": await client.token()}, headers=headers)
