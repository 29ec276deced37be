"""Statements whose text is put together once in a process; the values come anew each time.

What Piccolo makes of a query with several subqueries takes longer than the database needs to answer it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, ParamSpec

from core.database.building import compiled
from core.database.connection import current

Values = ParamSpec("Values")


class Gap:
    """Stands where a value will go, while the text is put together."""

    def __init__(self, number: int) -> None:
        self.number = number


class Prepared(Generic[Values]):
    """A function that makes a query of plain values; called, it answers with the rows of the query.

    The query must be of the same shape for any values, and hold no others than those and constants.
    """

    def __init__(self, build: Callable[Values, Any]) -> None:
        self.build = build
        self._made: dict[str, tuple[Any, str, list[Any]]] = {}

    async def __call__(self, *values: Values.args, **_: Values.kwargs) -> Any:
        """Run the statement with these values, which are given in their order."""
        query, text, given = self.statement(*values)
        return await query._process_results(await current().engine.run_text(text, given))

    def statement(self, *values: Any) -> tuple[Any, str, list[Any]]:
        """Return the query that reads the rows, and the text of the statement with its values."""
        kind = current().kind
        if None in values:  # nothing equals what is absent: that is another statement
            made = self.build(*values)  # type: ignore[call-arg]  # those of a call
            return made, *compiled(made.querystrings[0], numbered=kind == "postgres")
        if kind not in self._made:
            self._made[kind] = self._make(len(values), numbered=kind == "postgres")
        query, text, places = self._made[kind]
        return query, text, [values[each.number] if type(each) is Gap else each for each in places]

    def _make(self, count: int, *, numbered: bool) -> tuple[Any, str, list[Any]]:
        query = self.build(*map(Gap, range(count)))  # type: ignore[call-arg, arg-type]  # places alone
        text, places = compiled(query.querystrings[0], numbered=numbered)
        if any(isinstance(each, datetime) for each in places):
            raise TypeError("a prepared statement would ask for the same moment for ever")
        return query, text, places


def prepared(build: Callable[Values, Any]) -> Prepared[Values]:
    """Have the text of a query be put together once for each kind of database."""
    return Prepared(build)
