"""Mails that tell a person what happened to their account, each with a way to say "this was not me"."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from core import clock
from core.actor import Actor
from core.identity import proofs
from core.identity.shared import Identity


class Told(Protocol):
    """Whoever has an account and an address: a session, or the account's details."""

    @property
    def account(self) -> UUID: ...

    @property
    def email(self) -> str: ...


async def tell(identity: Identity, whom: Told, what: str, *, by: Actor) -> None:
    """Write such a mail; part of the change it tells of."""
    keys = await proofs.make("notice", whom.email, whom.account)
    await identity.mail.send(
        to=whom.email,
        template="security-notice",
        about=("account", whom.account),
        what=what,
        when=identity.site.dates.moment(clock.now()),
        address=by.address,
        agent=by.agent[:200],
        denial_path=denial_path(keys.denial),
    )


def denial_path(token: str) -> str:
    """Return where "this was not me" leads."""
    return f"/not-me/{token}"
