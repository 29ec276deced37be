"""Signing in: the password first, then a code."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import change
from core.errors import Invalid
from core.identity import notices, passwords, people, policy, queries, sessions
from core.identity.accepting import ask_before_going_on
from core.identity.browsers import STRANGER, Browser
from core.identity.queries import AccountDetails
from core.identity.refusals import refuse
from core.identity.sessions import LiveSession
from core.identity.shared import Identity
from core.identity.tables import Account
from core.mfa import authenticators, recovery_codes

NOT_RIGHT = "Email address or password isn’t right"
WRONG_CODE = "That code isn’t right, or you used it already. Wait for the next one and enter it"
CLOCK_OFF = "Your phone's clock is about {minutes} {way}: set its time to automatic, then type the next code"
CLOCK_HINT = "Is the time of your phone set to automatic? With a wrong clock no code is right"
SET_UP_LASTS = timedelta(minutes=15)
WRONG_RECOVERY_CODE = "That recovery code isn’t right, or you used it already. Enter another one"


async def with_password(
    identity: Identity, login: str, password: str, *, by: Actor, browser: Browser = STRANGER
) -> str:
    """Begin a session that still lacks the second factor; `login` is a login name or an address.

    Raises Invalid, with the same words after the same work whether or not the address is known or has tries
    left, and TooMany by what was typed and where from alone.
    """
    named = await people.account_of_name(login)
    person = await (queries.account(named) if named else queries.account_of(login))
    tries = await policy.passwords(identity, login, person.account if person else None, browser, by)
    usable = person if person and not person.locked and not person.disabled and tries.left else None
    stored = usable.password_hash if usable else None
    password = passwords.normal_form(password)
    account = usable.account if usable else None
    if not await identity.passwords.matches(stored, password, account) or usable is None:
        subject = ("account", person.account) if person else None
        await refuse("sign-in.refused", tries.whose, by=by, subject=subject, why="password")
        raise Invalid({"": NOT_RIGHT})
    await tries.give_back()
    return await _half_way(identity, usable, password, by)


async def _half_way(identity: Identity, person: AccountDetails, password: str, by: Actor) -> str:
    """The token, unless the password was replaced or locked while it was looked at, which takes a while."""
    newer = None
    if identity.passwords.is_outdated(person.password_hash):
        newer = await identity.passwords.hash(password, person.account)
    async with change("sign-in.password-given", by=by, subject=("account", person.account)) as event:
        if await queries.is_still(person):
            if newer is not None:
                await Account.update({Account.password_hash: newer}).where(Account.id == person.account)
            if not await authenticators.has_one(person.account):
                await authenticators.begin(person.account, identity.keys)
            return await sessions.start(person.account, "password", by=by)
        event.action = "sign-in.refused"
    raise Invalid({"": NOT_RIGHT})


async def with_code(
    identity: Identity, session: LiveSession, typed: str, *, by: Actor, browser: Browser = STRANGER
) -> str:
    """Make the session whole and return its new token; Invalid at the field `code`, TooMany."""
    tried = await policy.factors(session.account, browser, by)
    async with change(
        "sign-in.completed", by=by, subject=("account", session.account), factor="code"
    ) as event:
        if await authenticators.accepts(session.account, typed, identity.keys):
            return await _complete(identity, session, by, browser)
        event.action = "sign-in.refused"
    off = await authenticators.minutes_off(session.account, typed, identity.keys)
    raise Invalid({"code": about_clock(off, tried)})


async def with_recovery_code(
    identity: Identity, session: LiveSession, typed: str, *, by: Actor, browser: Browser = STRANGER
) -> str:
    """Do the same with one of the recovery codes, which is used up; the person is told by mail."""
    await policy.factors(session.account, browser, by)
    subject = ("account", session.account)
    async with change("sign-in.completed", by=by, subject=subject, factor="recovery code") as event:
        if await recovery_codes.use(session.account, typed, identity.keys):
            left = await recovery_codes.left(session.account)
            await notices.tell(identity, session, f"A recovery code was used to sign in ({left} left)", by=by)
            return await _complete(identity, session, by, browser)
        event.action = "sign-in.refused"
    raise Invalid({"code": WRONG_RECOVERY_CODE})


async def setup_for(identity: Identity, session: LiveSession) -> authenticators.Setup | None:
    """Find the authenticator this session may set up: the very first one, one that has to be set up, or one
    that was begun just now with both factors, whose proof counts no longer than a person needs to set up an
    app.
    """
    if session.level == "password" and await authenticators.has_one(session.account):
        return None
    setup = await authenticators.waiting(session.account, identity.keys)
    proved = session.level == "full" and not session.factor_due
    return None if proved and setup and setup.begun_at < clock.now() - SET_UP_LASTS else setup


async def with_first_code(
    identity: Identity, session: LiveSession, typed: str, *, by: Actor
) -> tuple[str, tuple[str, ...]]:
    """Take an authenticator's first code; return the session's new token and the recovery codes to keep."""
    tried = await policy.own_factors(session.id, by)
    async with change("authenticator.confirmed", by=by, subject=("account", session.account)) as event:
        setup = await setup_for(identity, session)
        if setup and await authenticators.confirm(setup, typed):
            codes = await recovery_codes.replace(session.account, identity.keys)
            await factor_is_set_up(session.account)
            await notices.tell(
                identity, session, "A new authenticator app was set up for your account", by=by
            )
            return await _complete(identity, session, by, STRANGER), codes
        event.action = "authenticator.refused"
    off = authenticators.setup_minutes_off(setup, typed) if setup else None
    raise Invalid({"code": about_clock(off, tried)})


def about_clock(off: int | None, tried: int) -> str:
    """Say what may be wrong with the clock of the phone: what is known, or after the second miss a hint."""
    if off is not None:
        minutes = f"{abs(off)} minute{'s' * (abs(off) > 1)}"
        return f"{WRONG_CODE}. {CLOCK_OFF.format(minutes=minutes, way='fast' if off > 0 else 'slow')}"
    return WRONG_CODE if tried < 2 else f"{WRONG_CODE}. {CLOCK_HINT}"


async def factor_is_set_up(account: UUID) -> None:
    """Note that nothing is left to set up before an account may do everything; part of a change."""
    await Account.update({Account.factor_due_at: None}).where(Account.id == account)


async def _complete(identity: Identity, session: LiveSession, by: Actor, browser: Browser) -> str:
    if session.level == "password" and not await sessions.is_usual_place(session.account, by):
        await notices.tell(identity, session, "Someone signed in to your account from a new place", by=by)
    await policy.forget_factor_failures(session.account, browser)
    if not session.roles:
        await ask_before_going_on(identity.site, session.id, session.account)
    return await sessions.renew(session.id, "full", by=by)
