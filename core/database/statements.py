"""Counting the statements that a piece of work sends to the database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Statements:
    """The statements seen so far, in order, as text and values; transaction marks are not among them.

    `reads` has the reads of which a statement was made, by the text of that statement.
    """

    texts: list[str] = field(default_factory=list)
    values: list[tuple[Any, ...]] = field(default_factory=list)
    reads: dict[str, list[tuple[str, tuple[Any, ...]]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts)


_counter: ContextVar[Statements | None] = ContextVar("statements", default=None)


@contextmanager
def count_statements() -> Iterator[Statements]:
    """Collect every statement sent by this task, and by those started in it, until the block ends."""
    statements = Statements()
    token = _counter.set(statements)
    try:
        yield statements
    finally:
        _counter.reset(token)


def counting() -> bool:
    """Tell whether anybody wants to know."""
    return _counter.get() is not None


def note(text: str, values: Sequence[Any] = ()) -> None:
    """Note a statement; the engines call this for each."""
    if (statements := _counter.get()) is not None:
        statements.texts.append(text)
        statements.values.append(tuple(values))


def note_reads(text: str, reads: Sequence[tuple[str, Sequence[Any]]]) -> None:
    """Note of which reads a statement is made that comes next."""
    if (statements := _counter.get()) is not None:
        statements.reads[text] = [(each, tuple(values)) for each, values in reads]
