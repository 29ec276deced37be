"""Finds every table of the product: each part of core keeps its own in a file called `tables.py`."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from piccolo.table import Table, sort_table_classes

from core.plugin_api import PluginTable

CORE = Path(__file__).parents[1]


@cache
def all_tables() -> tuple[type[Table], ...]:
    """List every table of core, those that others point to first."""
    modules = [
        ".".join(path.relative_to(CORE.parent).with_suffix("").parts) for path in CORE.rglob("tables.py")
    ]
    return tuple(sort_table_classes([table for name in sorted(modules) for table in _tables_in(name)]))


def _tables_in(module: str) -> Iterator[type[Table]]:
    """The tables that a module makes itself. What Piccolo has for this brings all that writes migrations."""
    for _, found in sorted(vars(import_module(module)).items()):
        if isinstance(found, type) and issubclass(found, Table) and found.__module__ == module:
            yield found


def plugin_tables() -> tuple[type[Table], ...]:
    """List the tables of every plugin that was imported; one that is switched off is not."""
    return tuple(PluginTable.__subclasses__())
