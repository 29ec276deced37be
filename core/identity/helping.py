"""Support lets somebody in again who is locked out or lost their second factor, once it knows who calls."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import change
from core.due.actions import schedule
from core.due.queries import scheduled
from core.errors import Forbidden, Invalid, Stale
from core.identity import notices, policy, proofs, queries, sessions
from core.identity.notices import denial_path
from core.identity.queries import AccountDetails
from core.identity.shared import Identity
from core.identity.staff_notices import tell_who_leads
from core.mfa import authenticators, recovery_codes

FACTOR_RESET = "factor-reset"
STAFF = "Accounts of the staff aren’t helped here. A site administrator helps them."


async def unlock(
    identity: Identity, account: UUID, *, by: Actor, colleague: bool = False, **known: str
) -> None:
    """Forget wrong passwords, end every session, and mail a link to choose a new password.

    The old password counts no more than before: an account that its owner locked opens with the new one.
    `known` says how support knew who called, for the trail. Forbidden for oneself, for staff, and for
    everybody else where a `colleague` is helped.
    """
    person = await _somebody_else(account, by, colleague=colleague)
    async with change("account.unlocked", by=by, subject=("account", account), **_for_trail(known)):
        await sessions.end_all(account, by=by)
        keys = await proofs.make("reset", person.email, account)
        await identity.mail.send(
            to=person.email,
            template="reset-password",
            about=("account", account),
            path=f"/reset/choose/{keys.link}",
            code=keys.code,
            minutes=proofs.MINUTES["reset"],
            denial_path=denial_path(keys.denial),
        )
        if colleague:
            what = f"{by.name} helped {person.name} to sign in: they choose a new password."
            await tell_who_leads(identity, what, known.get("note", ""), about=person.email, by=by)
    await policy.forget_password_failures(identity, account, person.email)


async def reset_factor(
    identity: Identity, account: UUID, *, by: Actor, colleague: bool = False, **known: str
) -> datetime | None:
    """Take the second factor away, at once or after the delay of the site, and tell the person by mail.

    Return when it happens, None for at once. Meanwhile "this was not me" stops it. Raises like `unlock`.
    """
    person = await _somebody_else(account, by, colleague=colleague)
    hours = identity.site.factor_reset_hours
    at = clock.now() + timedelta(hours=hours) if hours else None
    async with change("second-factor.reset-asked", by=by, subject=("account", account), **_for_trail(known)):
        what = "Support resets your second factor for signing in"
        if at:
            await schedule(FACTOR_RESET, account, at)
            what = f"{what} on {identity.site.dates.moment(at)}"
        else:
            await _forget_factor(account, by)
        await notices.tell(identity, person, what, by=by)
        if colleague:
            when = f" on {identity.site.dates.moment(at)}" if at else ""
            said = f"{by.name} resets the second factor of {person.name}{when}."
            await tell_who_leads(identity, said, known.get("note", ""), about=person.email, by=by)
    return at


async def keep_factor(identity: Identity, account: UUID, reason: str, *, by: Actor) -> None:
    """Cancel a reset that is still to come, and mail the person; Invalid at `reason`, Stale without one.

    Forbidden as in `unlock`.
    """
    if not reason.strip():
        raise Invalid({"reason": "Say why you cancel the reset"})
    person = await _somebody_else(account, by)
    why = {"reason": reason.strip()[:500]}
    async with change("second-factor.reset-canceled", by=by, subject=("account", account), **why):
        if await scheduled(FACTOR_RESET, account) is None:
            raise Stale("No reset waits here any more.")
        await schedule(FACTOR_RESET, account, None)
        await notices.tell(identity, person, "Support canceled the reset of your second factor", by=by)


async def reset_due_factor(account: UUID, *, by: Actor) -> None:
    """Take the factor away whose delay is over, unless the owner locked or lost the account meanwhile."""
    person = await queries.account(account)
    if not person.locked and not person.disabled:
        await _forget_factor(account, by)


async def _forget_factor(account: UUID, by: Actor) -> None:
    async with change("second-factor.reset", by=by, subject=("account", account)):
        await authenticators.forget(account)
        await recovery_codes.forget(account)
        await sessions.end_all(account, by=by)


async def _somebody_else(account: UUID, by: Actor, *, colleague: bool = False) -> AccountDetails:
    person = await queries.account(account)
    if person.is_of(by.account) or await queries.is_of_staff(account) != colleague:
        raise Forbidden(STAFF)
    return person


def _for_trail(known: dict[str, str]) -> dict[str, str]:
    return {name: value[:500] for name, value in known.items() if value}
