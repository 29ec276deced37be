"""How many mails a person may cause to addresses that they typed: nobody proved that these want any.

Counted in the outbox itself, so that what was not sent in the end is not counted. Whether an address is known
to us makes no difference: otherwise whoever is refused would learn it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.mail.tables import OutboxMail

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BY_ACTOR, BY_ACTOR_A_DAY = 40, 120
TO_ONE_ADDRESS = 6
# What everybody causes to one address or domain; a few from each person go through all the same.
TO_ADDRESS_BY_ALL, TO_DOMAIN_BY_ALL = 20, 300
FEW_TO_ADDRESS, FEW_TO_DOMAIN = 2, 6

BY_YOU = "You sent many emails within a short time. We changed nothing; try again in an hour"
TO_THEM = "Many emails went to {address} already. We changed nothing; try again in an hour, or call support"


class TooManyMails(Invalid):
    """No more mails for now; in words, at the whole form."""

    def __init__(self, words: str) -> None:
        super().__init__({"": words})


def domain_of(address: str) -> str:
    """Return what comes behind the @, in the one spelling that is compared."""
    return address.rpartition("@")[2].casefold()


def cause(by: Actor | None) -> str:
    """Name the person on whose account a mail is counted; nobody for what the product or staff cause."""
    return str(by.account) if by and by.kind == "person" and by.account else ""


async def require_left(by: Actor | None, addresses: Iterable[str]) -> None:
    """Raise TooManyMails when one of these mails would be one too many; part of a change."""
    if not (caused_by := cause(by)):
        return
    table, wanted = OutboxMail, list(addresses)
    mine = table.caused_by == caused_by
    if await _sent(mine, HOUR) + len(wanted) > BY_ACTOR or await _sent(mine, DAY) >= BY_ACTOR_A_DAY:
        raise TooManyMails(BY_YOU)
    for address in wanted:
        to_them, to_domain = table.recipient == address, table.domain == domain_of(address)
        of_mine = await _sent(mine & to_them, HOUR)
        if of_mine >= TO_ONE_ADDRESS:
            raise TooManyMails(TO_THEM.format(address=address))
        anybody = table.caused_by != ""
        if of_mine >= FEW_TO_ADDRESS and await _sent(anybody & to_them, HOUR) >= TO_ADDRESS_BY_ALL:
            raise TooManyMails(TO_THEM.format(address=address))
        if await _sent(anybody & to_domain, HOUR) < TO_DOMAIN_BY_ALL:
            continue
        if await _sent(mine & to_domain, HOUR) >= FEW_TO_DOMAIN:
            raise TooManyMails(TO_THEM.format(address=f"addresses of {domain_of(address)}"))


async def _sent(condition: Any, within: timedelta) -> int:
    return int(await OutboxMail.count().where(condition, OutboxMail.queued_at > clock.now() - within))
