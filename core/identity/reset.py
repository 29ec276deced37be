"""A forgotten password, and saying that something was not me."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import change
from core.due.actions import schedule
from core.errors import Invalid, NotFound
from core.identity import choosing, notices, policy, proofs, queries, sessions
from core.identity.browsers import STRANGER, Browser
from core.identity.helping import FACTOR_RESET
from core.identity.notices import denial_path
from core.identity.proofs import GONE
from core.identity.shared import Identity
from core.identity.sign_up import WRONG_CODE
from core.identity.tables import Account


async def ask(identity: Identity, email: str, *, by: Actor, browser: Browser = STRANGER) -> UUID:
    """Send a mail to the address, known or not; return the reference of the page that waits for it."""
    known = await queries.account_of(email)
    await policy.mails(identity, email, by, browser, known.account if known else None)
    async with change("password.reset-asked", by=by) as event:
        keys = await proofs.make("reset", email, known.account if known else None)
        event.subject = ("account", known.account) if known else ("reset", keys.id)
        await identity.mail.send(
            to=email,
            template="reset-password" if known else "unknown-address",
            about=event.subject,
            path=f"/reset/choose/{keys.link}" if known else "/sign-up",
            code=keys.code,
            minutes=proofs.MINUTES["reset"],
            denial_path=denial_path(keys.denial),
        )
    return keys.id


async def exchange_code(reference: UUID, typed: str, *, by: Actor) -> str:
    """Exchange the code of the mail for a link token; Invalid at the field when it is not right."""
    await policy.spend(*policy.proofs(by), by=by)
    proof = await proofs.try_code(reference, "reset", typed)
    if proof is None or proof.account is None:
        raise Invalid({"code": WRONG_CODE})
    async with change("password.reset-code-used", by=by, subject=("account", proof.account)):
        keys = await proofs.renew(proof)
    return keys.link


async def choose(identity: Identity, token: str, password: str, *, by: Actor) -> None:
    """Set the new password and end every session; the second factor stays as it is.

    NotFound and Invalid as in `choosing.choose`.
    """
    choice = await choosing.choose(identity, token, "reset", password, by=by)
    account = choice.person.account
    async with change("password.reset", by=by, subject=("account", account)):
        await choosing.use(choice, {Account.locked_at: None})
        await sessions.end_all(account, by=by)
        await notices.tell(identity, choice.person, "Your password was changed", by=by)
    await policy.forget_password_failures(identity, account, choice.person.email)


async def deny(token: str, *, by: Actor) -> None:
    """Undo what a mail told somebody and was not their doing.

    A registration or reset that still waits is void. After the fact all sessions end and the password
    counts for nothing until a new one is chosen by a later link. NotFound when the link is worth nothing.
    """
    await policy.spend(*policy.proofs(by), by=by)
    proof = await proofs.by_denial(token)
    if proof is None or not proof.open:
        raise NotFound(GONE)
    subject = ("account", proof.account) if proof.account else (proof.purpose, proof.id)
    async with change("account.denied", by=by, subject=subject, purpose=proof.purpose):
        if not await proofs.use(proof):
            raise NotFound(GONE)
        if proof.purpose == "notice" and proof.account:
            await Account.update({Account.locked_at: clock.now()}).where(Account.id == proof.account)
            await proofs.void(proof.account, *proofs.CHOOSING)
            await sessions.end_all(proof.account, by=by)
            # Who opens the account again with a new password keeps the factor they have.
            await schedule(FACTOR_RESET, proof.account, None)
