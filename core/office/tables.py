"""What is stored of a practice after its activation: who leaves, changes, sponsors to replace, objections."""

from piccolo.columns import JSON, UUID, Bytea, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.access.tables import Leaving
from core.database import OwnTable
from core.groups.tables import Group, Member


class LeaverReceipt(OwnTable, tablename="leaver_receipt"):
    """The sealed receipt of one leaving, made with the last confirmation, and the SHA-256 of its bytes."""

    id = UUID(primary_key=True, default=UUID4())
    leaving = ForeignKey(Leaving, on_delete=OnDelete.restrict, null=False, unique=True)
    pdf = Bytea()
    sha256 = Varchar(length=64, unique=True)
    sealed_at = Timestamptz()


class ChangeRequest(OwnTable, tablename="change_request"):
    """A change that a practice asks for and support decides about.

    `state` is `open`, `approved`, `planned`, `declined` or `withdrawn`.

    `kind` is `practice` for what is known of the practice, `addresses` for those of its people, and `person`
    for a member. `wanted` holds the answers that are to be kept, `shown` each of them as label, value before
    and value wanted.
    One that is `planned` was approved and is made when `from_day` begins. `open_for` repeats the practice or
    the member until then, or while it is open: one is under way at a time.
    """

    id = UUID(primary_key=True, default=UUID4())
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=True, default=None)
    kind = Varchar(length=10)
    wanted = JSON(default="{}")
    shown = JSON(default="[]")
    why = Varchar(length=500)
    state = Varchar(length=10, default="open", index=True)
    asked_by = UUID(null=True, default=None)
    asked_by_name = Varchar(length=200)
    asked_at = Timestamptz(index=True)
    decided_by_name = Varchar(length=200)
    decided_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=500)
    from_day = Date(null=True, default=None)
    open_for = UUID(null=True, default=None, unique=True)


class Disuse(OwnTable, tablename="disuse"):
    """How often somebody was warned that their access is suspended, for want of any use `since` a moment."""

    member = ForeignKey(Member, on_delete=OnDelete.cascade, null=False, primary_key=True)
    since = Timestamptz()
    warnings = Integer(default=0)
    warned_at = Timestamptz()


class SponsorSought(OwnTable, tablename="sponsor_sought"):
    """A practice needs a sponsor in the place of the one with this appointment, as long as it is in force.

    `why` is `leaves` or `license`, in the words of whoever said it `reason`. `due_at` is the moment by which
    somebody else is to answer for the practice.
    """

    id = UUID(primary_key=True, default=UUID4())
    appointment = UUID(default=None, unique=True)
    why = Varchar(length=12)
    reason = Varchar(length=500)
    by_name = Varchar(length=200)
    at = Timestamptz()
    due_at = Timestamptz()


class Objection(OwnTable, tablename="member_objection"):
    """Somebody objects to a member of a practice: its sponsor, or the person, who does not work there.

    `kind` is `sponsor` or `self`, `account` who objects. `state` is `open`, `taken-back`, `kept` or `ended`;
    support decides the last two, with `answer` as its reason. `open_for` repeats the member while it is open:
    a member has one open objection at a time.
    """

    id = UUID(primary_key=True, default=UUID4())
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    kind = Varchar(length=10)
    account = UUID(default=None)
    by_name = Varchar(length=200)
    reason = Varchar(length=500)
    at = Timestamptz()
    state = Varchar(length=12)
    answer = Varchar(length=500)
    closed_by = Varchar(length=200)
    closed_at = Timestamptz(null=True, default=None)
    open_for = UUID(null=True, default=None, unique=True)
