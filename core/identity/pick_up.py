"""The account that was made for somebody: no secret in a mail, but a page that works once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import change
from core.errors import NotFound, Stale
from core.identity import choosing, people, proofs, queries
from core.identity.notices import denial_path
from core.identity.shared import Identity
from core.identity.tables import Account
from core.keys import Keys
from core.mail import Attachment, Mail
from core.mfa import authenticators


async def welcome(mail: Mail, keys: Keys, person: UUID, guide: Attachment, *, by: Actor) -> None:
    """Tell a person their new login name, and in mails of their own how to get in; part of a change.

    The guide goes with the first mail, so that it is there before the link that works once.

    Who has an account already keeps the password; the second factor is carried over or registered anew, as
    the site decides.
    """
    row = await people.find(person)
    if row is None:
        raise NotFound
    account = await queries.account(row["account"])
    about = ("person", person)
    names = {"portal_id": row["portal_id"], "upn": row["upn"] or ""}
    await mail.send(
        to=account.email, template="portal-id", about=about, first_name=account.first_name,
        has_password=bool(account.password_hash), path="/sign-in", attachment=guide, **names,
    )  # fmt: skip
    anew = await _factor_anew(mail, keys, account.account)
    if not account.password_hash:
        await _offer(mail, person, account)
    if anew or not account.password_hash:
        await mail.send(
            to=account.email, template="second-factor", about=about,
            first_name=account.first_name, path="/sign-in", **names,
        )  # fmt: skip


async def offer_again(mail: Mail, person: UUID, *, by: Actor) -> None:
    """A new link for an account that nobody picked up yet; earlier ones are worth nothing any more."""
    row = await people.find(person)
    if row is None:
        raise NotFound
    account = await queries.account(row["account"])
    if account.password_hash:
        raise Stale("This account was picked up already.")
    async with change("account.offered-again", by=by, subject=("account", account.account)):
        await _offer(mail, person, account)


async def pick_up(identity: Identity, token: str, password: str, *, by: Actor) -> str:
    """Set the password of one's own new account; return the token of a session without second factor.

    NotFound and Invalid as in `choosing.choose`.
    """
    choice = await choosing.choose(identity, token, "pick-up", password, by=by)
    return await choosing.open_account(identity, choice, "account.picked-up", by=by)


async def _offer(mail: Mail, person: UUID, account: queries.AccountDetails) -> None:
    await proofs.void(account.account, "pick-up")
    keys = await proofs.make("pick-up", account.email, account.account)
    await mail.send(
        to=account.email,
        template="pick-up",
        about=("person", person),
        first_name=account.first_name,
        path=f"/pick-up/{keys.link}",
        days=proofs.MINUTES["pick-up"] // (24 * 60),
        denial_path=denial_path(keys.denial),
    )


async def _factor_anew(mail: Mail, keys: Keys, account: UUID) -> bool:
    """Whether a factor that was set up before has to be registered anew; the old one works until it is."""
    if mail.site.portal_ids.second_factor != "anew" or not await authenticators.has_one(account):
        return False
    await authenticators.begin(account, keys)
    values: dict[Any, Any] = {Account.factor_due_at: clock.now()}
    await Account.update(values).where(Account.id == account)
    return True
