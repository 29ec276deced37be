"""What is stored of the work that applications do by themselves."""

from piccolo.columns import UUID, BigInt, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4

from core.database import OwnTable
from core.database.leases import Work


class PluginWork(Work, tablename="plugin_work"):
    """A job of an application, or what it is told of things that moved.

    `key` is its slug, a colon and the name of the job; without a name it is what it is told, and `number` the
    last event of the trail that it knows of; of the job that asks what was used it is the moment, in seconds,
    up to which the application told. `late_at` is the moment from which staff have to look at it, and
    `alarmed_at` when they were told; `words` say what went wrong the last time. `attempts` counts the claims
    since it last ended well.
    """

    key = Varchar(length=120, unique=True)
    number = BigInt(null=True, default=None)
    words = Varchar(length=200)
    late_at = Timestamptz(null=True, default=None)
    alarmed_at = Timestamptz(null=True, default=None)


class StrayAccount(OwnTable, tablename="stray_account"):
    """An account that an application lists as on and that belongs to no access, until it is listed no more.

    `key` holds the application and the key that the account bears. `reason` says why it may stay, if somebody
    said so.
    """

    id = UUID(primary_key=True, default=UUID4())
    application = Varchar(length=60, index=True)
    key = Varchar(length=261, unique=True)
    account = Varchar(length=200)
    found_at = Timestamptz()
    cleared_at = Timestamptz(null=True, default=None)
    cleared_name = Varchar(length=200)
    reason = Varchar(length=500)
