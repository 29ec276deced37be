"""What is stored to know the secrets of a database again."""

from piccolo.columns import Text, Timestamptz, Varchar

from core.database import OwnTable


class KeyMark(OwnTable, tablename="key_mark"):
    """One secret key that was used here: something sealed with it, and a code made with the pepper."""

    key = Varchar(length=8, primary_key=True)
    made_at = Timestamptz()
    sealed = Text()
    code = Varchar(length=64)
