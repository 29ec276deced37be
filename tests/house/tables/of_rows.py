"""States of rows that no table of moves has: what their own docstring says of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from core.database import OwnTable
from tests.house.source import ROOT, python_files
from tests.house.tables.drawn import table

_SENTENCE = re.compile(r"`state` is (`.*?)(?:;|\.(?:\s|$))", re.DOTALL)
_ONE = re.compile(r"`([a-z-]+)`")
# What each of them is called; who has a table of moves has its own part of the page.
NAMES = {
    "access_review": "Access review of one practice",
    "change_request": "Change that support decides about",
    "group_cancellation": "Proposal to cancel a practice",
    "member_objection": "Objection to a person",
    "outbox_mail": "Email",
    "request_correction": "Correction of a request",
    "staff_change": "Proposal to change the staff",
    "work_item": "Work at an application",
}
MOVED = frozenset(
    {
        *("access_grant", "access_request", "agreement", "agreement_signer", "appointment", "enrollment"),
        *("group_join", "member", "member_authorization", "misuse_case", "practice_group"),
    }
)
# Repeats the state of something else.
REPEATED = frozenset({"staff_waiting"})


@cache
def tables_with_states() -> tuple[type[OwnTable], ...]:
    """Every table of the product and of what ships with it whose rows have a state."""
    files = (file.relative_to(ROOT) for file in python_files("core", "plugins") if file.name == "tables.py")
    modules = [import_module(".".join(file.with_suffix("").parts)) for file in files]
    found = {
        each for module in modules for each in vars(module).values() if _has_state(each, module.__name__)
    }
    return tuple(sorted(found, key=lambda each: each._meta.tablename))


def rows_with_states() -> Iterator[str]:
    """The parts of the page for rows without a table of moves."""
    for each in tables_with_states():
        if (name := each._meta.tablename) not in MOVED | REPEATED:
            yield f"## {NAMES[name]}\n\n{table(('State', 'When'), states_of(each))}"


def states_of(rows: type[OwnTable]) -> list[tuple[str, str]]:
    """Each state that the docstring of a table names, with what it says of it."""
    said = _SENTENCE.search(rows.__doc__ or "")
    if said is None:
        raise LookupError(f"{rows.__name__} doesn't say what its `state` is")
    columns = {column._meta.name for column in rows._meta.columns}
    sentence = " ".join(said[1].split())
    marks = [each for each in _ONE.finditer(sentence) if each[1] not in columns]
    ends = [*(each.start() for each in marks[1:]), len(sentence)]
    return [
        (each[0], re.sub(r"[\s,]+(?:and|or|then)?\s*$", "", sentence[each.end() : end]).strip(" ,;()"))
        for each, end in zip(marks, ends, strict=True)
    ]


def _has_state(each: object, module: str) -> bool:
    own = isinstance(each, type) and issubclass(each, OwnTable) and each.__module__ == module
    return own and any(column._meta.name == "state" for column in each._meta.columns)
