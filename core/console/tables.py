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


class SavedView(OwnTable, tablename="saved_view"):
    """What somebody of the staff looks for in the list `of` this name, kept under a name of their own.

    `said` is what the address of the list says. `key` holds owner and name together, in one spelling.
    """

    id = UUID(primary_key=True, default=UUID4())
    owner = UUID(index=True, default=None)
    name = Varchar(length=60)
    key = Varchar(length=100, unique=True)
    of = Varchar(length=20)
    said = Varchar(length=600)


class Away(OwnTable, tablename="staff_away"):
    """Somebody of the staff, by account, who is away until a moment; `to`, if anybody, gets their work."""

    id = UUID(primary_key=True, default=None)
    name = Varchar(length=200)
    until = Timestamptz()
    to = UUID(null=True, default=None)
    to_name = Varchar(length=200)
    by_name = Varchar(length=200)


class HandedOn(OwnTable, tablename="staff_handed_on"):
    """A request or a piece of work, by its key, of `away` who is not there: `to` has it, or nobody."""

    id = UUID(primary_key=True, default=None)
    away = UUID(index=True, default=None)
    to = UUID(null=True, default=None)


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
