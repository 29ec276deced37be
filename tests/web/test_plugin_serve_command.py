"""`portal plugin serve`: a made-up site with one plugin, which is begun anew when a file of it changes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from tests.web.test_serving import free_port
from web.commands import portal
from web.plugin_making import begin
from web.plugin_serving import watching

ABOUT = {"author": "Robin Example", "contact": "robin.example@example.com", "license": "MIT"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A plugin as it is begun."""
    return begin("Lab Viewer", tmp_path, ABOUT).folder


class Served:
    """The server of a plugin, in a process of its own."""

    def __init__(self, project: Path, data: Path) -> None:
        port, self.data, self.log = free_port(), data, data.with_suffix(".log")
        self.address = f"http://127.0.0.1:{port}"
        options = ["--folder", str(data), "--port", str(port), "--trace"]
        command = [sys.executable, "-m", "web.plugin_serving", str(project), *options]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def until(self, words: str) -> str:
        """Wait until this was written; everything that was."""
        for _ in range(600):
            written = self.log.read_text("utf-8")
            if words in written:
                return written
            assert self.process.poll() is None, written
            time.sleep(0.2)
        raise AssertionError(written)


@pytest.fixture
def served(project: Path, tmp_path: Path) -> Iterator[Served]:
    running = Served(project, tmp_path / "data")
    yield running
    running.process.kill()
    running.process.wait()


def test_a_made_up_site_is_served_whose_people_get_the_application_by_the_plugin_s_code(
    served: Served,
) -> None:
    written = served.until("call=check")
    assert "Lab Viewer is served at" in written and "@demo-clinic.example" in written
    page = httpx.get(f"{served.address}/applications", follow_redirects=True, timeout=30)
    assert page.status_code == 200 and "Lab Viewer" in page.text
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=60) == 0, served.log.read_text("utf-8")
    accounts = json.loads((served.data / "accounts.json").read_text("utf-8"))
    assert any(each["enabled"] and each["roles"] for each in accounts.values())


def test_whatever_is_saved_has_it_begun_anew_and_what_is_built_does_not(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun: list[list[str]] = []

    class Process:
        def __init__(self, command: list[str], env: dict[str, str]) -> None:
            begun.append(command)
            assert not [name for name in env if name.startswith("PORTAL_")]

        def terminate(self) -> None: ...

        def wait(self, _: float) -> int:
            return 0

    def change(*_: Any) -> Iterator[None]:
        yield (project / "lab_viewer" / "fields.py").write_text("# Not finished", "utf-8")
        (project / "build").mkdir()
        yield (project / "build" / "fields.py").write_text("# A copy", "utf-8")
        os.utime(project / "README.md", (1, 1))
        yield
        raise KeyboardInterrupt

    steps = change()
    monkeypatch.setattr(subprocess, "Popen", Process)
    monkeypatch.setattr(time, "sleep", lambda _: next(steps))
    watching.watch(project, ["--port", "8000"])
    assert len(begun) == 3 and begun[0] == begun[2]
    printed = capsys.readouterr().out
    assert "fields.py changed: beginning anew" in printed and "README.md changed" in printed


def test_a_folder_that_is_not_there_is_said() -> None:
    refused = CliRunner().invoke(portal, ["plugin", "serve", "nowhere"])
    assert refused.exit_code == 2 and "does not exist" in refused.output
