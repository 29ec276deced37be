"""What is stored of the work that giving and taking access makes."""

from piccolo.columns import UUID, Timestamptz, Varchar

from core.database import OwnTable


class Turn(OwnTable, tablename="work_turn"):
    """Whose turn it is to talk about one person to one application; over at `until` whatever happens."""

    key = Varchar(length=120, primary_key=True)
    holder = UUID()
    until = Timestamptz()
