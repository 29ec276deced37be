"""What is stored of the use of applications."""

from piccolo.columns import BigInt, ForeignKey, Timestamptz
from piccolo.columns.base import OnDelete

from core.access.tables import Grant
from core.database import OwnTable


class Use(OwnTable, tablename="application_use"):
    """When access was used: opened from here, first and last, and how often; the trail has each time.

    `there_at` is the last use of which the application told.
    """

    grant = ForeignKey(Grant, on_delete=OnDelete.cascade, null=False, primary_key=True)
    first_at = Timestamptz(null=True, default=None)
    last_at = Timestamptz(null=True, default=None, index=True)
    times = BigInt(default=0)
    there_at = Timestamptz(null=True, default=None, index=True)
