"""What the trail stores."""

from piccolo.columns import JSON, UUID, BigInt, Timestamptz, Varchar
from piccolo.table import Table


class AuditEvent(Table, tablename="audit_event"):
    """One change or refusal.

    `number` counts from 1 without a gap; `digest` covers this row and the digest of the one before.
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
    previous = Varchar(length=64)
    digest = Varchar(length=64)


class AuditHead(Table, tablename="audit_head"):
    """The end of the chain, in one row that is locked while the next event is written."""

    id = BigInt(primary_key=True)
    number = BigInt()
    digest = Varchar(length=64)
