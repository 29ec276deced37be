"""Making a trail to tamper with, and tampering as somebody who owns the database can."""

import random
from pathlib import Path
from typing import Any
from uuid import uuid4

from core.actor import SYSTEM, Actor
from core.audit import Event, change, changes, note_each
from core.audit.canonical import leaf_of
from core.audit.subtrees import stored_part
from core.audit.tables import AuditEvent, AuditHead, AuditSubtree
from core.database import Database
from core.settings import Settings
from core.tlog.tree import Frontier

TABLES = ("audit_event", "audit_head", "audit_subtree", "audit_checkpoint")
PERSON = Actor("person", uuid4(), "Ada Example", "192.0.2.7", "A browser")


async def write(number: int) -> None:
    """So many events, of a few kinds."""
    for each in range(number):
        by = random.choice([SYSTEM, PERSON])
        async with change(
            "thing.changed", by=by, subject=("thing", uuid4()), number=each, words=["é", None, True]
        ):
            pass


async def write_at_once(number: int) -> None:
    """So many events of one change."""
    async with changes():
        note_each(
            Event("thing.changed", PERSON, ("thing", "one"), {"number": each}) for each in range(number)
        )


async def without_protection(database: Database) -> None:
    """What the owner of a database can do and the portal never does."""
    if database.kind == "postgres":
        for table in TABLES:
            await AuditEvent.raw(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        await AuditEvent.raw("ALTER TABLE audit_event DROP CONSTRAINT audit_event_from_one")
        return
    for row in await AuditEvent.raw("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        await AuditEvent.raw(f"DROP TRIGGER {row['name']}")


async def contents() -> dict[str, list[dict[str, Any]]]:
    """All tables of the trail, to put back after tampering."""
    return {name: await AuditEvent.raw(f"SELECT * FROM {name} ORDER BY 1") for name in TABLES}


def settings(folder: Path, **given: Any) -> Settings:
    """A deployment of its own: its data folder, and in it the key that signs its trail."""
    return Settings(demo=True, data_folder=folder, base_url="https://portal.example", **given)


async def rewrite(changes: dict[int, dict[str, Any]]) -> None:
    """Change events and hide it as well as the owner of the database can, who knows how the tree is made."""
    frontier = Frontier()
    await AuditSubtree.delete(force=True)
    rows = await AuditEvent.select().order_by(AuditEvent.number).output(load_json=True)
    for row in rows:
        leaf = bytes.fromhex(row["leaf"])
        if row["number"] in changes:
            leaf = leaf_of(row | changes[row["number"]], row["salt"])
            values = changes[row["number"]] | {"leaf": leaf.hex()}
            await AuditEvent.update(values).where(AuditEvent.number == row["number"])
        for part in frontier.add(leaf):
            if (kept := stored_part(*part)) is not None:
                await AuditSubtree.insert(kept)
    end = {AuditHead.number: frontier.size, AuditHead.frontier: frontier.text}
    await AuditHead.update(end).where(AuditHead.id == 1)
