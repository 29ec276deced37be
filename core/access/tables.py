"""What is stored of requests and of each person's access to each application."""

from piccolo.columns import JSON, UUID, BigInt, Boolean, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.database import OwnTable
from core.database.leases import Work
from core.groups.tables import Group, Member


class RequestNumber(OwnTable, tablename="request_number"):
    """The last request number given out, in one row that is locked while the next is taken."""

    id = Integer(primary_key=True)
    last = BigInt()


class Request(OwnTable, tablename="access_request"):
    """One submission: everything a group asked for at one time.

    `kind` is `enrollment`, `applications`, `change`, `transfer`, `sponsor` or `leaver`, and decides about its
    moves; `enrollment` is the draft behind the first of these. `sent_by` is the account that sent it, which
    gives no right to it. `assignee` is who of the staff looks after it. `agreement_ended` says how the last
    agreement that was sent for it ended, until another goes out: somebody has to decide what comes next.
    `due_on` is the day by which it is expected, counted from when it was sent and again from the last
    signature. `practice_key` is the name of the practice as lists are sorted by it.
    """

    id = UUID(primary_key=True, default=UUID4())
    number = Varchar(length=20, unique=True)
    kind = Varchar(length=12, default="enrollment")
    enrollment = UUID(unique=True, null=True, default=None)
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    sent_by = UUID(default=None)
    state = Varchar(length=30)
    details = JSON(default="{}")
    submitted_at = Timestamptz(index=True)
    # No index: most requests have nobody, and a list then goes through its own order faster.
    assignee = UUID(null=True, default=None)
    assignee_name = Varchar(length=200)
    agreement_ended = Varchar(length=12, null=True, default=None)
    due_on = Date(default=None)
    practice_key = Varchar(length=80)


class Grant(OwnTable, tablename="access_grant"):
    """One member's access to one application, through its whole life.

    `answers` are those in force, and `shown` keeps label and value of each as the person saw them.
    `generation` rises whenever the access is to be set up or taken away, so that late work of an earlier time
    can be told apart. `account` is the login name at the application, `reason` why the state is what it is
    where somebody said so. `suspended_by` names what suspended it alone: `support`, `practice`, `objection`,
    a `review` that nobody answered, want of a colleague's `authority`, or several of these, with a space
    between. That a leave, a group or an
    agreement took it away stands on these. `person` is the human under whose login it was last set up, which
    stays when the member turns out to be somebody else. `starts_on` and `ends_on` are its first and last day.
    `kept` is what pages of its plugin keep of it, made with `kept_version` of the questions. `key` holds
    member and application together.
    """

    id = UUID(primary_key=True, default=UUID4())
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    application = Varchar(length=60)
    application_name = Varchar(length=200)
    state = Varchar(length=20)
    answers = JSON(default="{}")
    fields_version = Varchar(length=20)
    shown = JSON(default="[]")
    generation = Integer(default=1)
    account = Varchar(length=200)
    reason = Varchar(length=500)
    suspended_by = Varchar(length=60)
    starts_on = Date(null=True, default=None)
    ends_on = Date(null=True, default=None)
    changed_at = Timestamptz()
    kept = JSON(default="{}")
    kept_version = Varchar(length=20)
    person = UUID(null=True, default=None)
    key = Varchar(length=100, unique=True)


class RequestLine(OwnTable, tablename="request_line"):
    """What one request asks for one grant.

    `what` is `give`, `change`, `suspend` or `end`. `answers` and `shown` are what was answered in this
    request. `decision` is empty, `approved` or `denied`, with who decided and why. `open_for` repeats the
    grant until the line is closed, so that a grant has one open line at a time; `outcome` is the state of the
    grant at that moment.
    """

    id = UUID(primary_key=True, default=UUID4())
    request = ForeignKey(Request, on_delete=OnDelete.restrict, null=False, index=True)
    grant = ForeignKey(Grant, on_delete=OnDelete.restrict, null=False, index=True)
    what = Varchar(length=10, default="give")
    answers = JSON(default="{}")
    fields_version = Varchar(length=20)
    shown = JSON(default="[]")
    decision = Varchar(length=10)
    decided_by = UUID(null=True, default=None)
    decided_by_name = Varchar(length=200)
    decided_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=500)
    outcome = Varchar(length=20)
    closed_at = Timestamptz(null=True, default=None)
    open_for = UUID(null=True, default=None, unique=True)


class WorkItem(Work, tablename="work_item"):
    """One thing to do at one application for one grant, by the worker or by people.

    `kind` is `grant`, `update`, `revoke` or `check`; `before` is how the application had what an update
    changes. `state` is `waiting` (the worker's), `people`, `done`, `failed`
    (refused for good), `dead` (given up, may be tried again) or `over` (something newer is to be done).
    `generation` is that of the grant at the time; the item is worth nothing once the grant has another.
    `turn` names person and application: no two items with the same one are worked on at once. `failures`
    counts attempts that failed, `words` is what the last one said. `steps` is the check-list for people,
    `evidence` what they noted when it was done. `told_at` is when the application, or whoever does it there,
    first had it, `ended_at` when it was done and read back. `person_key` and `practice_key` are the names of
    whom it is for, as lists are sorted by them.
    """

    grant = ForeignKey(Grant, on_delete=OnDelete.restrict, null=False, index=True)
    application = Varchar(length=60, index=True)
    kind = Varchar(length=10)
    generation = Integer()
    state = Varchar(length=10, default="waiting", index=True)
    turn = Varchar(length=120, index=True)
    failures = Integer(default=0)
    words = Varchar(length=500)
    for_whom = Varchar(length=20)
    steps = JSON(default="[]")
    assignee = UUID(null=True, default=None, index=True)
    assignee_name = Varchar(length=200)
    person_key = Varchar(length=80)
    practice_key = Varchar(length=80)
    evidence = Varchar(length=2000)
    made_at = Timestamptz(index=True)
    told_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    alarmed_at = Timestamptz(null=True, default=None)
    before = JSON(default="{}")
    key = Varchar(length=100, unique=True)


class Leaving(OwnTable, tablename="member_leaving"):
    """One time that a member left: at which moment, and when their time in the group was over.

    `over_at` is the end of their last day, or the same moment. `by_name` ended it, for `reason`; nobody is
    named where the day had come. `elsewhere` says that they belonged to another group then.
    """

    id = UUID(primary_key=True, default=UUID4())
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    over_at = Timestamptz()
    at = Timestamptz()
    reason = Varchar(length=500)
    by_name = Varchar(length=200)
    elsewhere = Boolean(default=False)
