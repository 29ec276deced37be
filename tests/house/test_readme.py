"""The README says what the code does."""

import re

import pytest

from tests.house.readme import README, tables, written
from tests.house.source import ROOT


@pytest.mark.parametrize("name", tables())
def test_a_table_matches_the_code(name: str) -> None:
    assert f"<!-- {name} -->\n\n{tables()[name]}\n" in README.read_text("utf-8"), (
        "run: python -m tests.house.readme"
    )


def test_writing_the_tables_changes_nothing_else() -> None:
    text = README.read_text("utf-8")
    assert written(text) == text


def test_exactly_two_commands_start_everything_and_both_exist() -> None:
    block = re.search(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    commands = [line.split("#")[0].strip() for line in block[1].splitlines()]
    assert commands == ["make run", "make test"]
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {"run", "test", "check"} <= set(targets)


def test_every_file_a_document_points_to_is_there() -> None:
    for document in (README, *(ROOT / "docs").glob("*.md")):
        for link in re.findall(r"]\((?!https?:|mailto:|#)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / link).exists(), f"{document.name}: {link}"
