"""What is stored of people who ask to join a practice."""

from piccolo.columns import JSON, UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.database import OwnTable
from core.groups.tables import Group


class Join(OwnTable, tablename="group_join"):
    """Somebody with an account asks to belong to a group: asked, accepted, declined or withdrawn.

    `open_for` repeats group and account until it is decided: an account asks a group once at a time.
    `decided_by` is the account that accepted or declined it, `reason` what the asker may read of it. `asked`
    is what they said of themselves, as `AskedToJoin` reads it; nothing once it was declined or taken back.
    """

    id = UUID(primary_key=True, default=UUID4())
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    account = UUID(default=None, index=True)
    state = Varchar(length=12)
    asked_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    reason = Varchar(length=500)
    open_for = Varchar(length=80, null=True, default=None, unique=True)
    asked = JSON(default="{}")
