"""Each rule of the level proven finds what is planted for it, and says why where it can't be asked."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from core import plugin_api
from tests.house.source import ROOT
from tests.web.plugin_check.machines import asked, machine, words_of
from tests.web.plugin_check.tiny import write
from web.plugin_check import check, opened
from web.plugin_check.proven import branches, programs, recorded

ABOUT = "Metadata-Version: 2.1\nName: machine-application\nVersion: 0.9\n"
ENTRY = "[clinical_connectivity.applications]\nmachine = machine_application\n"


@pytest.fixture(autouse=True)
def _as_long_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about time, and the machine may be slow."""
    monkeypatch.setattr(programs, "SECONDS", 300)
    monkeypatch.setattr(recorded, "NUMBER", 15)


def test_a_wheel_that_knows_when_or_where_it_was_built_is_found(tmp_path: Path) -> None:
    path = machine(tmp_path)
    (path / "setup.py").write_text(
        "import time\nfrom pathlib import Path\nfrom setuptools import setup\n"
        "Path('machine_application/built.py').write_text(f'AT = {time.time_ns()}')\nsetup()\n"
    )
    assert words_of(path, "P5") == "two builds of one source differ: machine_application/built.py"


def test_a_property_that_does_not_hold_or_is_not_there_is_found(tmp_path: Path) -> None:
    path = machine(tmp_path)
    assert words_of(path, "P3") == "no test below tests is made with given of hypothesis"
    (path / "tests").mkdir()
    (path / "tests" / "test_wards.py").write_text(
        "from hypothesis import given, strategies\nfrom machine_application.fields import answers_of_before\n"
        "@given(strategies.integers(1, 2))\ndef test_versions(version):\n"
        "    assert answers_of_before(version, {'ward': 'east'}) == {'ward': 'east'}\n"
    )
    assert words_of(path, "P3").startswith("FAILED tests/test_wards.py::test_versions")
    (path / "tests" / "test_wards.py").write_text(
        "from pytest import mark as left\nfrom hypothesis import given, strategies\n"
        "@left.skip\n@given(strategies.integers())\ndef test_versions(version):\n    assert False\n"
        "@given(strategies.integers())\ndef test_numbers(number):\n    assert number == number\n"
        "def test_nothing():\n    pass\n"
    )
    assert words_of(path, "P3").splitlines() == [
        "no file with such a test imports machine_application",
        "tests/test_wards.py: test_versions was not run to its end",
    ]


def _wheel(folder: Path, *changes: tuple[str, str]) -> Path:
    """Another version of the machine plugin, as a wheel has it."""
    made = machine(folder, *changes)
    (made / "machine_application-0.9.dist-info").mkdir()
    (made / "machine_application-0.9.dist-info" / "METADATA").write_text(ABOUT)
    (made / "machine_application-0.9.dist-info" / "entry_points.txt").write_text(ENTRY)
    return Path(shutil.make_archive(str(folder / "before"), "zip", made)).rename(folder / "before.whl")


def test_what_a_version_does_otherwise_than_the_one_before_is_found(tmp_path: Path) -> None:
    path = machine(tmp_path)
    same = check(path, ["P4"], before=_wheel(tmp_path / "same")).results[0]
    assert (same.outcome, same.words) == ("pass", ())
    other = _wheel(
        tmp_path / "other", ('"login": grant.person.portal_id', '"login": "x" + grant.person.portal_id')
    )
    found = check(path, ["P4"], before=other).results[0]
    assert "3 × check: Found with something else in it" in found.words
    assert any("is there with the version before alone" in each for each in found.words)
    named = f"= {{0: {{'plugin': {str(other)!r}}}, 1: {{"
    machine(tmp_path, ("= {1: {", named), file="machine_application/conformance.py")
    assert "3 × check: Found with something else in it" in words_of(path, "P4")
    assert check(write(tmp_path / "tiny"), ["P4"]).results[0].words == (recorded.NONE,)
    assert "is another plugin" in check(tmp_path / "tiny", ["P4"], before=other).results[0].words[0]


def test_a_branch_that_no_test_takes_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = machine(tmp_path)
    monkeypatch.setattr(branches, "find_spec", lambda _: True)
    assert words_of(path, "P2") == "it has no tests below tests"
    (path / "tests").mkdir()
    (path / "tests" / "test_boards.py").touch()
    counts: list[Any] = [{"missing_lines": [7], "missing_branches": [[5, 7], [8, -4]]}]

    def said_by(*words: str, **_: Any) -> subprocess.CompletedProcess[str]:
        if words[2] == "json":
            files = dict(zip(["machine_application/provisioning.py"], counts, strict=False))
            Path(words[-1]).write_text(json.dumps({"files": files}))
        return subprocess.CompletedProcess([], 0, "", "")

    monkeypatch.setattr(branches, "said_by", said_by)
    where = "machine_application/provisioning.py"
    assert words_of(path, "P2").splitlines() == [
        f"{where}:7: is in no test",
        f"{where}:8: no test goes on from here to its end",
    ]
    counts.clear()
    assert words_of(path, "P2") == f"{where}: no test uses it"
    failed = subprocess.CompletedProcess([], 1, "1 failed", "")
    monkeypatch.setattr(branches, "said_by", lambda *_, **__: failed)
    assert words_of(path, "P2") == "its tests fail: 1 failed"
    monkeypatch.setattr(branches, "find_spec", lambda _: None)
    with opened(path) as subject:
        assert asked(subject, "P2").outcome == "open"


def test_what_the_plugin_api_before_had_not_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = machine(tmp_path)
    with opened(path) as subject:
        assert asked(subject, "P6").outcome == "exempt"
    had = frozenset(plugin_api.__all__)
    monkeypatch.setattr(plugin_api, "EARLIER", {"1.0": frozenset(), "1.1": had}, raising=False)
    assert words_of(path, "P6") == ""
    monkeypatch.setattr(plugin_api, "EARLIER", {"1.1": had - {"OnRoster"}}, raising=False)
    assert "imports OnRoster, which plugin API 1.1 has not" in words_of(path, "P6")


def test_what_nobody_can_answer_keeps_its_level_open_and_what_does_not_apply_does_not() -> None:
    with opened(ROOT / "plugins" / "pacs") as subject:
        found = {each: asked(subject, each).outcome for each in ("P2", "P3", "P4", "P6")}
        assert found == {"P2": "exempt", "P3": "open", "P4": "exempt", "P6": "exempt"}
