"""People who use a portal every day: each signed in before, from the same place and with the same browser."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pyotp

from benchmarks.asking import Browser
from benchmarks.portal import OurPortal
from benchmarks.processes import Server
from core.actor import Actor
from core.audit import change
from core.demo import PASSWORD
from core.identity import Identity
from core.identity.actions import Person, create_account
from core.identity.browsers import noted
from core.identity.sessions import start
from core.mfa import authenticators
from core.settings import Settings
from web.command_parts import running
from web.security.sessions import Cookies

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Regular:
    """Somebody who has signed in before; `note` is what their browser keeps of that."""

    email: str
    address: str
    seed: str
    note: str

    def browser(self, server: Server) -> Browser:
        """Their browser on the next morning: the session is over, the note is there."""
        browser = Browser(server.address, {"X-Forwarded-For": self.address})
        browser.cookies[Cookies("https://").known] = self.note
        return browser

    def code(self) -> str:
        """What their app shows now."""
        return pyotp.TOTP(self.seed).now()


def regulars(portal: OurPortal, number: int) -> Sequence[Regular]:
    """Make so many accounts, each with a password and an app, that have signed in once."""

    async def make(settings: Settings) -> Sequence[Regular]:
        identity = Identity.open(settings, running.site(settings.site))
        places = asyncio.Semaphore(AT_ONCE)

        async def one(place: int) -> Regular:
            async with places:
                return await _made(identity, place)

        try:
            return await asyncio.gather(*map(one, range(number)))
        finally:
            identity.close()

    return portal.with_database(make)


async def _made(identity: Identity, place: int) -> Regular:
    email, address = f"regular{place}@crowd.example", f"203.0.{113 + place // 250}.{place % 250}"
    by = Actor("person", None, "Robin Regular", address, "Firefox")
    account = await create_account(
        identity, Person("Robin", "Regular", email, "+12025550100"), PASSWORD, by=by
    )
    async with change("authenticator.confirmed", by=by, subject=("account", account)):
        setup = await authenticators.begin(account, identity.keys)
        await authenticators.confirm_without_code(setup)
    await start(account, "full", by=by)
    return Regular(email, address, setup.seed, noted(identity.keys, "", account))
