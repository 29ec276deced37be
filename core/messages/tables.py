"""What is stored of the conversation about a request."""

from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.access.tables import Request
from core.database import OwnTable


class Thread(OwnTable, tablename="message_thread"):
    """The conversation about one request, and how far each side has read.

    Messages are numbered from 1. `last_of_…` is the newest message of a side, `read_by_…` the newest that a
    side has seen. `waiting_since` is set while the practice waits for an answer.
    """

    request = ForeignKey(Request, on_delete=OnDelete.cascade, null=False, primary_key=True)
    last = Integer(default=0)
    last_of_practice = Integer(default=0)
    last_of_support = Integer(default=0)
    read_by_practice = Integer(default=0)
    read_by_support = Integer(default=0)
    waiting_since = Timestamptz(null=True, default=None, index=True)


class Message(OwnTable, tablename="message"):
    """One message; `side` is `practice` or `support`. `once` names the form it was written in, so that the
    same form sent twice makes one message. `key` holds request and number together.
    """

    id = UUID(primary_key=True, default=UUID4())
    request = ForeignKey(Request, on_delete=OnDelete.cascade, null=False, index=True)
    number = Integer()
    side = Varchar(length=10)
    account = UUID(null=True, default=None)
    name = Varchar(length=200)
    text = Text()
    written_at = Timestamptz()
    once = Varchar(length=120, unique=True)
    key = Varchar(length=60, unique=True)
