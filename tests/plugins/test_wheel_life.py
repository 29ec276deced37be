"""The whole life of an application whose wheel was built outside the tree, in an environment of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

import pytest

from core.site import find_site
from tests.house.source import ROOT
from web.plugin_making import begin

ABOUT = {"author": "Robin Example", "contact": "robin.example@example.com", "license": "MIT"}
BUILD = "from setuptools.build_meta import build_wheel; build_wheel('dist')"
# A question more, which everybody is asked from then on, and what stands for it in answers from before.
ASKS_MORE = '''
    unit: str = field("Where the person works", hint="For example, Laboratory.", missing="Enter it")


def answers_of_before(version: int, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """In the first version nobody was asked where they work."""
    return {**answers, "unit": "Not known"} if version == 1 else answers
'''


class Environment:
    """An environment in which nothing is installed but what this one has, and this product."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=False, symlinks=True)
        self._python, self._folder = folder / "bin" / "python", folder
        here = sysconfig.get_path("purelib")
        (beside,) = folder.glob("lib/python*/site-packages")
        lines = [str(ROOT), f"import site; site.addsitedir({here!r})"]
        (beside / "beside.pth").write_text("\n".join(lines), "utf-8")

    def pip(self, *words: str) -> None:
        """Have pip of this environment do something in that one, without a network."""
        asked = [sys.executable, "-m", "pip", "--python", str(self._python), "--disable-pip-version-check"]
        _run([*asked, *words], self._folder)

    def step(self, name: str, folder: Path) -> dict[str, Any]:
        """Take a step of the life in a process of that environment."""
        said = _run([str(self._python), "-m", "tests.plugins.wheel_life", name, str(folder)], folder)
        found: dict[str, Any] = json.loads(said.splitlines()[-1])
        return found


def _told(command: list[str], where: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, check=False, cwd=where, env=environment, capture_output=True, text=True)


def _run(command: list[str], where: Path) -> str:
    done = _told(command, where)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def wheel(project: Path) -> Path:
    """Build its wheel, offline."""
    shutil.rmtree(project / "build", ignore_errors=True)
    _run([sys.executable, "-c", BUILD], project)
    return max(project.glob("dist/*.whl"))


def ask_more(project: Path) -> None:
    """Make the next version of it, with a new question that has to be answered."""
    own = project / "lab_viewer"
    fields = (own / "fields.py").read_text("utf-8")
    imports = '"""\n\nfrom collections.abc import Mapping\nfrom typing import Any, Literal\n'
    fields = fields.replace('"""\n\nfrom typing import Literal\n', imports, 1)
    (own / "fields.py").write_text(fields + ASKS_MORE, "utf-8")
    start = (own / "__init__.py").read_text("utf-8")
    start = start.replace("import Wanted\n", "import Wanted, answers_of_before\n")
    newer = "fields=Wanted,\n    fields_version=2,\n    upgrade_answers=answers_of_before,\n"
    (own / "__init__.py").write_text(start.replace("fields=Wanted,\n", newer), "utf-8")
    whole = (project / "pyproject.toml").read_text("utf-8")
    (project / "pyproject.toml").write_text(whole.replace('"1.0.0"', '"2.0.0"'), "utf-8")


@pytest.fixture
def deployment(tmp_path: Path, sqlite_template: Path) -> Path:
    """A folder with the shipped site and a migrated, empty database."""
    folder = tmp_path / "deployment"
    folder.mkdir()
    site = shutil.copytree(find_site("banner"), folder / "site")
    shutil.copy(site / "profile.toml", folder / "shipped.toml")
    shutil.copy(sqlite_template, folder / "portal.sqlite")
    return folder


def assert_examined(said: dict[str, Any], version: str) -> None:
    """A production refused it, whatever was recorded of another version, until its own check was."""
    assert said["before"].startswith("isn’t known to be safe as it is installed here")
    assert said["outcomes"] == ["pass"] * 3 and said["checked"] == version and said["after"] == {}


def test_a_wheel_from_outside_is_installed_requested_upgraded_revoked_and_uninstalled(
    tmp_path: Path, deployment: Path
) -> None:
    project = begin("Lab Viewer", tmp_path, ABOUT).folder
    there = Environment(tmp_path / "environment")
    there.pip("install", "--no-index", "--no-deps", str(wheel(project)))
    assert_examined(there.step("examined", deployment), "1.0.0")
    given = there.step("requested", deployment)
    assert given == {"states": ["active", "active"], "enabled": [True, True], "version": "1.0.0"}
    ask_more(project)
    there.pip("install", "--no-index", "--no-deps", "--upgrade", str(wheel(project)))
    assert_examined(there.step("examined", deployment), "2.0.0")
    after = there.step("upgraded", deployment)
    assert after["version"] == "2.0.0" and after["unfit"] == []
    assert sorted(after["states"]) == ["active", "revoked"] and sorted(after["enabled"]) == [False, True]
    there.pip("uninstall", "--yes", "lab-viewer")
    left = there.step("uninstalled", deployment)
    assert left["refused"].startswith("plugins.lab_viewer: is neither a folder of plugins/ nor an installed")
    assert left["state"] == "people" and "Lab Viewer" in left["steps"]
