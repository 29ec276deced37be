"""Whether a plugin keeps to tables of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import AsyncIterator, Iterator

from core.database.new_migration import lacking
from core.database.registry import all_tables
from web.plugin_check.rules import Exempt, Level, rule
from web.plugin_check.subject import Source, Subject

_TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE|TABLE|REFERENCES)\s+"?([a-z][a-z0-9_]*)', re.IGNORECASE)


@rule("S7", Level.SAFE, "Touches no table but its own, and these have migrations")
async def tables(subject: Subject) -> AsyncIterator[str]:
    """Each table is a `PluginTable` whose name begins with the slug and an underscore, and what the plugin's
    migrations make is what its tables say. No text of SQL, no foreign key and no migration names a table of
    the product.

    Why: the product's tables change without notice, and each of its changes writes an event with it. A plugin
    that writes there changes what people have and leaves no trace. A table without its migration is missing
    in production, and there alone.

    To fix it: take what you need from the `Grant`, from `opened` or from `practice`, and store what is yours
    in a table of your own. `portal plugin migration` writes what the migrations lack.
    """
    # What it has must not hang on whether the host would start: the text is looked at first.
    found = [words for source in subject.sources for words in _of_others(source, subject.slug)]
    for words in found:
        yield words
    for words in subject.faults_at("tables"):
        yield f"tables {words.partition(' ')[2]}"
    record = subject.record
    if not found and not record.tables:
        raise Exempt("it has no tables")
    for table in record.tables:
        for column in table._meta.foreign_key_columns:
            yield f"{table.__name__}.{column._meta.name}: is a foreign key; keep the key of a grant instead"
    if record.folder is not None:
        for words in await lacking({subject.slug: (record.folder, record.tables)}):
            yield words.partition(": ")[2]


def _of_others(source: Source, slug: str) -> Iterator[str]:
    """Tables of the product that a file names, and those that a migration makes under another name."""
    core = {table._meta.tablename for table in all_tables()}
    in_migrations = "migrations" in source.file.parts
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            named = {name.lower() for name in _TABLE.findall(node.value)}
            yield from (
                f'{source.at(node)}: names "{name}", a table of the product' for name in sorted(named & core)
            )
        if in_migrations and isinstance(node, ast.keyword) and node.arg == "tablename":
            value = getattr(node.value, "value", None)
            if isinstance(value, str) and not value.startswith(f"{slug}_"):
                yield f'{source.at(node.value)}: makes the table "{value}", which isn’t named "{slug}_…"'
