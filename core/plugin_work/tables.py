"""What is stored of the work that applications do by themselves."""

from piccolo.columns import BigInt, Timestamptz, Varchar

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
