"""A migration is the same for ever: it imports nothing of the product, which goes on changing."""

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.house.source import PARTS, migrations, short

ALLOWED = {"piccolo", *sys.stdlib_module_names}


def live_imports(source: str) -> Iterator[str]:
    """Every import of something else than Piccolo and the standard library, wherever it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = ["." * node.level + (node.module or "")]
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] not in ALLOWED)


@pytest.mark.parametrize(
    "planted",
    [
        "from core.audit.tables import AuditEvent",
        "import plugins.dsm.tables as tables",
        "from web import commands",
        "from .. import registry",
        "async def forwards():\n    from core.clock import now",
    ],
)
def test_a_planted_import_is_found(planted: str) -> None:
    assert len(list(live_imports(f"import json\nfrom piccolo.table import Table\n{planted}"))) == 1


def test_no_migration_imports_live_code() -> None:
    files = migrations(*PARTS)
    assert len(files) >= 2
    assert {short(file): found for file in files if (found := [*live_imports(file.read_text("utf-8"))])} == {}
