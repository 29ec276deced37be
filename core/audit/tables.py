"""What the trail stores."""

from piccolo.columns import JSON, UUID, BigInt, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4

from core.database import OwnTable


class AuditEvent(OwnTable, tablename="audit_event"):
    """One change or refusal.

    `number` counts from 1 without a gap; `leaf` is the hash of `salt` and of everything else in the row, part
    by part, and a leaf of the log's tree. A retired event keeps its number and its leaf and nothing else.
    """

    number = BigInt(primary_key=True)
    at = Timestamptz(index=True)
    action = Varchar(length=100)
    actor_kind = Varchar(length=10)
    actor_account = UUID(null=True, default=None)
    actor_name = Varchar(length=200)
    address = Varchar(length=64)
    agent = Varchar(length=400)
    subject_kind = Varchar(length=40, null=True, default=None)
    subject = Varchar(length=64, null=True, default=None, index=True)
    details = JSON(default="{}")
    salt = Varchar(length=32)
    leaf = Varchar(length=64)


class AuditHead(OwnTable, tablename="audit_head"):
    """The end of the trail, in one row that is locked while the next event is written.

    `frontier` has the complete subtrees of all events, in hex: from it follow the root and every later one.
    """

    id = BigInt(primary_key=True)
    number = BigInt()
    frontier = Text()


class KeptCount(OwnTable, tablename="figure"):
    """How many there are of something, written with each change of it.

    `name` is what is counted, `key` which of them, and `since` the hour or the day since when they are so;
    `id` holds all three.
    """

    id = Varchar(length=150, primary_key=True)
    name = Varchar(length=20)
    key = Varchar(length=90)
    since = Timestamptz()
    number = BigInt()


class AuditSubtree(OwnTable, tablename="audit_subtree"):
    """The hash of a complete subtree of 256 events, 65,536 and so on, so that proofs read few rows.

    `id` holds its level (in steps of eight of the tree) and its place there.
    """

    id = BigInt(primary_key=True)
    digest = Varchar(length=64)


class AuditCheckpoint(OwnTable, tablename="audit_checkpoint"):
    """What was signed and published of the trail when it had `size` events."""

    size = BigInt(primary_key=True)
    at = Timestamptz()
    note = Text()


class TrailHold(OwnTable, tablename="trail_hold"):
    """While it lasts, nothing is forgotten that is known of a practice or a person.

    `kind` is `practice` or `person`; `subject` is the key of the group, or of the human or the member. A
    row of the kind `belongs` is there as long as the hold that it `follows`, whose practice its subject is or
    was in.
    """

    id = UUID(primary_key=True, default=UUID4())
    kind = Varchar(length=10)
    subject = UUID(index=True, default=None)
    name = Varchar(length=200)
    reason = Varchar(length=500)
    held_by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    ended_name = Varchar(length=200)
    ended_reason = Varchar(length=500)
    follows = UUID(null=True, default=None, index=True)
