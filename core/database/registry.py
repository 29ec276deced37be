"""Finds every table of the product: each part of core keeps its own in a file called `tables.py`."""

from functools import cache
from pathlib import Path

from piccolo.conf.apps import table_finder
from piccolo.table import Table, sort_table_classes

from core.plugin_api import PluginTable

CORE = Path(__file__).parents[1]


@cache
def all_tables() -> tuple[type[Table], ...]:
    """List every table of core, those that others point to first."""
    modules = [
        ".".join(path.relative_to(CORE.parent).with_suffix("").parts) for path in CORE.rglob("tables.py")
    ]
    return tuple(sort_table_classes(table_finder(sorted(modules), exclude_imported=True)))


def plugin_tables() -> tuple[type[Table], ...]:
    """List the tables of every plugin that was imported; one that is switched off is not."""
    return tuple(PluginTable.__subclasses__())
