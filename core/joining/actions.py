"""The practice is registered already: a request to join is passed on without telling who gets it."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict

from core.actor import Actor
from core.agreements.queries import bound
from core.audit import change
from core.forms import Email, PersonName, PracticeName, field
from core.groups.practice_names import folded_practice
from core.groups.queries import any_active_group, groups_called
from core.groups.rights import administrator_of
from core.identity.limits import Gauge, Limit
from core.identity.policy import by_network, spend
from core.identity.queries import address_of_person
from core.portal import Portal

HOUR, DAY = 60 * 60, 24 * 60 * 60
BY_NETWORK = Limit("join-network", 10, HOUR)
BY_SENDER = Limit("join-sender", 3, DAY)
FOR_PRACTICE = Limit("join-practice", 5, DAY)
_NOBODY = UUID(int=0)
BY_ALL = Gauge(Limit("join-all", 300, HOUR))


class AskToJoin(BaseModel):
    """What somebody says who wants to join a practice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    practice: PracticeName = field("Name of the {practice}", autocomplete="organization", max_length=120)
    name: PersonName = field("Your name", autocomplete="name")
    email: Email = field("Your email address", kind="email", autocomplete="email")
    message: str = field("Message", kind="textarea", max_length=600, optional=True)


async def ask_to_join(portal: Portal, asked: AskToJoin, *, by: Actor) -> None:
    """Pass the message on to the administrator of that practice; support gets it when none is registered.

    The answer is the same in every case. Raises TooMany.
    """
    practice = folded_practice(asked.practice)
    await spend(
        *by_network(BY_NETWORK, by),
        (BY_SENDER, _counted(asked.email)),
        (FOR_PRACTICE, _counted(practice)),
        by=by,
    )
    await BY_ALL.count()
    recipient, template = await _recipient(portal, asked.practice)
    key = uuid4()
    async with change("join.asked", by=by, subject=("join", key)):
        if recipient:
            await portal.mail.send(to=recipient, template=template, about=("join", key), **asked.model_dump())


def _counted(text: str) -> str:
    """Stands for what somebody typed in the counts."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


async def _recipient(portal: Portal, practice: str) -> tuple[str, str]:
    # A practice nobody has signed for is none yet; two of one name are told apart by people.
    # As much is read of another practice where nobody knows this one: how long it takes tells nothing.
    called, stand_in = await groups_called(practice), await any_active_group() or _NOBODY
    signed = await bound(called or [stand_in])
    found = signed[0] if called and len(signed) == 1 else None
    administrator = await administrator_of(found or stand_in)
    if administrator is None:
        await address_of_person(_NOBODY)
    if found is None or administrator is None:
        return portal.site.support_address, "join-request-unknown"
    return administrator.email, "join-request"
