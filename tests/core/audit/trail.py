"""Making a trail to tamper with, and tampering as somebody who owns the database can."""

import random
from typing import Any
from uuid import uuid4

from core.actor import SYSTEM, Actor
from core.audit import change
from core.audit.tables import AuditEvent
from core.database import Database

PERSON = Actor("person", uuid4(), "Ada Example", "192.0.2.7", "A browser")


async def write(number: int) -> None:
    """So many events, of a few kinds."""
    for each in range(number):
        by = random.choice([SYSTEM, PERSON])
        async with change(
            "thing.changed", by=by, subject=("thing", uuid4()), number=each, words=["é", None, True]
        ):
            pass


async def without_protection(database: Database) -> None:
    """What the owner of a database can do and the portal never does."""
    if database.kind == "postgres":
        await AuditEvent.raw("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        await AuditEvent.raw("ALTER TABLE audit_head DISABLE TRIGGER ALL")
        return
    for row in await AuditEvent.raw("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        await AuditEvent.raw(f"DROP TRIGGER {row['name']}")


async def contents() -> dict[str, list[dict[str, Any]]]:
    """Both tables of the trail, to put back after tampering."""
    return {
        name: await AuditEvent.raw(f"SELECT * FROM {name} ORDER BY 1")
        for name in ("audit_event", "audit_head")
    }
