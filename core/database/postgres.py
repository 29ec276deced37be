"""PostgreSQL through asyncpg's pool."""

from typing import Any

from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

from core.database import statements


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
                await (self.rollback() if exception else self.commit())
        finally:
            await self._give_back()
        return exception is None

    async def _give_back(self) -> None:
        if (pool := self.engine.pool) is not None:
            await pool.release(self.connection)


class PooledPostgresEngine(PostgresEngine):
    """Piccolo's PostgreSQL engine that always works through its pool."""

    def __init__(self, address: str) -> None:
        super().__init__(config={"dsn": address}, extensions=())

    async def check_version(self) -> None:
        """Not asked at start: opening the pool is what tells whether the server answers."""

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        """Run one statement, in the open transaction when there is one."""
        statements.note(str(querystring.template))
        return await super().run_querystring(querystring, in_pool)

    def transaction(self, allow_nested: bool = True) -> PooledTransaction:
        """A READ COMMITTED transaction; inside another it joins that one."""
        return PooledTransaction(self, allow_nested)

    async def close(self) -> None:
        """Close the pool."""
        await self.close_connection_pool()
