"""README and documentation say what the code does, and each thing has exactly one page."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

from core.moves import Moves
from core.settings import Settings
from tests.house.log_names import known_elsewhere, log_names, said_elsewhere
from tests.house.source import ROOT, python_files
from tests.house.tables import DOCS, README, TABLES, documents, marks, written
from tests.house.tables.happening import THINGS
from tests.house.tables.named_elsewhere import NAMED, written_indirectly
from tests.house.tables.of_rows import MOVED, NAMES, REPEATED, tables_with_states


@pytest.mark.parametrize("document", documents(), ids=lambda each: each.stem)
def test_what_is_drawn_from_the_code_matches_it(document: Path) -> None:
    text = document.read_text("utf-8")
    assert text == written(text), "run: python -m tests.house.tables"


def test_each_table_stands_on_one_page() -> None:
    found = [name for document in documents() for name in marks(document.read_text("utf-8"))]
    assert sorted(found) == sorted(TABLES)


def test_each_setting_command_and_state_is_listed_once() -> None:
    """A second list of the same would be wrong one day."""
    pages = {document: document.read_text("utf-8") for document in documents()}
    for name in Settings.model_fields:
        row = re.compile(rf"^\| `PORTAL_{name.upper()}` \|", re.MULTILINE)
        assert [page.name for page, text in pages.items() if row.search(text)] == ["settings.md"]
    listed = [page.name for page, text in pages.items() if re.search(r"^\| `portal \w+", text, re.MULTILINE)]
    assert listed == ["commands.md"]


def test_each_line_of_the_log_has_its_row_and_each_row_its_line() -> None:
    rows = re.findall(r"^\| `([a-z.-]+)` \|", (DOCS / "log.md").read_text("utf-8"), re.MULTILINE)
    # How long something was blocked stands with the line that says so.
    said = {each for each in log_names() if not each.endswith(".over")}
    assert sorted(rows) == sorted(said)


def test_each_state_stands_on_the_page_of_states() -> None:
    """Of a table of moves, or of rows that have states without one."""
    rooms = (file.relative_to(ROOT).with_suffix("").parts for file in python_files("core", "plugins"))
    moves = [each for room in rooms if room[-1] != "__main__" for each in moves_of(".".join(room))]
    assert {id(each) for each in moves} == {id(each) for each in THINGS.values()}
    assert {each._meta.tablename for each in tables_with_states()} == {*MOVED, *NAMES, *REPEATED}


def moves_of(name: str) -> list[Moves]:
    """The tables of moves that a module holds, alone or several by name."""
    file = ROOT.joinpath(*name.split(".")).with_suffix(".py")
    if "Moves" not in (file.read_text("utf-8") if file.exists() else ""):
        return []
    held = [each for each in vars(import_module(name)).values() if isinstance(each, Moves | Mapping)]
    each_of = [each.values() if isinstance(each, Mapping) else [each] for each in held]
    return [each for several in each_of for each in several if isinstance(each, Moves)]


def test_no_event_hides_its_kind_where_nobody_looks_for_it() -> None:
    """Kinds are read from the calls that write them; of every other call the kinds are named."""
    assert written_indirectly() == {*NAMED}


def test_no_line_hides_its_name_where_nobody_looks_for_it() -> None:
    assert said_elsewhere() == known_elsewhere()


def test_exactly_two_commands_start_everything_and_both_exist() -> None:
    block = re.search(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert block is not None
    commands = [line.split("#")[0].strip() for line in block[1].splitlines()]
    assert commands == ["make run", "make test"]
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {"run", "test", "check", "docs"} <= set(targets)


def test_every_file_a_document_points_to_is_there() -> None:
    for document in documents():
        for link in re.findall(r"]\((?!https?:|mailto:|#)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_the_documentation_is_built_without_a_warning(tmp_path: Path) -> None:
    """Every page is in the contents, and every link inside leads somewhere."""
    build = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-E", "-d", tmp_path / "kept"]
    done = subprocess.run([*build, DOCS, tmp_path / "pages"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = {page.stem for page in (tmp_path / "pages").glob("*.html")}
    assert {page.stem for page in DOCS.glob("*.md")} <= pages


def test_a_page_that_leads_nowhere_stops_the_building(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text((DOCS / "conf.py").read_text("utf-8"), "utf-8")
    (tmp_path / "index.md").write_text("# Planted\n\n[nowhere](nowhere.md)\n", "utf-8")
    build = [sys.executable, "-m", "sphinx", "-q", "-W", tmp_path, tmp_path / "pages"]
    assert subprocess.run(build, capture_output=True, check=False).returncode != 0
