"""What is stored of the work of staff on a request."""

from typing import Any

from piccolo.columns import JSON, UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from core.access.tables import Request
from core.groups.tables import Member


class CredentialDecision(Table, tablename="credential_decision"):
    """What somebody decided about a person's credentials; `about` is what they were at that time.

    Every decision is kept. The newest counts, as long as nothing it was about has changed.
    """

    id = UUID(primary_key=True, default=UUID4())
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    decision = Varchar(length=10)
    reason = Varchar(length=500)
    about = JSON(default="{}")
    by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    at = Timestamptz()


class CredentialFinding(Table, tablename="credential_finding"):
    """What a register said about a person's credentials, as they were then."""

    id = UUID(primary_key=True, default=UUID4())
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    register = Varchar(length=60)
    outcome = Varchar(length=20)
    words = Varchar(length=500)
    about = JSON(default="{}")
    at = Timestamptz()


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


class Note(Table, tablename="request_note"):
    """Something staff tell each other about a request; people of practices never see it."""

    id = UUID(primary_key=True, default=UUID4())
    request = ForeignKey(Request, on_delete=OnDelete.restrict, null=False, index=True)
    by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    text = Text()
    at = Timestamptz()
