"""PostgreSQL through asyncpg's pool."""

from functools import partial
from typing import Any

from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

from core.apart import at_home
from core.database import statements
from core.database.building import compiled
from core.database.cutting import pass_point
from core.database.gathering import gathering_for
from core.database.lateness import reads_late, refuse_changes
from core.database.replica import Replica

# Long for us, whose transactions wait for nothing but the database; short for those who want the rows.
LONGEST_SLEEP = 20


class PooledTransaction(PostgresTransaction):
    """A transaction whose connection goes back to the pool even when its beginning or its end fails."""

    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is not None:
            return self._parent
        self.connection = await self.get_connection()
        self.transaction = self.connection.transaction()
        try:
            await self.begin()
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent is not None:
            return exception is None
        self.engine.current_transaction.reset(self.context)
        try:
            if not (self._rolled_back or self._committed):
                await (self.rollback() if exception else self._commit())
        finally:
            await self._give_back()
        return exception is None

    async def _commit(self) -> None:
        pass_point("COMMIT")
        await self.commit()

    async def _give_back(self) -> None:
        if (pool := self.engine.pool) is not None:
            await pool.release(self.connection)


async def as_it_is(_: object) -> None:
    """Give a connection back without asking the server to forget what was set on it.

    That would be a visit to the server for every statement, and we set nothing: a test holds that. A
    transaction that was left open is rolled back all the same, by asyncpg itself.
    """


class PooledPostgresEngine(PostgresEngine):
    """Piccolo's PostgreSQL engine that always works through its pool.

    The server ends a transaction in which nothing happens for `longest_sleep` seconds: a process that was
    stopped, or whose machine is gone, must not keep its locks. Where it is `pooled`, each transaction may get
    another connection of the server: nothing is prepared beforehand, and that limit is for the server to set.
    Reads that may be late go to the `replica`, where there is one.
    """

    def __init__(self, address: str, longest_sleep: float = LONGEST_SLEEP, *, pooled: bool = False) -> None:
        self.pooled = pooled
        self.replica: Replica | None = None
        limits = {"idle_in_transaction_session_timeout": f"{longest_sleep * 1000:.0f}ms"}
        own = {"statement_cache_size": 0} if pooled else {"server_settings": limits}
        super().__init__(config={"dsn": address, **own}, extensions=())

    async def check_version(self) -> None:
        """Ask nothing at start: opening the pool is what tells whether the server answers."""

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        """Run one statement, in the open transaction when there is one."""
        return await self.run_text(*compiled(querystring, numbered=True))

    async def run_text(self, text: str, values: list[Any]) -> Any:
        """Run a statement that is put together already."""
        if carry := at_home():
            return await carry(partial(self.run_text, text, values))
        if self.current_transaction.get() is None and (together := gathering_for(text)):
            return await together.rows(self, text, values)
        if statements.counting():
            statements.note(text, values)
        pass_point("statement")
        refuse_changes(text)
        if (transaction := self.current_transaction.get()) is not None:
            return await transaction.connection.fetch(text, *values)
        if self.replica and reads_late():
            return await self.replica.read(text, values, self._run_in_pool)
        return await self._run_in_pool(text, values)

    async def run_rows(self, text: str, values: list[Any]) -> Any:
        """Run a statement for very many rows, which come as the driver has them: a dict for each is dear."""
        if carry := at_home():
            return await carry(partial(self.run_rows, text, values))
        if statements.counting():
            statements.note(text, values)
        pass_point("statement")
        if (transaction := self.current_transaction.get()) is not None:
            return await transaction.connection.fetch(text, *values)
        if self.pool is None:
            raise RuntimeError("no database is open")
        async with self.pool.acquire() as connection:
            return await connection.fetch(text, *values)

    def transaction(self, allow_nested: bool = True) -> PooledTransaction:
        """Return a READ COMMITTED transaction; inside another it joins that one."""
        refuse_changes()
        return PooledTransaction(self, allow_nested)

    async def close(self) -> None:
        """Close the pool, and that of the replica."""
        if self.replica:
            await self.replica.close()
        await self.close_connection_pool()
