"""`docs/site-tutorial.md`, followed from an empty profile to a site that serves, as its reader does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.documents.blocks import Block, blocks
from tests.house.source import ROOT
from tests.web.test_serving import free_port
from web.commands import portal

PAGE = "site-tutorial.md"
_FILE = re.compile(r"# (\S+\.toml)\n")
# One table with its settings, up to the next one; what stands before the first has none.
_TABLE = re.compile(r"(?m)^(\[+[\w.]+\]+)\n(?:.+\n)*")


@dataclass
class Reader:
    """Somebody with the program and an editor; whatever the page says they type or fill in."""

    folder: Path
    port: int
    said: list[str] = field(default_factory=list)

    def follow(self, block: Block) -> None:
        """Do what a block says; one that is only text is read."""
        if block.language == "sh":
            self._type(block.text)
        elif block.language == "toml":
            named = _FILE.match(block.text)
            assert named is not None, block.text
            file = self.folder / named[1]
            file.parent.mkdir(exist_ok=True)
            there = file.read_text("utf-8") if file.exists() else ""
            file.write_text(filled_in(there, block.text.removeprefix(named[0])), "utf-8")

    def _type(self, text: str) -> None:
        lines = text.splitlines()
        if all(line.startswith("portal site ") for line in lines):
            # In this process: each start of the program costs seconds, and six of them show nothing more.
            said = [CliRunner().invoke(portal, line.split(" ||")[0].split()[1:]).output for line in lines]
            self.said.append("".join(said))
        else:
            self.said.append(self._in_a_shell(text))

    def _in_a_shell(self, text: str) -> str:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        own = {"PATH": path, "PYTHONPATH": f"{ROOT}:{os.environ.get('PYTHONPATH', '')}"}
        done = subprocess.run(
            ["bash", "-e", "-u", "-c", text.replace("8000", str(self.port))],
            cwd=self.folder,
            env={**os.environ, **own, "PORTAL_PORT": str(self.port)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def filled_in(there: str, text: str) -> str:
    """A profile after somebody filled in what a block has: in place of what is empty, or at its end."""
    if not (tables := list(_TABLE.finditer(text))):
        for line in text.splitlines():
            name = re.escape(line.split(" = ")[0])
            there, found = re.subn(rf"(?m)^{name} = .*$", lambda _, line=line: line, there)
            assert found == 1, line
        return there
    head = text[: tables[0].start()]
    for name in dict.fromkeys(each[1] for each in tables):
        filled = "\n".join(each[0] for each in tables if each[1] == name)
        empty = re.search(rf"(?m)^{re.escape(name)}\n(?:.+\n)*", there)
        there = there[: empty.start()] + filled + there[empty.end() :] if empty else f"{there}\n{filled}"
    return head + there


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """They have an empty folder."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    monkeypatch.chdir(tmp_path)
    return Reader(tmp_path, free_port())


def faults(said: str) -> set[str]:
    """The settings that a check named."""
    return set(re.findall(r"^([a-z_]+(?:\[\d+\])?[\w.\[\]]*): ", said, re.MULTILINE))


def test_whoever_follows_the_tutorial_has_a_site_that_serves(reader: Reader) -> None:
    for block in blocks(PAGE):
        reader.follow(block)
    empty, named, without, one, two, served = (each for each in reader.said if each)
    shown = [block.text.splitlines() for block in blocks(PAGE, "text")]
    assert set(shown[0]) <= set(empty.splitlines()) and 60 <= len(faults(empty)) <= 80
    told = ("brand", "terms", "address", "jurisdictions", "timezone")
    assert not [each for each in faults(named) if each.startswith(told)] and faults(named) < faults(empty)
    assert [each.splitlines() for each in (without, one, two)] == shown[1:]
    assert served.endswith("Lake Shore Connect\n") and '"database":"ok"' in served.replace('": "', '":"')
