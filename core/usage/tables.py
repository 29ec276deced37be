"""What is stored of the use of applications."""

from piccolo.columns import BigInt, ForeignKey, Timestamptz
from piccolo.columns.base import OnDelete

from core.access.tables import Grant
from core.database import OwnTable


class Use(OwnTable, tablename="application_use"):
    """When access was opened from here, first and last, and how often; the trail has each time."""

    grant = ForeignKey(Grant, on_delete=OnDelete.cascade, null=False, primary_key=True)
    first_at = Timestamptz()
    last_at = Timestamptz(index=True)
    times = BigInt(default=0)
