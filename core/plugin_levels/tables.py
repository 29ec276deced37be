"""What is stored of plugins that were checked."""

from piccolo.columns import Timestamptz, Varchar

from core.database import OwnTable


class CheckedPlugin(OwnTable, tablename="checked_plugin"):
    """One plugin with exactly these files, and the level it reached when it was last checked."""

    digest = Varchar(length=64, primary_key=True)
    slug = Varchar(length=64)
    version = Varchar(length=200)
    level = Varchar(length=10)
    at = Timestamptz()
