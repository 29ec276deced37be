"""What is stored of suspected misuse, and of groups whose access is cancelled by two people."""

from piccolo.columns import UUID, Bytea, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.database import OwnTable
from core.groups.tables import Group, Member


class MisuseCase(OwnTable, tablename="misuse_case"):
    """One suspicion: who is suspected of what, and what becomes of it.

    `state` is `awaiting` (somebody was suspended, and no report was written), `open` or `closed`.
    `about_name` is whom it is about, as typed or as the member is called. `side` is for whom the reporter
    spoke. The clock runs from `noticed_at` to `written_at`. `held_by` is who suspended the person for
    support. `record` is what there was about the person at `opened_at`, as JSON, and `record_sha256` the
    hash of that text.
    """

    id = UUID(primary_key=True, default=UUID4())
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=True, index=True)
    about_name = Varchar(length=200)
    state = Varchar(length=10, index=True)
    side = Varchar(length=10)
    reporter = UUID(null=True, default=None)
    reporter_name = Varchar(length=200)
    caller = Varchar(length=200)
    what = Text()
    seen = Varchar(length=10)
    noticed_at = Timestamptz(index=True)
    opened_at = Timestamptz()
    written_at = Timestamptz(null=True, default=None)
    holder = UUID(null=True, default=None)
    holder_name = Varchar(length=200)
    held_by = UUID(null=True, default=None)
    outcome = Varchar(length=20)
    reason = Varchar(length=500)
    record = Text()
    record_sha256 = Varchar(length=64)


class MisuseNote(OwnTable, tablename="misuse_note"):
    """Something those who look into a case write down."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(MisuseCase, on_delete=OnDelete.restrict, null=False, index=True)
    by_name = Varchar(length=200)
    text = Text()
    at = Timestamptz()


class MisuseBundle(OwnTable, tablename="misuse_bundle"):
    """Evidence as it was handed to somebody outside: the sealed document, and the trail as CSV."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(MisuseCase, on_delete=OnDelete.restrict, null=False, index=True)
    handed_to = Varchar(length=200)
    pdf = Bytea()
    trail = Text()
    sha256 = Varchar(length=64, unique=True)
    sealed_at = Timestamptz()


class Cancellation(OwnTable, tablename="group_cancellation"):
    """A proposal of one person, which another confirms, to cancel all access of a group or to give it back.

    `how` is `suspend`, `close` or `reinstate`. `state` is `proposed`, `confirmed`, `withdrawn` or `lapsed`.
    `open_for` is the key of the group while the proposal waits: a group has one at a time.
    """

    id = UUID(primary_key=True, default=UUID4())
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    open_for = UUID(null=True, default=None, unique=True)
    how = Varchar(length=10)
    state = Varchar(length=10)
    reason = Varchar(length=500)
    held_by = UUID(null=True, default=None)
    proposed_name = Varchar(length=200)
    proposed_at = Timestamptz()
    until = Timestamptz()
    decided_name = Varchar(length=200)
    decided_at = Timestamptz(null=True, default=None)
