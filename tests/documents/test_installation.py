"""`docs/installation.md`, typed from its first command to its last."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from core.site import find_site
from tests.documents.blocks import blocks
from tests.emptied import on_server
from tests.house.source import ROOT
from tests.web.test_serving import free_port

pytestmark = pytest.mark.postgres
INSTALLED = re.compile(r"^(\S+)/bin/pip install --quiet --require-hashes -r \S+$", re.MULTILINE)
SEEN_FROM_HERE = Path(sysconfig.get_path("purelib"))


@dataclass(frozen=True, slots=True)
class Machine:
    """An empty server of this test's own, in a folder: its places, its names, and where it was told to be."""

    folder: Path
    server: str
    own: str

    def typed(self, text: str, port: int) -> str:
        """The commands of a page, for this machine."""
        address = urlsplit(self.server)
        there = r"$(echo \1/lib/python3*/site-packages)"
        # Fetching would put a newer one in the place of what an environment begins with.
        text = INSTALLED.sub(rf"rm -rf {there}/setuptools*; echo {SEEN_FROM_HERE} > {there}/seen.pth", text)
        for said, meant in (
            ("127.0.0.1/portal", f"{address.hostname}:{address.port}/portal{self.own}"),
            ("DATABASE portal ", f"DATABASE portal{self.own} "),
            ("portal_owner", f"owner{self.own}"),
            ("portal_serving", f"serving{self.own}"),
            ("8000", str(port)),
            *(
                (place, f"{self.folder}{place}")
                for place in ("/root/", "/srv/", "/etc/", "/var/lib/", "/run/")
            ),
            ("runuser -u portal -- ", ""),
            ("/usr/local/bin/", f"{self.folder}/bin/"),
        ):
            text = text.replace(said, meant)
        return text

    def environment(self) -> Mapping[str, str]:
        """What is set where the commands are typed: nothing of ours."""
        address = urlsplit(self.server)
        path = f"{self.folder}/bin:{Path(sys.executable).parent}:{os.environ['PATH']}"
        database = {
            "PGHOST": str(address.hostname),
            "PGPORT": str(address.port),
            "PGUSER": str(address.username),
        }
        return {"PATH": path, "HOME": str(self.folder), "PGDATABASE": "postgres", **database}


@pytest.fixture
def machine(tmp_path: Path, postgres_server: str) -> Iterator[Machine]:
    """Nothing is installed on it; what is copied to it lies where the page says."""
    for program in ("psql", "openssl", "curl"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    own = uuid4().hex[:8]
    for place in ("bin", "root/portal", "var/lib/portal", "run", "source"):
        (tmp_path / place).mkdir(parents=True, mode=0o700)
    shutil.copytree(find_site("banner"), tmp_path / "root/portal/site")
    shutil.copy(ROOT / "requirements.lock", tmp_path / "root/portal")
    for name in ("core", "plugins", "web"):
        shutil.copytree(ROOT / name, tmp_path / "source" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "LICENSE", "README.md", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path / "source")
    yield Machine(tmp_path, postgres_server, own)
    for statement in (
        f"DATABASE IF EXISTS portal{own}",
        f"ROLE IF EXISTS owner{own}",
        f"ROLE IF EXISTS serving{own}",
    ):
        asyncio.run(on_server(postgres_server, f"DROP {statement}"))


def test_an_empty_server_serves_after_the_commands_of_the_page_and_no_others(machine: Machine) -> None:
    said, port = [], free_port()
    for number, block in enumerate(blocks("installation.md", "sh")):
        done = subprocess.run(
            ["bash", "-e", "-u", "-c", machine.typed(block.text, port)],
            cwd=machine.folder / "source",
            env=machine.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{block.text}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout)
        if number == 0:
            for wheel in (machine.folder / "source/build/dist").glob("*.whl"):
                shutil.copy(wheel, machine.folder / "root/portal")
    checked, ready = said[1], said[-1]
    assert "no faults" in checked
    assert '"database": "ok"' in ready.replace('":"', '": "') and "down" not in ready
    assert "https://portal.example.com/" in said[-2]


def test_the_command_that_a_test_cannot_type_is_the_one_that_make_types() -> None:
    """What pip fetches is not fetched again here; `make` did it with the same words."""
    assert INSTALLED.search("\n".join(block.text for block in blocks("installation.md", "sh")))
    assert "pip install --quiet --require-hashes -r requirements.lock" in (ROOT / "Makefile").read_text(
        "utf-8"
    )
