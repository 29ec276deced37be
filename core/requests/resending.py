"""Sending a mail about a request once more."""

from __future__ import annotations

from uuid import UUID

from core.actor import Actor
from core.agreements.actions.sending import resend
from core.errors import NotFound, Stale
from core.groups import question
from core.guides.welcoming import welcomes
from core.identity import pick_up
from core.identity.limits import Limit
from core.portal import Portal
from core.requests.queries.mails import WELCOME_LABEL, mails_of

PER_HOUR = Limit("mails-again", 10, 60 * 60)
PER_DAY = Limit("signer-reminded", 1, 24 * 60 * 60)


async def send_again(portal: Portal, number: str, key: UUID, *, by: Actor) -> None:
    """Send the mail behind `again` once more; Stale when it is not needed any more.

    NotFound for who does not act for the group of the request.
    """
    if by.account is None:
        raise NotFound
    found = next((each for each in await mails_of(number, by.account) if each.again == key), None)
    if found is None:
        raise Stale("This email isn’t needed any more.")
    await PER_HOUR.spend(str(by.account))
    if found.question is not None:
        await question.ask_again(portal.mail, key, by=by)
    elif found.title == WELCOME_LABEL:
        welcome = (await welcomes(portal, [key]))[key]
        await pick_up.offer_again(portal.mail, key, by=by, welcome=welcome)
    else:
        await PER_DAY.spend(f"{key}:{found.to}")
        await resend(portal.mail, key, by=by)
