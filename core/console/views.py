"""What somebody of the staff looks for again and again: a list with its filters and order, under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from core.actor import Actor
from core.audit import change
from core.console.queries.said import MESSAGES, WORK, queue_called, understood
from core.console.tables import SavedView
from core.errors import Invalid, NotFound

# All stand beside the tabs.
MOST = 8
LONGEST_NAME, LONGEST = 60, 600


async def keep_view(name: str, of: str, said: Mapping[str, Any], *, by: Actor) -> UUID:
    """Keep a list as it is filtered and sorted; Invalid at `name`, NotFound for no such list."""
    if of not in (WORK, MESSAGES) and queue_called(of) is None:
        raise NotFound
    name, owner, query = _name(name), _account(by), urlencode(understood(of, said))
    if len(query) > LONGEST:
        raise Invalid({"name": "What this list looks for is too long to keep. Search for less"})
    async with change("view.kept", by=by, name=name, list=of) as event:
        if await SavedView.count().where(SavedView.owner == owner) >= MOST:
            raise Invalid({"name": f"{MOST} views are the most you can keep. Remove one first"})
        key = uuid4()
        event.subject = ("view", key)
        made = SavedView(id=key, owner=owner, name=name, key=_key(owner, name), of=of, said=query)
        stored = SavedView.insert(made).on_conflict(target=SavedView.key, action="DO NOTHING")
        if not await stored.returning(SavedView.id):
            raise Invalid({"name": "You have a view with this name. Choose a different one"})
    return key


async def rename_view(key: UUID, name: str, *, by: Actor) -> None:
    """Give one's own view another name; Invalid at `name`, NotFound for anybody else's."""
    name, owner = _name(name), _account(by)
    async with change("view.renamed", by=by, subject=("view", key), name=name):
        others = (SavedView.key == _key(owner, name)) & (SavedView.id != key)
        if await SavedView.exists().where(others):
            raise Invalid({"name": "You have a view with this name. Choose a different one"})
        values: dict[Any, Any] = {SavedView.name: name, SavedView.key: _key(owner, name)}
        if not await SavedView.update(values).where(_own(key, owner)).returning(SavedView.id):
            raise NotFound("You have no such view.")


async def remove_view(key: UUID, *, by: Actor) -> None:
    """Remove one's own view; NotFound for anybody else's."""
    async with change("view.removed", by=by, subject=("view", key)):
        if not await SavedView.delete().where(_own(key, _account(by))).returning(SavedView.id):
            raise NotFound("You have no such view.")


def _own(key: UUID, owner: UUID) -> Any:
    return (SavedView.id == key) & (SavedView.owner == owner)


def _account(by: Actor) -> UUID:
    if by.account is None:
        raise NotFound
    return by.account


def _name(name: str) -> str:
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Invalid({"name": "Enter a name"})
    return name


def _key(owner: UUID, name: str) -> str:
    return f"{owner}:{name.casefold()[:LONGEST_NAME]}"
