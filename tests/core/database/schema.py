"""Everything a database holds beside rows, as facts to compare; a table's columns in any order."""

import re

from core.database import Database

SQLITE = ("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL",)
POSTGRES = (
    "SELECT 'column' AS kind, table_name AS name, column_name, data_type, character_maximum_length, "
    "is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT 'index' AS kind, indexname AS name, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT 'constraint' AS kind, conname AS name, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "SELECT 'trigger' AS kind, tgname AS name, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
)
COMMA = re.compile(r",(?![^(]*\))")

Fact = tuple[str, ...]


async def schema(database: Database) -> set[Fact]:
    """Every table, column, index, constraint and trigger: its kind, its name and what it is."""
    found: set[Fact] = set()
    for question in SQLITE if database.kind == "sqlite" else POSTGRES:
        for row in await database.engine.run_ddl(question):
            found.update(_facts([" ".join(str(value).split()) for value in row.values()]))
    return found


def _facts(row: list[str]) -> list[Fact]:
    """A table of SQLite is one statement: each of its columns becomes a fact of its own."""
    if row[0] != "table":
        return [tuple(row)]
    inside = row[2].partition("(")[2].rpartition(")")[0]
    return [("column", row[1], column.strip()) for column in COMMA.split(inside)]
