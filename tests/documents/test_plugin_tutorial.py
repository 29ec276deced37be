"""`docs/plugin-tutorial.md`, followed from an empty folder to the end, as its reader does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.documents.blocks import Block, blocks
from tests.house.source import ROOT

PAGE = "plugin-tutorial.md"
WHOLE, LINE = re.compile(r"# (\S+\.py)\n"), re.compile(r"# in (\S+\.py)\n(\w+) = ")


@dataclass
class Reader:
    """Somebody in a folder, who types what stands there."""

    folder: Path
    said: str = ""

    def follow(self, block: Block) -> None:
        """Do what a block says; one that is only text is read."""
        if block.language == "sh":
            self._type(block.text)
        elif block.language == "python":
            self._write(block.text)

    def _type(self, text: str) -> None:
        environment = {
            name: each for name, each in os.environ.items() if not name.startswith(("PORTAL_", "PYTEST"))
        }
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-e", "-u", "-c", f"{text}pwd > {self.folder.parent}/where\n"],
            cwd=self.folder,
            env={**environment, "PATH": path, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        self.said = done.stdout
        here = (self.folder.parent / "where").read_text("utf-8").strip()
        self.folder = Path(here)

    def _write(self, text: str) -> None:
        if whole := WHOLE.match(text):
            (self.folder / whole[1]).write_text(text.removeprefix(whole[0]), "utf-8")
            return
        line = LINE.match(text)
        assert line is not None, text
        file = self.folder / line[1]
        new, found = re.subn(
            rf"(?m)^{line[2]}\b.*\n", lambda _: text.split("\n", 1)[1], file.read_text("utf-8")
        )
        assert found == 1, text
        file.write_text(new, "utf-8")


def test_whoever_follows_the_tutorial_has_a_plugin_that_passes(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    reader, said = Reader(tmp_path / "empty"), list[str]()
    for block in blocks(PAGE):
        reader.follow(block)
        if block.language == "sh":
            said.append(reader.said)
    _, missing, passed, built = said
    assert missing.endswith("Not yet\n") and "no example of version 1" in missing
    # A slow machine leaves rules unasked at the end, which says nothing of the plugin.
    failed = re.findall(r"^FAIL +([SR]\d+) .*\n +(?!was not asked|no answer in)", passed, re.MULTILINE)
    assert failed == [] and re.search(r"^ok +S6 ", passed, re.MULTILINE), passed
    assert built == "lab_viewer-1.0.0-py3-none-any.whl\n"
