"""What is stored of a practice while it enrolls."""

from __future__ import annotations

from piccolo.columns import JSON, UUID, Boolean, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.database import OwnTable


class Enrollment(OwnTable, tablename="enrollment"):
    """What an account asks for and has not sent: a practice to be registered, or more for a `group`.

    `open_for` is the account while the draft is open, or stands for the account and the group, so that an
    account has one open draft at a time, and one for each group. `version` counts the changes to the list of
    people.
    """

    id = UUID(primary_key=True, default=UUID4())
    account = UUID(index=True, default=None)
    open_for = UUID(null=True, default=None, unique=True)
    group = UUID(null=True, default=None)
    state = Varchar(length=20)
    version = Integer(default=1)
    started_at = Timestamptz()
    changed_at = Timestamptz()


class EnrollmentSection(OwnTable, tablename="enrollment_section"):
    """One step of a draft: what was typed, as it was typed. `key` holds the draft and the name together."""

    id = UUID(primary_key=True, default=UUID4())
    enrollment = ForeignKey(Enrollment, on_delete=OnDelete.cascade, null=False, index=True)
    name = Varchar(length=40)
    answers = JSON(default="{}")
    complete = Boolean(default=False)
    version = Integer(default=1)
    key = Varchar(length=80, unique=True)


class EnrollmentPerson(OwnTable, tablename="enrollment_person"):
    """A person of a draft: details as typed, and per application asked for its own answers as typed.

    With a `member` they belong to the group already, and what is known of them is read from there.
    """

    id = UUID(primary_key=True, default=UUID4())
    enrollment = ForeignKey(Enrollment, on_delete=OnDelete.cascade, null=False, index=True)
    member = UUID(null=True, default=None)
    role = Varchar(length=20)
    staff_type = Varchar(length=60)
    suffix = Varchar(length=40)
    details = JSON(default="{}")
    applications = JSON(default="{}")
    complete = Boolean(default=False)
    position = Integer()
    version = Integer(default=1)


class EnrollmentImport(OwnTable, tablename="enrollment_import"):
    """The rows that wait in a draft: those of the spreadsheet last read, and what stayed of earlier ones.

    `waiting` counts them and `fresh` says whether a file waits to be confirmed. `key` names the state that a
    page was drawn from, `result` what came of confirming the last one, `added` the people of each import,
    and `headings` the columns that this account chose for its headings.
    """

    id = UUID(primary_key=True, default=UUID4())
    enrollment = ForeignKey(Enrollment, on_delete=OnDelete.cascade, null=False, unique=True)
    account = UUID(index=True, default=None)
    key = UUID(default=None)
    file_name = Varchar(length=200)
    listing = JSON(default="{}")
    waiting = Integer(default=0)
    fresh = Boolean(default=False)
    result = JSON(default="{}")
    added = JSON(default="[]")
    headings = JSON(default="{}")
    read_at = Timestamptz()
