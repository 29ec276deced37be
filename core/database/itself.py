"""What the open database says of itself: version, room, connections, and what time it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic

from piccolo.apps.migrations.tables import Migration

from core import clock
from core.database.connection import current

_POSTGRES = """
    SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size,
        (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connected,
        current_setting('max_connections')::int AS most, clock_timestamp() AS at
"""


@dataclass(frozen=True, slots=True)
class Itself:
    """Name, version, bytes that it takes, and its connections of all it may have, where it has a limit.

    `ahead` is how far its clock is before that of this machine; a file has none of its own.
    """

    name: str
    size: int
    connected: int = 0
    most: int = 0
    ahead: timedelta | None = None


async def about_itself(file: Path | None) -> Itself:
    """Ask the open database about itself; one statement. `file` is where it is one."""
    if current().kind == "sqlite":
        (row,) = await Migration.raw("SELECT sqlite_version() AS version")
        files = [file, file.with_name(f"{file.name}-wal")] if file else []
        size = sum(each.stat().st_size for each in files if each.exists())
        return Itself(f"SQLite {row['version']}", size)
    began = monotonic()
    (row,) = await Migration.raw(_POSTGRES)
    # Its answer was on its way for half of the time, as far as anybody can tell.
    here = clock.system_time() - timedelta(seconds=(monotonic() - began) / 2)
    name = f"PostgreSQL {row['version'].split()[0]}"
    return Itself(name, row["size"], row["connected"], row["most"], row["at"] - here)
