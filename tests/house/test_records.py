"""A room reads for others in records: no public function of a `queries.py` answers with rows."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT, python_files


def rows_that_leave(file: Path, source: str) -> Iterator[str]:
    """Public functions of a file that answer with something whose columns have no types."""
    if file.name != "queries.py":
        return
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            names = {each.id for each in ast.walk(node.returns or node) if isinstance(each, ast.Name)}
            if "Any" in names or "Row" in names:
                yield f"{file}: {node.name}"


def test_the_search_finds_planted_rows() -> None:
    planted = "async def look() -> list[dict[str, Any]]: ...\ndef _own() -> dict[str, Any]: ..."
    assert list(rows_that_leave(Path("core/mail/queries.py"), planted)) == ["core/mail/queries.py: look"]
    assert not list(rows_that_leave(Path("core/mail/worker.py"), planted))


def test_only_records_leave_a_room() -> None:
    pairs = ((file.relative_to(ROOT), file.read_text("utf-8")) for file in python_files("core"))
    assert [each for file, source in pairs for each in rows_that_leave(file, source)] == []
