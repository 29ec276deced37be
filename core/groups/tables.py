"""What is stored of a practice: its draft while it enrolls, and the group that a submission makes of it.

Where two columns must be unique together, a third one called `key` holds both: SQLite takes no constraint
that is added after a table was made, which is how migrations add them.
"""

from typing import Any

from piccolo.columns import JSON, UUID, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.database import OwnTable
from core.database.leases import Work


class Group(OwnTable, tablename="practice_group"):
    """A practice that has been submitted; its table is not called after a word that SQL reserves.

    `folded_name` is the name as two practices are compared. `kept` is what applications keep of the practice:
    by slug, the values, the version of their questions, and label and value of each as people saw them.
    """

    id = UUID(primary_key=True, default=UUID4())
    enrollment = UUID(unique=True, default=None)
    name = Varchar(length=200)
    folded_name = Varchar(length=200, index=True)
    jurisdiction = Varchar(length=40)
    postcode = Varchar(length=20)
    facility = Varchar(length=40, null=True, default=None)
    details = JSON(default="{}")
    created_at = Timestamptz()
    state = Varchar(length=12, default="waiting")
    kept = JSON(default="{}")
    activated_at = Timestamptz(null=True, default=None)


class PracticeMark(OwnTable, tablename="practice_mark"):
    """Something of a practice that another one has only if it may be the same, in one spelling.

    `mark` says the kind too: practices that share one are found by it, whatever else they are called.
    """

    id = UUID(primary_key=True, default=UUID4())
    group = ForeignKey(Group, on_delete=OnDelete.cascade, null=False, index=True)
    kind = Varchar(length=20)
    mark = Varchar(length=300, index=True)


class Member(OwnTable, tablename="member"):
    """A person in a group. `key` holds the group and the e-mail together.

    `asked_as` names the part whose questions were asked of them; what part they play now, an `Appointment`
    says.

    `person` is the human behind it, and `person_state` how sure that is: empty before the group is active,
    `added` for who came afterwards, until support agrees to something for them, `new`, `asked` (known from
    elsewhere, the administrator has to confirm it), `known`, or `unclear`, which support has to settle; no
    two members of a group have one person. `matched` names what was typed and belongs to somebody known:
    `email`, `identifier`, or both. `state` is `active`, `on-leave`, `dormant` or `left`, since the moment
    `since`; who is only named to sponsor the group is `proposed`, and belongs to it once they do. `until` is
    the last day in the practice, where one is known. `away_from` is the first day of a leave that is still to
    begin, for `away_reason`, and `away_until` the last day of one. `held_by` names the sides that keep
    everything suspended, as `suspended_by` does for one access: nothing is set up meanwhile.
    `signed_until` is until when the agreement binds that they signed for themselves, where a site has one.
    """

    id = UUID(primary_key=True, default=UUID4())
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    asked_as = Varchar(length=20)
    staff_type = Varchar(length=60)
    suffix = Varchar(length=40)
    first_name = Varchar(length=100)
    middle_initial = Varchar(length=5)
    last_name = Varchar(length=100)
    email = Varchar(length=254, index=True)
    phone = Varchar(length=20)
    details = JSON(default="{}")
    position = Integer()
    person = UUID(null=True, default=None, index=True)
    person_state = Varchar(length=10)
    matched = Varchar(length=20)
    state = Varchar(length=10, default="active")
    since = Timestamptz(default=None, null=True)
    until = Date(null=True, default=None)
    away_from = Date(null=True, default=None)
    away_until = Date(null=True, default=None)
    away_reason = Varchar(length=500)
    held_by = Varchar(length=60)
    signed_until = Timestamptz(null=True, default=None)
    key = Varchar(length=300, unique=True)


class Appointment(OwnTable, tablename="appointment"):
    """Who plays a part of a group, or is to play it: sponsor, administrator, backup or officer.

    `held_for` repeats group and part while it is in force, and `open_for` while it is proposed: a part has
    one holder, and one open change, at a time. `member` is null only for an officer who is no member; then
    `name` and `email` say who it is. `account` acts in this part as long as the member's own login is not
    known. `agreement` is the one it rests on, null for a sponsor who is proposed until support asks for the
    signatures. `asked_by` says which side asked for it where it followed somebody else: `practice`,
    `sponsor` or `support`, and `reason` why.
    """

    id = UUID(primary_key=True, default=UUID4())
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    part = Varchar(length=20)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=True, default=None, index=True)
    name = Varchar(length=200)
    email = Varchar(length=254)
    account = UUID(null=True, default=None, index=True)
    agreement = UUID(null=True, default=None)
    asked_by = Varchar(length=12)
    reason = Varchar(length=500)
    state = Varchar(length=12)
    since = Timestamptz(null=True, default=None)
    until = Timestamptz(null=True, default=None)
    held_for = Varchar(length=60, null=True, default=None, unique=True)
    open_for = Varchar(length=60, null=True, default=None, unique=True)


class Authorization(OwnTable, tablename="member_authorization"):
    """On whose authority a member acts or sees: asked, in-force, declined, withdrawn or ended.

    `by_member` is the colleague whose authority it is. It is in force from `since` to `until`. `open_for`
    repeats both until it is declined or has ended: one of the same two is open at a time.
    """

    id = UUID(primary_key=True, default=UUID4())
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    by_member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    state = Varchar(length=12)
    asked_at = Timestamptz()
    since = Timestamptz(null=True, default=None)
    until = Timestamptz(null=True, default=None)
    open_for = Varchar(length=80, null=True, default=None, unique=True)


class ActivationWork(Work, tablename="activation_work"):
    """An activation that is under way: it is gone once everybody in the group was seen to.

    `by` is who activated the group. The row sleeps while the group is suspended.
    """

    group = ForeignKey(Group, on_delete=OnDelete.cascade, null=False, unique=True)
    by: JSON | Any = JSON(default="{}")
