"""The administrator who was named takes a request over from the account that registered the practice."""

from __future__ import annotations

from core.access.queries import own_place
from core.actor import Actor
from core.audit import change
from core.groups import appointments


async def take_over(number: str, *, by: Actor) -> None:
    """Have `by` alone act for the group of a request, and get its mail; NotFound for anybody else's request.

    Until then whoever registered acts too, whether or not somebody has an account at the named address.
    """
    place = await own_place(number, by.account)
    async with change("request.taken-over", by=by, subject=("request", place.id)):
        await appointments.act_alone(place.group, by.account)
