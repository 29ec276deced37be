"""The import contracts hold because a breach of any of them fails `make check`."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.house.source import PARTS, ROOT
from tests.today import SHIFT

CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
    "importlinter"
]["contracts"]
ONE_WAY_DOWN = "core has one way down"
BREACHES = {
    "web and plugins stand on core, never the other way round": (
        "core/breach_layers.py",
        "import web.commands",
    ),
    "plugins never see each other": ("plugins/breach_one/__init__.py", "import plugins.breach_two"),
    "plugins use only the plugin API and the forms": (
        "plugins/breach_two/__init__.py",
        "import core.settings",
    ),
    "core draws no pages": ("core/breach_pages.py", "import litestar"),
    "tables are touched only inside core": ("web/breach_tables.py", "import piccolo.table"),
    "rooms of core stand on one another without circles": (
        "core/audit/breach_circle.py",
        "import core.groups.people",
    ),
    ONE_WAY_DOWN: ("core/identity/breach_up.py", "import core.access.actions"),
    "families of pages never see each other": (
        "web/pages/office/breach_family.py",
        "import web.pages.console.work",
    ),
}


def floors() -> list[list[str]]:
    """The rooms of core, from the highest floor to the ground."""
    contract = next(each for each in CONTRACTS if each["name"] == ONE_WAY_DOWN)
    return [layer.replace("|", ":").replace(" ", "").split(":") for layer in contract["layers"]]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command as c; c()",
    ]
    # What shifts the clock of a process imports the product first, and not its copy.
    environment = {name: value for name, value in os.environ.items() if name != SHIFT}
    return subprocess.run(
        [*command, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def copied(folder: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", folder)
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "static"))
    return folder


@pytest.fixture(scope="module")
def breached(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """A copy of the project in which every contract is broken once."""
    folder = copied(tmp_path_factory.mktemp("breached"))
    for name, line in BREACHES.values():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{line}\n", "utf-8")
    return lint_imports(folder)


@pytest.fixture(scope="module")
def all_upward(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the contracts say of a copy in which every room imports one of the floor above it."""
    folder = copied(tmp_path_factory.mktemp("upward"))
    for above, floor in zip(floors(), floors()[1:], strict=False):
        for room in floor:
            package = folder / "core" / room
            file = package / "breach_up.py" if package.is_dir() else package.with_suffix(".py")
            with file.open("a", encoding="utf-8") as opened:
                opened.write(f"\nimport core.{above[0]}\n")
    return " ".join(lint_imports(folder).stdout.split())


def test_a_breach_is_planted_for_every_contract() -> None:
    assert {contract["name"] for contract in CONTRACTS} == set(BREACHES)


@pytest.mark.parametrize("contract", BREACHES)
def test_a_planted_breach_is_found(breached: subprocess.CompletedProcess[str], contract: str) -> None:
    assert breached.returncode != 0
    assert f"{contract} BROKEN" in breached.stdout, breached.stdout + breached.stderr


@pytest.mark.parametrize(
    ("above", "room"),
    [(above[0], room) for above, floor in zip(floors(), floors()[1:], strict=False) for room in floor],
)
def test_an_import_upward_is_found_in_every_room(all_upward: str, above: str, room: str) -> None:
    assert f"core.{room} is not allowed to import core.{above}:" in all_upward


def test_the_checks_run_the_contracts_and_stop_at_the_first_failure() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("check:")[2].partition("\n\n")[0]
    assert recipe.splitlines()[-1] == "\t$(BIN)/lint-imports"
    assert not any(line.startswith("\t-") or "||" in line for line in recipe.splitlines())
