"""Mails that tell whoever leads or watches the staff what somebody changed about it."""

from __future__ import annotations

from core.actor import Actor
from core.identity import staff
from core.identity.queries import email_key
from core.identity.roles import TAKES_TWO
from core.identity.shared import Identity
from core.mail import NewMail


async def tell_who_leads(identity: Identity, what: str, why: str, *, about: str, by: Actor) -> None:
    """Tell everybody who looks after the staff, but for who did it and whom it is `about`, an address.

    Part of the change it tells of.
    """
    told = [
        each
        for each in await staff.everybody()
        if each.roles.has(*TAKES_TWO)
        and each.ready
        and not each.disabled
        and not each.is_of(by.account)
        and email_key(each.email) != email_key(about)
    ]
    context = {"what": what, "why": why, "path": "/support/staff"}
    await identity.mail.send_each(
        [NewMail(each.email, "staff-changed", ("account", each.account), context) for each in told]
    )
