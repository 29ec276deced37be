"""The account that was made for somebody: no secret in a mail, but a page that works once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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
from core.mail import Attachment, Mail, NewMail
from core.mfa import authenticators
from core.names import full_name, greeted


@dataclass(frozen=True, slots=True)
class Welcome:
    """The guide of somebody new, where they work, what works for them now, and what is on its way."""

    guide: Attachment
    groups: str
    works: tuple[str, ...]
    coming: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    """A person with their login name and account."""

    person: UUID
    names: Mapping[str, str]
    account: queries.AccountDetails

    @property
    def waits(self) -> bool:
        """Whether the account was made for them and is not picked up yet."""
        return not self.account.password_hash

    def mail_of(self, template: str, attachment: Attachment | None = None, /, **context: Any) -> NewMail:
        """Write one of the mails about what they have got."""
        first, last = self.account.first_name, self.account.last_name
        context |= {"first_name": greeted(first, last), "name": full_name(first, last)}
        return NewMail(self.account.email, template, ("person", self.person), context, attachment=attachment)

    def greeting(self, welcome: Welcome, *, factor_anew: bool) -> NewMail:
        """Write the one mail that says everything but how to get in for the first time."""
        return self.mail_of(
            "portal-id",
            welcome.guide,
            groups=welcome.groups,
            works=welcome.works,
            coming=welcome.coming,
            has_password=not self.waits,
            factor_anew=factor_anew,
            path="/sign-in",
            **self.names,
        )


async def welcome(mail: Mail, keys: Keys, welcomes: Mapping[UUID, Welcome]) -> None:
    """Welcome persons in one mail each, and send those without a password the link in another; in a change.

    The link that works once is never in the mail that people keep and pass on for its guide. There are as
    many statements for many as for one.

    Who has an account already keeps the password; the second factor is carried over or registered anew, as
    the site decides.
    """
    named = await _named(welcomes)
    anew = await _factors_anew(mail, keys, [each.account.account for each in named])
    offers = await _offers([each for each in named if each.waits])
    mails = []
    for each in named:
        mails.append(each.greeting(welcomes[each.person], factor_anew=each.account.account in anew))
        mails += [offers[each.person]] if each.waits else []
    await mail.send_each(mails)


async def offer_again(mail: Mail, person: UUID, *, by: Actor, welcome: Welcome | None = None) -> None:
    """Send a new link for an account that nobody picked up yet; earlier ones are worth nothing any more.

    Who needs no link gets the welcome once more: whoever asks learns no difference.
    """
    named = await _named([person])
    if not named:
        raise NotFound
    (each,) = named
    async with change("account.offered-again", by=by, subject=("account", each.account.account)):
        if each.waits:
            await mail.send_each((await _offers(named)).values(), by=by)
        elif welcome:
            await mail.send_each([each.greeting(welcome, factor_anew=False)], by=by)
        else:
            raise Stale("This account was picked up already.")


async def pick_up(identity: Identity, token: str, password: str, *, by: Actor, read: str = "") -> str:
    """Set the password of one's own new account; return the token of a session without second factor.

    `read` are the versions of the texts that were read, those of now when it is empty. NotFound and Invalid
    as in `choosing.choose`.
    """
    choice = await choosing.choose(identity, token, "pick-up", password, by=by)
    return await choosing.open_account(identity, choice, "account.picked-up", by=by, read=read)


async def _named(keys: Collection[UUID]) -> list[_Named]:
    persons = await people.find_each(keys)
    accounts = await queries.accounts([each["account"] for each in persons.values()])
    rows = [persons[key] for key in keys if key in persons]
    return [
        _Named(
            each["id"],
            {"portal_id": each["portal_id"], "upn": each["upn"] or ""},
            account,
        )
        for each in rows
        if (account := accounts.get(each["account"]))
    ]


async def _offers(waiting: Sequence[_Named]) -> dict[UUID, NewMail]:
    """A new link for each account, in place of every earlier one."""
    await proofs.void_each([each.account.account for each in waiting], "pick-up")
    whose = [proofs.Addressee(each.account.email, each.account.account) for each in waiting]
    made = await proofs.make_each("pick-up", whose)
    return {
        each.person: each.mail_of(
            "pick-up",
            path=f"/pick-up/{keys.link}",
            days=proofs.MINUTES["pick-up"] // (24 * 60),
            denial_path=denial_path(keys.denial),
        )
        for each, keys in zip(waiting, made, strict=True)
    }


async def _factors_anew(mail: Mail, keys: Keys, accounts: Collection[UUID]) -> frozenset[UUID]:
    """Those whose factor from before has to be registered anew; the old one works until it is."""
    if mail.site.portal_ids.second_factor != "anew":
        return frozenset()
    if due := await authenticators.having_one(accounts):
        await authenticators.begin_for_each(due, keys)
        values: dict[Any, Any] = {Account.factor_due_at: clock.now()}
        await Account.update(values).where(Account.id.is_in(list(due)))
    return due
