"""One name, one thing: public names that stand in two rooms of core are listed, and the list only shrinks."""

import ast
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from tests.house.source import ROOT, python_files

LISTED = Path(__file__).with_name("shared_names.txt")


def public_names(source: str) -> set[str]:
    """Classes and functions that a module shows to others."""
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = {node.name for node in ast.parse(source).body if isinstance(node, kinds)}
    return {name for name in found if not name.startswith("_")}


def standing_in_two_rooms(sources: Mapping[Path, str]) -> set[str]:
    rooms: dict[str, set[str]] = defaultdict(set)
    for file, source in sources.items():
        for name in public_names(source):
            rooms[name].add(file.parts[1])
    return {name for name, places in rooms.items() if len(places) > 1}


def listed() -> set[str]:
    return set(LISTED.read_text("utf-8").split())


def found() -> set[str]:
    # A migration repeats the tables of every room, as they were on its day.
    files = [file.relative_to(ROOT) for file in python_files("core")]
    return standing_in_two_rooms(
        {file: (ROOT / file).read_text("utf-8") for file in files if "migrations" not in file.parts}
    )


def test_the_search_finds_a_planted_name_in_two_rooms() -> None:
    planted = {Path("core/one/a.py"): "def look(): ...", Path("core/two/b.py"): "class look: ..."}
    assert standing_in_two_rooms(planted) == {"look"}


def test_no_further_name_stands_in_two_rooms() -> None:
    assert found() - listed() == set()


def test_a_name_that_stands_in_one_room_again_is_taken_off_the_list() -> None:
    assert listed() - found() == set()
