"""What is stored of things that happen by date."""

from piccolo.columns import UUID, Varchar

from core.database.leases import Work


class Due(Work, tablename="due"):
    """One thing of a `kind` that happens to one `subject` at the moment `due`; `key` holds both together.

    The row stays when it is over, with no moment: the next date of the same kind goes into the same row.
    """

    kind = Varchar(length=40)
    subject = UUID(index=True, default=None)
    key = Varchar(length=100, unique=True)
