"""Holding rows until a transaction ends."""

from typing import Any, TypeVar

from piccolo.query import Select

Rows = TypeVar("Rows", bound=Select[Any])


def locked(query: Rows, *, skip: bool = False) -> Rows:
    """Have a query hold the rows it finds until the transaction ends; with `skip` it passes over held ones.

    On SQLite nothing is added: a transaction that may write holds the whole file already.
    """
    if query.engine_type != "postgres":
        return query
    return query.lock_rows("UPDATE", skip_locked=skip)
