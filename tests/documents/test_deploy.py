"""The files of deploy/ that no test can start: what is read of them without systemd and without an image."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.documents.test_every_block import faults_of
from tests.house.source import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
PORTAL = "/srv/portal/venv/bin/portal"
INSTALLATION = (ROOT / "docs" / "installation.md").read_text("utf-8")


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    """Where its checker is there; the program that they start is another one, and nothing else is changed."""
    if (checker := shutil.which("systemd-analyze")) is None:
        pytest.skip("systemd-analyze is not installed")
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text("utf-8").replace(PORTAL, "/bin/true"), "utf-8")
    said = faults_of_units(checker, tmp_path)
    assert said == "", said
    broken = tmp_path / UNITS[-1].name
    broken.write_text(broken.read_text("utf-8").replace("NoNewPrivileges=yes", "NoNewPrivilege=yes"), "utf-8")
    assert "NoNewPrivilege" in faults_of_units(checker, tmp_path)


def faults_of_units(checker: str, folder: Path) -> str:
    """What systemd's own checker says of the units in a folder."""
    units = map(str, sorted(folder.iterdir()))
    done = subprocess.run(
        [checker, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda each: each.name)
def test_a_unit_starts_a_command_that_there_is_with_the_settings_of_the_page(unit: Path) -> None:
    text = unit.read_text("utf-8")
    started = re.findall(rf"{re.escape(PORTAL)} ([a-z]+)", text)
    assert [each for each in started if faults_of(f"portal {each}")] == []
    assert bool(started) == (unit.suffix == ".service")
    for place in re.findall(
        r"^(?:EnvironmentFile|WorkingDirectory|ReadWritePaths)=(\S+)$", text, re.MULTILINE
    ):
        assert place in INSTALLATION, f"{place} is made by nobody"


def instructions() -> list[tuple[str, str]]:
    """The lines of the container file, each as its instruction and what it is told."""
    text = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", (DEPLOY / "Containerfile").read_text("utf-8")))
    return [(name, told) for name, _, told in (line.partition(" ") for line in text.splitlines() if line)]


def test_the_image_is_made_of_files_that_are_there_and_of_all_that_the_wheel_takes() -> None:
    stages = [told.split(" AS ")[-1] for name, told in instructions() if name == "FROM"]
    copied = [shlex.split(told) for name, told in instructions() if name == "COPY"]
    assert [each[0] for each in copied if each[0].startswith("--")] == [f"--from={stages[0]}"]
    sources = {source for each in copied if not each[0].startswith("--") for source in each[:-1]}
    assert [each for each in sources if not (ROOT / each).exists()] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["setuptools"]["packages"]["find"]["include"]
    needed = {each.rstrip("*") for each in packages} | {
        project["project"]["readme"],
        "LICENSE",
        "pyproject.toml",
    }
    assert needed | {"requirements.lock"} == sources


def test_the_image_begins_with_a_command_that_there_is_and_asks_a_page_that_there_is() -> None:
    told = dict(instructions())
    assert faults_of(" ".join([*json.loads(told["ENTRYPOINT"]), *json.loads(told["CMD"])])) == []
    assert "http://127.0.0.1:8000/health" in told["HEALTHCHECK"] and "`/health`" in INSTALLATION
    python = re.search(r"python:(\d+)\.(\d+)", told["FROM"])
    assert python is not None and (int(python[1]), int(python[2])) >= (3, 11)
    user, volume = told["USER"].partition(":")[0], told["VOLUME"]
    assert f"as user {user}" in INSTALLATION and f"portal-data:{volume} " in INSTALLATION
    # No line fetches or runs anything but what the page of an installation does.
    ran = re.findall(r"/pip (\w+) ([^&]*)", " ".join(each for name, each in instructions() if name == "RUN"))
    assert all(
        f"pip {what} {how.split(' --wheel-dir')[0].split(' /dist')[0].strip()}" in INSTALLATION
        for what, how in ran
    )
