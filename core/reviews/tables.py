"""What is stored of access that is looked at again."""

from typing import Any

from piccolo.columns import JSON, UUID, Boolean, Bytea, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.access.tables import Grant
from core.database import OwnTable
from core.groups.tables import Group, Member


class Campaign(OwnTable, tablename="review_campaign"):
    """The same review at many practices, which answer until the end of `due_on`.

    `chosen` says which practices it is for, and `practices` how many those were as it was started. The
    worker opens a review at one after the other, up to the one with the key `planned_to`, until `planned_at`.
    """

    id = UUID(primary_key=True, default=UUID4())
    name = Varchar(length=100)
    reason = Varchar(length=500)
    due_on = Date()
    started_at = Timestamptz(index=True)
    started_by = UUID(null=True, default=None)
    started_name = Varchar(length=200)
    practices = Integer()
    chosen: JSON | Any = JSON(default="{}")
    planned_to = UUID(null=True, default=None)
    planned_at = Timestamptz(null=True, default=None)


class Round(OwnTable, tablename="access_review"):
    """One look again at what everybody of one practice has, or with a `cause` at what that concerns.

    `state` is `recall` until it is known who works there, then `lines`, `sponsor` while only others than the
    practice have to answer, `second` while what was drawn with `seed` is looked at again, and `done`.
    `open_for` repeats the group until then: a practice has one at a time, and of those with a cause one for
    each person, or practice, that it befell. `told` counts what was said about its date, the last of it at
    `told_at`.
    """

    id = UUID(primary_key=True, default=UUID4())
    campaign = ForeignKey(Campaign, on_delete=OnDelete.restrict, null=True, default=None, index=True)
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    cause = Varchar(length=10)
    state = Varchar(length=12)
    opened_at = Timestamptz()
    due_on = Date()
    postponed_at = Timestamptz(null=True, default=None)
    listed_at = Timestamptz(null=True, default=None)
    listed_name = Varchar(length=200)
    finished_at = Timestamptz(null=True, default=None)
    finished_name = Varchar(length=200)
    closed_at = Timestamptz(null=True, default=None)
    told = Integer(default=0)
    told_at = Timestamptz(null=True, default=None)
    suspended_at = Timestamptz(null=True, default=None)
    seed = Varchar(length=32)
    open_for = UUID(null=True, default=None, unique=True)


class ReviewAnswer(OwnTable, tablename="review_answer"):
    """One answer: about a person, who works there (`here`) or not (`gone`), or about one access of theirs.

    That is `keep`, `remove` or `ask`, by the practice, its sponsor or support (`side`), or still to be given
    (`look`) about what a cause concerns. `why` is why it was
    asked about by itself. `millis` is how long it took, on the first of those that were given in one act;
    the others are of a `batch`. `unsure` stays when somebody else has answered. A `second`
    one is about what was kept and is looked at again. `last_used`, `staff_type`
    and `suffix` are as they were then, and `seen` is what stood beside it of what the application says.
    `applied_at` is when a removal took effect. `key` holds the review with the grant, or with the member.
    """

    id = UUID(primary_key=True, default=UUID4())
    review = ForeignKey(Round, on_delete=OnDelete.restrict, null=False, index=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    grant = ForeignKey(Grant, on_delete=OnDelete.restrict, null=True, default=None)
    answer = Varchar(length=10)
    why = Varchar(length=300)
    side = Varchar(length=10)
    by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    at = Timestamptz()
    millis = Integer(null=True, default=None)
    batch = Boolean(default=False)
    unsure = Boolean(default=False)
    second = Boolean(default=False)
    last_used = Timestamptz(null=True, default=None)
    seen: JSON | Any = JSON(default="{}")
    staff_type = Varchar(length=60)
    suffix = Varchar(length=40)
    applied_at = Timestamptz(null=True, default=None)
    key = Varchar(length=80, unique=True)


class ReviewEvidence(OwnTable, tablename="review_evidence"):
    """The sealed evidence of one review that is done, and the SHA-256 of its bytes."""

    id = UUID(primary_key=True, default=UUID4())
    review = ForeignKey(Round, on_delete=OnDelete.restrict, null=False, unique=True)
    pdf = Bytea()
    sha256 = Varchar(length=64, unique=True)
    sealed_at = Timestamptz()


class AccessTold(OwnTable, tablename="access_told"):
    """What an application said of one access when it was asked last, for a review; not `answered` is nothing.

    `facts` are pairs of a label and a value.
    """

    grant = ForeignKey(Grant, on_delete=OnDelete.cascade, null=False, primary_key=True)
    answered = Boolean(default=False)
    facts: JSON | Any = JSON(default="[]")
    at = Timestamptz()
