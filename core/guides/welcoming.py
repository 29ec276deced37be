"""What new people are welcomed with: where they work, what works for them now, and what is on its way."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from core import clock
from core.guides.getting_started import attached
from core.guides.queries import Asked, Reader, readers_of
from core.identity.pick_up import Welcome
from core.portal import Portal


async def welcomes(portal: Portal, persons: Collection[UUID]) -> dict[UUID, Welcome]:
    """Write the welcome of each person; as many statements for many as for one."""
    readers = await readers_of(persons)
    return {person: _welcome(portal, reader) for person, reader in readers.items()}


def _welcome(portal: Portal, reader: Reader) -> Welcome:
    return Welcome(
        guide=attached(portal, reader, clock.now()),
        groups=" and ".join(reader.groups),
        works=tuple(each.name for each in reader.asked if each.works),
        coming=tuple(_coming(portal, each) for each in reader.asked if not each.works),
    )


def _coming(portal: Portal, asked: Asked) -> str:
    application = portal.applications.get(asked.slug)
    if application is None:
        return asked.name
    days = application.expected_days
    return f"{asked.name}, usually within {days} business day{'' if days == 1 else 's'}"
