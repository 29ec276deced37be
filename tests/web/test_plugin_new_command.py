"""`portal plugin new`, as somebody runs it who begins a plugin."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from web.commands import portal
from web.plugin_check import Level, every_rule, running


def run(*words: str) -> Result:
    return CliRunner().invoke(portal, words)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A plugin as it is begun."""
    assert run("plugin", "new", "Lab Viewer", "--in", str(tmp_path)).exit_code == 0
    return tmp_path / "lab-viewer"


def test_what_is_begun_is_right_as_it_stands(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # How long it takes here is no matter of the plugin's.
    monkeypatch.setattr(running, "LONGEST", 300.0)
    monkeypatch.setattr(running, "ALTOGETHER", 300.0)
    for tool in (
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("pytest", "-p", "no:cacheprovider"),
    ):
        command = [sys.executable, "-m", *tool]
        done = subprocess.run(command, cwd=project, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    asked = [f"--rule={each.id}" for each in every_rule() if each.level <= Level.KIND]
    checked = run("plugin", "check", str(project), "--json", *asked)
    report = json.loads(checked.output)
    assert [each for each in report["results"] if each["outcome"] == "fail"] == []
    assert (checked.exit_code, report["slug"], report["name"]) == (0, "lab_viewer", "Lab Viewer")
    written = [file for kind in ("py", "md", "toml", "yml") for file in project.rglob(f"*.{kind}")]
    assert [file for file in written if re.search("@[a-z]+@", file.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dsm", "there already"),
        ("Json", "there already"),
        ("3 Viewers", "begin with a letter"),
        ("Class", "begin with a letter"),
        ('Lab" Viewer', "is no name"),
        ("x" * 41, "is no name"),
    ],
)
def test_a_name_that_nothing_can_be_called_is_refused_and_nothing_written(
    name: str, words: str, tmp_path: Path
) -> None:
    refused = run("plugin", "new", name, "--in", str(tmp_path))
    assert refused.exit_code == 1 and words in refused.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone_and_so_is_a_fault_in_who_makes_it(
    project: Path, tmp_path: Path
) -> None:
    (project / "README.md").write_text("Mine", "utf-8")
    assert "is there already" in run("plugin", "new", "Lab Viewer", "--in", str(tmp_path)).output
    assert (project / "README.md").read_text("utf-8") == "Mine"
    refused = run("plugin", "new", "Other", "--in", str(tmp_path), "--author", 'Robin "R" Example')
    assert refused.exit_code == 1 and refused.output.startswith("author: ")
