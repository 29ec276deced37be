"""The texts that everybody accepts: what an account accepted, and what it is asked when they change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import change
from core.database import prepared
from core.errors import Stale
from core.identity.tables import Acceptance, Account, AccountSession
from core.site import SiteProfile
from core.site.profile import Text

CHANGED = "The text changed just now. Read it again."


def texts_of(site: SiteProfile) -> Mapping[str, Text]:
    """Return the texts that everybody accepts, as they are now."""
    return {"privacy": site.texts.privacy, "terms": site.texts.terms}


def said(site: SiteProfile, names: Iterable[str] = ("privacy", "terms")) -> str:
    """Write the present versions of these texts, for a form to bring back."""
    return " ".join(f"{name}={texts_of(site)[name].version}" for name in names)


async def still_to_accept(site: SiteProfile, account: UUID) -> tuple[str, ...]:
    """Name the texts whose present version an account has not accepted; one statement."""
    accepted = {(row["text"], row["version"]) for row in await _accepted(account)}
    return tuple(name for name, text in texts_of(site).items() if (name, text.version) not in accepted)


@prepared
def _accepted(account: UUID) -> Any:
    return Acceptance.select(Acceptance.text, Acceptance.version).where(Acceptance.account == account)


async def how_many_accept_anew(text: str, version: str) -> int:
    """Count the accounts of people that accept this version of a text when they sign in next; one statement.

    Who works for the site accepts nothing; who has not opened their account yet does it with that.
    """
    accepted = Acceptance.select(Acceptance.account).where(Acceptance.text == text)
    of_people = (Account.staff_roles == "") & Account.disabled_at.is_null() & (Account.password_hash != "")
    anew = Account.id.not_in(accepted.where(Acceptance.version == version))
    return int(await Account.count().where(of_people & anew))


async def ask_before_going_on(site: SiteProfile, session: UUID, account: UUID) -> None:
    """Have the owner of a session accept first what they have not accepted; part of the sign-in."""
    if await still_to_accept(site, account):
        await AccountSession.update({AccountSession.texts_due: True}).where(AccountSession.id == session)


async def accept(site: SiteProfile, account: UUID, versions: Sequence[tuple[str, str]], *, by: Actor) -> None:
    """Note the versions that somebody read and accepts; Stale when one of them is not the present one.

    Whatever they accepted before is kept, with its time.
    """
    async with change("texts.accepted", by=by, subject=("account", account)) as event:
        missing = [(name, texts_of(site)[name].version) for name in await still_to_accept(site, account)]
        if not {*missing} <= {*versions}:
            raise Stale(CHANGED)
        event.details["accepted"] = missing
        now = clock.now()
        rows = [Acceptance(account=account, text=t, version=v, accepted_at=now) for t, v in missing]
        if rows:
            await Acceptance.insert(*rows)
        await AccountSession.update({AccountSession.texts_due: False}).where(
            AccountSession.account == account
        )
