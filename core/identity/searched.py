"""How a person is found: by name, address, number and login name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from core.identity.tables import Person
from core.search import PERSON, Findable, put
from core.search.words import email_words, name_words
from core.site import number_in_key


async def index_people(rows: Iterable[Mapping[str, Any]]) -> None:
    """Have people found as their rows are now; part of the change that made them so."""
    await put([_entry(row) for row in rows])


async def people_to_find(after: UUID, limit: int) -> list[Findable]:
    """List a page of everybody who can be found, in the order of their keys."""
    rows = await Person.select().where(Person.id > after).order_by(Person.id).limit(limit)
    return [_entry(row) for row in rows]


def _entry(row: Mapping[str, Any]) -> Findable:
    words = name_words(
        row["first_name"], row["last_name"], row["portal_id"] or "", number_in_key(row["identifier"] or "")
    )
    words |= email_words(row["email_key"]) | email_words(row["upn"] or "")
    return Findable(PERSON, row["id"], frozenset(words))
