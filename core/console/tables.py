"""What is stored of the work of staff on requests."""

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


class PutOff(OwnTable, tablename="staff_waiting"):
    """A request or a piece of work, by its key, that staff leave alone until a moment, and why.

    It counts while what waits is still in `state`: whatever moves it brings it back.
    """

    id = UUID(primary_key=True, default=None)
    state = Varchar(length=30)
    until = Timestamptz(index=True)
    reason = Varchar(length=500)
    by_name = Varchar(length=200)
    at = Timestamptz()


class OpenPage(OwnTable, tablename="open_page"):
    """Somebody of the staff has the page of a request or of a piece of work open, as far as `until` is known.

    `key` holds subject and account together. What is over is deleted when the next page is opened.
    """

    key = Varchar(length=80, primary_key=True)
    subject = UUID(index=True, default=None)
    account = UUID(default=None)
    name = Varchar(length=200)
    since = Timestamptz()
    until = Timestamptz(index=True)


class TextBlock(OwnTable, tablename="text_block"):
    """An answer that staff keep to use again, under a name that is there once in any spelling."""

    id = UUID(primary_key=True, default=UUID4())
    name = Varchar(length=80)
    name_key = Varchar(length=80, unique=True)
    text = Text()
    by_name = Varchar(length=200)
    changed_at = Timestamptz()
