"""Answers that staff keep to use again: changed and deleted by those who may, used by all who write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.audit import change
from core.console.tables import TextBlock
from core.errors import Invalid, NotFound

# All are offered in one list.
MOST = 100
LONGEST_NAME, LONGEST = 80, 2000


@dataclass(frozen=True, slots=True)
class Block:
    """A text with its name, and who changed it last."""

    id: UUID
    name: str
    text: str
    by: str
    changed_at: datetime


async def text_blocks() -> tuple[Block, ...]:
    """List every text, by name; one statement."""
    rows = await TextBlock.select().order_by(TextBlock.name_key).limit(MOST)
    return tuple(_block(row) for row in rows)


async def text_block(key: UUID) -> Block:
    """Find one text; NotFound."""
    row = await TextBlock.select().where(TextBlock.id == key).first()
    if row is None:
        raise NotFound("This text was deleted.")
    return _block(row)


async def keep_text(name: str, text: str, *, by: Actor, key: UUID | None = None) -> None:
    """Keep a new text, or change the one with this key; Invalid at `name` and `text`, NotFound."""
    name, text = " ".join(name.split())[:LONGEST_NAME], text.strip()[:LONGEST]
    wrong = {at: words for at, words, given in (
        ("name", "Enter a name", name), ("text", "Write the text", text)
    ) if not given}  # fmt: skip
    if wrong:
        raise Invalid(wrong)
    async with change("text-block.changed" if key else "text-block.kept", by=by, name=name) as event:
        event.subject = ("text-block", key or uuid4())
        await _require_free(name, key)
        await _write(UUID(str(event.subject[1])), name, text, by, new=key is None)


async def delete_text(key: UUID, *, by: Actor) -> None:
    """Delete a text; what was written with it stays. NotFound."""
    async with change("text-block.deleted", by=by, subject=("text-block", key)):
        if not await TextBlock.delete().where(TextBlock.id == key).returning(TextBlock.id):
            raise NotFound("This text was deleted.")


async def _require_free(name: str, key: UUID | None) -> None:
    rows = await TextBlock.select(TextBlock.id).where(TextBlock.name_key == name.casefold())
    if any(row["id"] != key for row in rows):
        raise Invalid({"name": "Another text has this name. Choose a different one"})
    if key is None and await TextBlock.count() >= MOST:
        raise Invalid({"name": f"{MOST} texts are the most you can keep. Delete one first"})


async def _write(key: UUID, name: str, text: str, by: Actor, *, new: bool) -> None:
    values: dict[Any, Any] = {
        TextBlock.name: name,
        TextBlock.name_key: name.casefold()[:LONGEST_NAME],
        TextBlock.text: text,
        TextBlock.by_name: by.name[:200],
        TextBlock.changed_at: clock.now(),
    }
    if new:
        row = {column._meta.name: value for column, value in values.items()}
        made = TextBlock.insert(TextBlock(id=key, **row))
        # Two at once with the same name: one is kept, and the other is told.
        if not await made.on_conflict(target=TextBlock.name_key, action="DO NOTHING").returning(TextBlock.id):
            raise Invalid({"name": "Another text has this name. Choose a different one"})
    elif not await TextBlock.update(values).where(TextBlock.id == key).returning(TextBlock.id):
        raise NotFound("This text was deleted.")


def _block(row: dict[str, Any]) -> Block:
    return Block(row["id"], row["name"], row["text"], row["by_name"], row["changed_at"])
