"""Support helps somebody who calls to sign in again: verified first, noted, told to person and sponsor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.actor import SYSTEM, Actor
from core.audit import changes
from core.console.queries.callers import Caller, caller
from core.errors import Invalid, NotFound
from core.groups.rights import sponsors_of
from core.identity import Identity
from core.identity.helping import FACTOR_RESET, reset_due_factor, reset_factor, unlock
from core.identity.support_code import is_support_code

What = Literal["unlock", "factor"]
How = Literal["call-back", "code"]
DONE = {
    "unlock": "the account was unlocked and a link to choose a new password was sent",
    "factor": "the second step for signing in is reset",
}


@dataclass(frozen=True, slots=True)
class Called:
    """How support knows who calls: the number on file that was called back, or the code they read out."""

    how: How
    number: str
    code: str
    note: str


async def help_in(identity: Identity, person: UUID, what: What, known: Called, *, by: Actor) -> None:
    """Unlock an account or reset its second factor; Invalid at what does not prove who calls, TooMany.

    Forbidden and NotFound as in `core.identity.helping`, and Forbidden where the account isn't believed.
    """
    whom = await caller(person)
    if whom is None:
        raise NotFound
    await _verify(identity, whom, known)
    act = unlock if what == "unlock" else reset_factor
    async with changes():
        await act(identity, whom.account, by=by, how=known.how, number=known.number, note=known.note.strip())
        for sponsor in await sponsors_of(whom.groups):
            await identity.mail.send(
                to=sponsor.email,
                template="sign-in-helped",
                about=("account", whom.account),
                first_name=sponsor.first_name,
                name=whom.name,
                group_name=sponsor.practice,
                what=DONE[what],
            )


def resetting_factors() -> dict[str, Callable[[UUID], Awaitable[datetime | None]]]:
    """Return what is done when the delay of a reset is over."""

    async def reset(account: UUID) -> None:
        await reset_due_factor(account, by=SYSTEM)

    return {FACTOR_RESET: reset}


async def _verify(identity: Identity, whom: Caller, known: Called) -> None:
    if not known.note.strip():
        raise Invalid({"note": "Say who called and how you knew them"})
    if known.how == "call-back":
        if known.number not in whom.numbers:
            raise Invalid({"number": "Choose the number on file that you called"})
    elif not await is_support_code(identity.keys, whom.account, known.code):
        raise Invalid({"code": "That isn’t the code their page shows now. Ask them to read it again"})
