"""What is stored of those who are told outside: how far each has been told."""

from piccolo.columns import BigInt, Timestamptz, Varchar

from core.database.leases import Work


class WebhookPlace(Work, tablename="webhook_place"):
    """The place of one endpoint in the trail: up to the event `number` it was told, or it is not its own.

    `answer` says in our words how it answered last, and `answered_at` when. It takes nothing since
    `failing_since`, and is told nothing since `paused_at` until somebody resumes it. `attempts` counts the
    claims since it last took something.
    """

    name = Varchar(length=60, unique=True)
    number = BigInt()
    answer = Varchar(length=200)
    answered_at = Timestamptz(null=True, default=None)
    failing_since = Timestamptz(null=True, default=None)
    paused_at = Timestamptz(null=True, default=None)
