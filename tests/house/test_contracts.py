"""The import contracts hold because a breach of any of them fails `make check`."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source import PARTS, ROOT
from tests.today import SHIFT

BREACHES = {
    "web and plugins stand on core, never the other way round": (
        "core/breach_layers.py",
        "import web.commands",
    ),
    "agreements stand below access, and the seal below agreements": (
        "core/agreements/breach_above.py",
        "import core.access.tables",
    ),
    "plugins never see each other": ("plugins/breach_one/__init__.py", "import plugins.breach_two"),
    "plugins use only the plugin API and the forms": (
        "plugins/breach_two/__init__.py",
        "import core.settings",
    ),
    "core draws no pages": ("core/breach_pages.py", "import litestar"),
    "tables are touched only inside core": ("web/breach_tables.py", "import piccolo.table"),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command as c; c()",
    ]
    # Who follows the clock of the tests has this project's `core` in place of the folder's.
    environment = {name: value for name, value in os.environ.items() if name != SHIFT}
    return subprocess.run(
        [*command, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def breached(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """A copy of the project in which every contract is broken once."""
    folder = tmp_path_factory.mktemp("breached")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "static"))
    for name, line in BREACHES.values():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{line}\n", "utf-8")
    return lint_imports(folder)


def test_a_breach_is_planted_for_every_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert {contract["name"] for contract in project["tool"]["importlinter"]["contracts"]} == set(BREACHES)


@pytest.mark.parametrize("contract", BREACHES)
def test_a_planted_breach_is_found(breached: subprocess.CompletedProcess[str], contract: str) -> None:
    assert breached.returncode != 0
    assert f"{contract} BROKEN" in breached.stdout, breached.stdout + breached.stderr


def test_the_checks_run_the_contracts_and_stop_at_the_first_failure() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("check:")[2].partition("\n\n")[0]
    assert recipe.splitlines()[-1] == "\t$(BIN)/lint-imports"
    assert not any(line.startswith("\t-") or "||" in line for line in recipe.splitlines())
