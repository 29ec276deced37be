"""Fresh proof: before an especially sensitive step somebody who is signed in shows that it is still them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import change
from core.errors import Invalid
from core.identity import kept_forms, notices, passwords, policy, queries, sessions
from core.identity.refusals import refuse
from core.identity.sessions import LiveSession
from core.identity.shared import Identity
from core.identity.sign_in import about_clock
from core.mfa import authenticators, recovery_codes

LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody gives to show it: a code of the second factor, and the password where both are asked."""

    code: str
    password: str | None = None


def is_fresh(session: LiveSession, *, both: bool = False) -> bool:
    """Tell whether the second factor was given within the last minutes, or both factors were."""
    since = clock.now() - LASTS
    given = session.fresh_at is not None and session.fresh_at > since
    return given and (not both or session.password_at > since)


async def prove_again(
    identity: Identity, session: LiveSession, proof: Proof, *, by: Actor, form: UUID | None = None
) -> tuple[str, LiveSession]:
    """Take the proof and return the session with its new token; `form` is used up with it.

    Invalid at `current` and `code`, TooMany, and NotFound when the form was used meanwhile: then the code is
    not used up.
    """
    account = session.account
    if proof.password is not None:
        await own_password(identity, session, proof.password, by)
    tried = await policy.own_factors(session.id, by)
    async with change("second-factor.given", by=by, subject=("account", account)) as event:
        if await _is_right(identity, session, proof.code, by):
            if form is not None:
                await kept_forms.use(form, account)
            proved: sessions.Proved = "code" if proof.password is None else "both"
            token = await sessions.renew(session.id, "full", proved=proved, by=by)
            await policy.forget_own_factor_failures(session.id)
            return token, _proved(session, proof)
        event.action = "second-factor.refused"
    off = await authenticators.minutes_off(account, proof.code, identity.keys)
    raise Invalid({"code": about_clock(off, tried)})


def _proved(session: LiveSession, proof: Proof) -> LiveSession:
    now = clock.now()
    return replace(session, fresh_at=now, password_at=session.password_at if proof.password is None else now)


async def _is_right(identity: Identity, session: LiveSession, code: str, by: Actor) -> bool:
    """Tell whether it is a code of the app that was not used before, or an unused recovery code."""
    account, keys = session.account, identity.keys
    if await authenticators.accepts(account, code, keys):
        return True
    if not await recovery_codes.use(account, code, keys):
        return False
    left = await recovery_codes.left(account)
    await notices.tell(identity, session, f"A recovery code of your account was used ({left} left)", by=by)
    return True


async def own_password(identity: Identity, session: LiveSession, typed: str, by: Actor) -> None:
    """Require the present password of somebody who is signed in: Invalid at `current`, TooMany."""
    tries = await policy.own_password(session.id, by)
    person = await queries.account(session.account)
    right = await identity.passwords.matches(
        person.password_hash, passwords.normal_form(typed), session.account
    )
    if not right:
        await refuse("password.refused", session.id, by=by, subject=("account", session.account))
        raise Invalid({"current": "That isn’t your present password"})
    await tries.give_back()
