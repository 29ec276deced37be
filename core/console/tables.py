"""What is stored of the work of staff on a request."""

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.access.tables import Request
from core.database import OwnTable


class Note(OwnTable, tablename="request_note"):
    """Something staff tell each other about a request; people of practices never see it."""

    id = UUID(primary_key=True, default=UUID4())
    request = ForeignKey(Request, on_delete=OnDelete.restrict, null=False, index=True)
    by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    text = Text()
    at = Timestamptz()
