"""What is stored of corrections that a practice is asked for."""

from __future__ import annotations

from typing import Any

from piccolo.columns import JSON, UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from core.access.tables import Request


class Correction(Table, tablename="request_correction"):
    """Fields that were given back to be corrected, and what came of it.

    `open_for` repeats the request while it waits: a request is given back once at a time. `fields` lists what
    may be changed, `changes` what was changed from what to what.
    """

    id = UUID(primary_key=True, default=UUID4())
    request = ForeignKey(Request, on_delete=OnDelete.restrict, null=False, index=True)
    open_for = UUID(null=True, default=None, unique=True)
    state = Varchar(length=12, default="open")
    reason = Varchar(length=1000)
    fields: JSON | Any = JSON(default="[]")
    changes: JSON | Any = JSON(default="[]")
    by_name = Varchar(length=200)
    made_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
