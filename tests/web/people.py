"""The real application and the browsers that talk to it, for tests of people who sign in."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import altcha
import httpx
from litestar import Litestar

from core.actor import Actor
from core.identity.actions import Person, create_account
from core.identity.roles import StaffRoles
from core.identity.sessions import Level, start
from core.identity.staff import Newcomer, create_ready
from core.portal import Portal
from core.settings import Settings
from core.site.terms import Terms
from tests.data_folders import folder_of
from tests.practices.portals import seal_files

ADDRESS = "http://127.0.0.1:8000"
PASSWORD = "kettle orchard violin sparrow"
BROWSER = Actor("person", None, "A visitor", address="127.0.0.1", agent="Firefox")

# The name of a word of the site, which `Terms.said` would have filled.
NOT_SAID = re.compile(rf"{{(?:{'|'.join(Terms.model_fields)})(?:\.(?:short|plural|a))*}}", re.IGNORECASE)


class Client(httpx.AsyncClient):
    """A browser's worth of cookies, with the hidden field of forms filled in by `send_form`."""

    account: UUID
    email: str
    app: Litestar
    number: str = ""
    _token: tuple[list[tuple[str, str]], str] = ([], "")

    @property
    def portal(self) -> Portal:
        """What the application decides with."""
        given: Portal = self.app.state.portal
        return given

    async def send(self, request: httpx.Request, **more: Any) -> httpx.Response:
        """Send a request; no page of an answer has a word left that the site should have said."""
        answer = await super().send(request, **more)
        if answer.is_closed and answer.headers.get("content-type", "").startswith("text/html"):
            page = answer.text
            assert [page[max(found.start() - 60, 0) : found.end()] for found in NOT_SAID.finditer(page)] == []
        return answer

    def carry(self, token: str) -> None:
        """Hold this session token instead of any other."""
        self.cookies.set("portal", token, domain="127.0.0.1")

    async def token(self) -> str:
        """The token of the forms that this browser is shown, drawn again only when its cookies changed."""
        if not self._token[1] or self._token[0] != sorted(self.cookies.items()):
            token = csrf_in((await self.get("/sign-up")).text)
            self._token = sorted(self.cookies.items()), token
        return self._token[1]

    async def send_form(
        self, path: str, fields: dict[str, Any] | None = None, *, page: str | None = None, **more: Any
    ) -> httpx.Response:
        """Open the page (the form's own path unless given), then send the form from it."""
        drawn = await self.get(page or path)
        return await self.post(path, data={"csrf": csrf_in(drawn.text), **(fields or {})}, **more)

    async def post_form(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Send a form with the token of this session, whatever page it stands on."""
        account = await self.get("/account")
        return await self.post(path, data={"csrf": csrf_in(account.text), **(fields or {})}, **more)


def csrf_in(page: str) -> str:
    """The token in the first form of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, page
    return found[1]


def without_token(page: str) -> str:
    """A page without the token of its forms, which is another in each answer."""
    return re.sub(r'name="csrf" value="[^"]+"', 'name="csrf"', page)


async def solved(client: Client, path: str) -> str:
    """The solution of the puzzle a form's page asks for, as its script sends it."""
    challenge = altcha.Challenge.from_dict((await client.get(path)).json())
    solution = altcha.solve_challenge(challenge)
    assert solution
    return base64.b64encode(json.dumps(altcha.Payload(challenge, solution).to_dict()).encode()).decode()


def settings_for(database_url: str, **given: Any) -> Settings:
    """Settings of a demo on this database, with passwords that cost nothing."""
    secrets = {"secret_key": "k3y-" * 16, "pepper": "p3pper-" * 8}
    fixed = {"demo": True, "site": "banner", "cheap_passwords": True, "base_url": ADDRESS}
    own = {"data_folder": folder_of(database_url), "database_url": database_url, **seal_files()}
    return Settings(**{**fixed, **secrets, **own, **given})


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[Litestar]:
    """The application with everything that starts and stops with it."""
    ready, done = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            ready.set()
            await done.wait()

    # A task of its own, because fixtures are begun in one task and ended in another.
    living = asyncio.create_task(live())
    await asyncio.wait({living, asyncio.ensure_future(ready.wait())}, return_when=asyncio.FIRST_COMPLETED)
    try:
        yield app
    finally:
        done.set()
        await living


def client_for(app: Litestar, **given: Any) -> Client:
    """A browser that has not been here before."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    client = Client(transport=transport, base_url=ADDRESS, headers={"user-agent": "Firefox"}, **given)
    client.app = app
    return client


async def sign_in_person(
    app: Litestar, email: str, level: Level = "full", name: str = "Ada Okafor"
) -> Client:
    """A browser whose owner has an account with second factor and signed in just now."""
    client = client_for(app)
    first, _, last = name.partition(" ")
    person = Person(first, last, email, "+16025550123")
    client.email, client.account = (
        email,
        await create_account(app.state.identity, person, PASSWORD, by=BROWSER),
    )
    client.carry(await start(client.account, level, by=BROWSER))
    return client


async def sign_in_staff(app: Litestar, *roles: str, name: str = "Kim") -> Client:
    """A browser of somebody on the staff with these roles, signed in just now."""
    client, given = client_for(app), StaffRoles.of(roles)
    whom = Newcomer(f"{name.lower()}.{roles[0].replace(':', '-')}@health.example", name, "Alvarez")
    identity = app.state.identity
    client.email = whom.email
    client.account = await create_ready(identity, whom, PASSWORD, given, by=BROWSER)
    client.carry(await start(client.account, "full", by=BROWSER))
    return client


SignIn = Callable[..., Awaitable[Client]]
