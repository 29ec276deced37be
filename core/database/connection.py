"""Joining the tables to an engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from piccolo.apps.migrations.tables import Migration
from piccolo.table import Table

from core.database.postgres import PooledPostgresEngine, PooledTransaction, as_it_is
from core.database.registry import all_tables, plugin_tables
from core.database.replica import Replica
from core.database.sqlite import PooledSQLiteEngine
from core.database.sqlite import PooledTransaction as SQLiteTransaction

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")
# Said at the end of an address: what is between gives each transaction another connection.
POOLER = "pooler"


@dataclass(frozen=True, slots=True)
class Database:
    """An open database; `kind` is `sqlite` or `postgres`."""

    engine: PooledSQLiteEngine | PooledPostgresEngine

    @property
    def kind(self) -> str:
        return str(self.engine.engine_type)

    async def close(self) -> None:
        """End every connection; afterwards the tables have no database."""
        await self.engine.close()
        if _open and _open[-1] is self:
            _open.pop()


_open: list[Database] = []


async def connect(url: str, *, replica: str = "") -> Database:
    """Open the database at `url` and put every table of this process on it.

    `sqlite:///relative/path`, `sqlite:////absolute/path` or `postgresql://user:password@host:port/name`. The
    last ends in `?pooler=transaction` where PgBouncer stands in between in that mode. Raises ValueError for
    any other address, and the driver's own error when the server does not answer. A `replica` is an address
    of PostgreSQL too; it need not answer.
    """
    database = Database(await _engine(url, replica))
    _put_tables_on(database)
    _open.append(database)
    return database


@asynccontextmanager
async def elsewhere(url: str) -> AsyncIterator[Database]:
    """Work on another database while the block runs, and afterwards on the one that was open before."""
    database = await connect(url)
    try:
        yield database
    finally:
        await database.close()
        if _open:
            _put_tables_on(_open[-1])


def _put_tables_on(database: Database) -> None:
    tables: tuple[type[Table], ...] = (*all_tables(), *plugin_tables(), Migration)
    for table in tables:
        table._meta.db = database.engine


def current() -> Database:
    """Return the database this process works on; RuntimeError before `connect`."""
    if not _open:
        raise RuntimeError("no database is open")
    return _open[-1]


def transaction() -> PooledTransaction | SQLiteTransaction:
    """Return one unit of work: all of it is stored, or none; inside another it joins that one."""
    return current().engine.transaction()


async def _engine(url: str, replica: str) -> PooledSQLiteEngine | PooledPostgresEngine:
    if url.startswith(SQLITE):
        return PooledSQLiteEngine(url.removeprefix(SQLITE))
    if url.startswith(POSTGRES):
        address, pooled = _without_pooler(url)
        engine = PooledPostgresEngine(address, pooled=pooled)
        await engine.start_connection_pool(min_size=1, max_size=10, reset=as_it_is)
        engine.replica = _replica(replica) if replica else None
        return engine
    raise ValueError(f"not a database address: it must begin with {SQLITE} or {POSTGRES[0]}")


def _replica(url: str) -> Replica:
    address, pooled = _without_pooler(url)
    return Replica(address, pooled=pooled)


def _without_pooler(url: str) -> tuple[str, bool]:
    """Return the address as the driver takes it, and whether a pooler stands in front of the server."""
    parts = urlsplit(url)
    said = parse_qsl(parts.query, keep_blank_values=True)
    modes = [value for name, value in said if name == POOLER]
    if modes not in ([], ["transaction"]):
        raise ValueError("not a database address: pooler must be transaction")
    others = urlencode([(name, value) for name, value in said if name != POOLER])
    return urlunsplit(parts._replace(query=others)), bool(modes)
