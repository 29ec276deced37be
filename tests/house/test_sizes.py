"""Files and functions stay small enough to be read in one go."""

import ast
from collections.abc import Iterator

from tests.house.source import PARTS, migrations, python_files, short

LONGEST_FILE = 300
# Every table in one list, which is read by looking a name up.
LONGEST_MIGRATION = 1240
LONGEST_FUNCTION = 40
MEASURED = (*PARTS, "benchmarks", "tests")


def functions(source: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_the_search_finds_a_planted_long_function() -> None:
    assert list(functions("def long():\n" + "    x = 1\n" * 50)) == [("long", 51)]


def test_no_file_is_longer_than_its_budget() -> None:
    budget = dict.fromkeys(python_files(*MEASURED), LONGEST_FILE)
    budget |= dict.fromkeys(migrations(*PARTS), LONGEST_MIGRATION)
    lengths = {file: len(file.read_text("utf-8").splitlines()) for file in budget}
    assert {short(file): lines for file, lines in lengths.items() if lines > budget[file]} == {}


def test_no_function_is_longer_than_its_budget() -> None:
    found = [
        f"{short(file)} {name} ({lines} lines)"
        for file in python_files(*MEASURED)
        for name, lines in functions(file.read_text("utf-8"))
        if lines > LONGEST_FUNCTION
    ]
    assert found == []
