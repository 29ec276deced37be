"""What is stored of access that nobody uses, and of the proof that somebody's access ended."""

from piccolo.columns import UUID, Bytea, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.access.tables import Leaving
from core.database import OwnTable
from core.groups.tables import Member


class LeaverReceipt(OwnTable, tablename="leaver_receipt"):
    """The sealed receipt of one leaving, made with the last confirmation, and the SHA-256 of its bytes."""

    id = UUID(primary_key=True, default=UUID4())
    leaving = ForeignKey(Leaving, on_delete=OnDelete.restrict, null=False, unique=True)
    pdf = Bytea()
    sha256 = Varchar(length=64, unique=True)
    sealed_at = Timestamptz()


class Disuse(OwnTable, tablename="disuse"):
    """How often somebody was warned that their access is suspended, for want of any use `since` a moment."""

    member = ForeignKey(Member, on_delete=OnDelete.cascade, null=False, primary_key=True)
    since = Timestamptz()
    warnings = Integer(default=0)
    warned_at = Timestamptz()
