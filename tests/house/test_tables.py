"""Tables belong to one room: others read them in `queries` and name them in `tables.py`, nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT, python_files


def foreign_tables(file: Path, source: str) -> Iterator[str]:
    """Tables of another room that a file of core imports where it may not."""
    if file.name in {"queries.py", "tables.py"} or file.parent.name == "queries":
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and re.fullmatch(r"core\.\w+\.tables", node.module or ""):
            room = str(node.module).split(".")[1]
            if room != file.parts[1]:
                yield f"{file}: {room}"


def found() -> set[str]:
    pairs = ((file.relative_to(ROOT), file.read_text("utf-8")) for file in python_files("core"))
    return {each for file, source in pairs for each in foreign_tables(file, source)}


def test_the_search_finds_a_planted_breach() -> None:
    planted = list(foreign_tables(Path("core/mail/breach.py"), "from core.groups.tables import Group"))
    assert planted == ["core/mail/breach.py: groups"]


def test_reading_in_queries_and_naming_in_tables_is_no_breach() -> None:
    for name in ("queries.py", "queries/lists.py", "tables.py"):
        assert not list(foreign_tables(Path("core/mail") / name, "from core.groups.tables import Group"))


def test_no_file_takes_the_tables_of_another_room() -> None:
    assert found() == set()
