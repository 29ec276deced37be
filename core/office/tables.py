"""What is stored of the proof that somebody's access ended."""

from piccolo.columns import UUID, Bytea, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.access.tables import Leaving
from core.database import OwnTable


class LeaverReceipt(OwnTable, tablename="leaver_receipt"):
    """The sealed receipt of one leaving, made with the last confirmation, and the SHA-256 of its bytes."""

    id = UUID(primary_key=True, default=UUID4())
    leaving = ForeignKey(Leaving, on_delete=OnDelete.restrict, null=False, unique=True)
    pdf = Bytea()
    sha256 = Varchar(length=64, unique=True)
    sealed_at = Timestamptz()
