"""Which failures mean that the database cannot do its work just now, and which are faults of our own."""

from __future__ import annotations

import socket
import sqlite3

import asyncpg

_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    }
)
# SQLite keeps details in the higher bits of its codes.
_KIND = 0xFF
_POSTGRES = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,
    # What the driver says when a connection broke between two of its steps.
    asyncpg.InternalClientError,
)
# A closed connection, and a server that answers at none of its addresses; subclasses tell of other things.
_EXACTLY = (asyncpg.InterfaceError, OSError)
_NETWORK = (ConnectionError, TimeoutError, socket.gaierror)


def is_outage(problem: BaseException) -> bool:
    """Tell whether the database is down, out of reach or out of room, so that trying again later may help."""
    if isinstance(problem, sqlite3.Error):
        return getattr(problem, "sqlite_errorcode", 0) & _KIND in _SQLITE
    return type(problem) in _EXACTLY or isinstance(problem, (*_POSTGRES, *_NETWORK))


def is_unmigrated(problem: BaseException) -> bool:
    """Tell whether the database lacks a table or column, as it does before `portal migrate`."""
    if isinstance(problem, sqlite3.OperationalError):
        return str(problem).startswith(("no such table", "no such column"))
    return isinstance(problem, asyncpg.UndefinedTableError | asyncpg.UndefinedColumnError)
