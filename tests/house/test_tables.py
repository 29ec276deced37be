"""Tables belong to one room: others read them in `queries` and name them in `tables.py`, nowhere else.

Nor does text of SQL name what stands on a floor above: the one way down holds for it as for imports.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
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


NAMED = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?(\w+)')
TABLE = re.compile(r'tablename="(\w+)"')


@cache
def homes() -> Mapping[str, str]:
    """The room of each table, by its name."""
    files = (ROOT / "core").glob("*/tables.py")
    found = ((name, file.parent.name) for file in files for name in TABLE.findall(file.read_text("utf-8")))
    return dict(found)


@cache
def floors() -> Mapping[str, int]:
    """How far from the top each room is, as the import contract says."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = (each["layers"] for each in contracts if each["name"] == "core has one way down")
    return {room.strip(): depth for depth, one in enumerate(layers) for room in re.split(r"[|:]", one)}


def named_above(file: Path, source: str) -> Iterator[str]:
    """Tables that the text of a file reads or writes, of a room that it may not see."""
    room, where = file.parts[1].removesuffix(".py"), floors()
    for name in NAMED.findall(source) if room != "database" else ():
        home = homes().get(name, room)
        if home != room and where[home] <= where[room]:
            yield f"{file}: {name} of {home}"


def test_no_text_names_a_table_of_a_room_above_or_beside() -> None:
    files = [(file.relative_to(ROOT), file.read_text("utf-8")) for file in python_files("core")]
    assert {each for file, source in files for each in named_above(file, source)} == set()
    assert sum(name in homes() for _, source in files for name in NAMED.findall(source)) > 100


def test_the_search_finds_a_table_of_a_room_above_and_beside() -> None:
    text = 'JOIN access_review AS v ON v."group" = g.id'
    assert list(named_above(Path("core/requests/queries/needs.py"), text)) == [
        "core/requests/queries/needs.py: access_review of reviews"
    ]
    assert len(list(named_above(Path("core/console/breach.py"), text))) == 1
    assert not list(named_above(Path("core/misuse/queries/cases.py"), text))
