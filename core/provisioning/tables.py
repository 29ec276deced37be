"""What is stored of the work that giving and taking access makes."""

from piccolo.columns import JSON, UUID, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from core.access.tables import Grant
from core.database.leases import Work


class WorkItem(Work, tablename="work_item"):
    """One thing to do at one application for one grant, by the worker or by people.

    `kind` is `grant`, `revoke` or `check`. `state` is `waiting` (the worker's), `people`, `done`, `failed`
    (refused for good), `dead` (given up, may be tried again) or `over` (something newer is to be done).
    `generation` is that of the grant at the time; the item is worth nothing once the grant has another.
    `turn` names person and application: no two items with the same one are worked on at once. `failures`
    counts attempts that failed, `words` is what the last one said. `steps` is the check-list for people,
    `evidence` what they noted when it was done.
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
    evidence = Varchar(length=2000)
    made_at = Timestamptz(index=True)
    ended_at = Timestamptz(null=True, default=None)
    alarmed_at = Timestamptz(null=True, default=None)
    key = Varchar(length=100, unique=True)


class Turn(Table, tablename="work_turn"):
    """Whose turn it is to talk about one person to one application; over at `until` whatever happens."""

    key = Varchar(length=120, primary_key=True)
    holder = UUID()
    until = Timestamptz()
