"""What is stored of corrections that a practice is asked for, and of practices that may be the same."""

from __future__ import annotations

from typing import Any

from piccolo.columns import JSON, UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.access.tables import Grant, Request
from core.database import OwnTable
from core.groups.tables import Group


class Correction(OwnTable, tablename="request_correction"):
    """Fields that were given back to be corrected, and what came of it.

    `state` is `open`, `answered` or `taken-back`.

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


class PracticeComparison(OwnTable, tablename="practice_comparison"):
    """What somebody decided about two practices that look alike: `same` or `different`, and why.

    Every decision is kept; the newest counts, in whichever order the two are named.
    """

    id = UUID(primary_key=True, default=UUID4())
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    other = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    decision = Varchar(length=10)
    reason = Varchar(length=500)
    by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    at = Timestamptz()


class PageTurn(OwnTable, tablename="page_turn"):
    """Whose turn it is at a page that a plugin has about one grant: one of those whom the page is for.

    `words` tell them what to do, since the moment `since`. `key` holds grant and path together.
    """

    id = UUID(primary_key=True, default=UUID4())
    grant = ForeignKey(Grant, on_delete=OnDelete.cascade, null=False, index=True)
    path = Varchar(length=60)
    whose = Varchar(length=20)
    words = Varchar(length=200)
    since = Timestamptz()
    key = Varchar(length=120, unique=True)
