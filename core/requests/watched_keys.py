"""Which things a page about a request depends on, by their keys in the trail."""

from __future__ import annotations

from uuid import UUID

from core.access.queries import RequestPlace, grants_asked, own_place, place_of
from core.agreements.queries import agreements_of
from core.errors import NotFound
from core.groups.rights import appointments_of


async def keys_of_request(number: str, account: UUID) -> frozenset[str]:
    """List the request, its group, grants, agreements and appointments; NotFound when it is another's."""
    return await _keys(await own_place(number, account))


async def keys_of_case(number: str) -> frozenset[str]:
    """List the same for staff, whoever sent the request; NotFound when there is none."""
    return await _keys(await place_of(number))


async def _keys(place: RequestPlace) -> frozenset[str]:
    below = (await agreements_of(place.group), await appointments_of(place.group))
    others = (*await grants_asked(place.id), *(key for keys in below for key in keys))
    return frozenset(str(each) for each in (place.id, place.group, *others))


async def still_watches(number: str, account: UUID) -> bool:
    """Tell whether a page about this request may still be drawn for the account."""
    try:
        await own_place(number, account)
    except NotFound:
        return False
    return True
