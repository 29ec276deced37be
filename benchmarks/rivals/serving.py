"""The commands with which each rival is served as its own documentation says."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import Server, free_port, serving
from benchmarks.rivals.installing import installed

HERE = Path(__file__).parent
# One process, with threads so that a browser may keep its connection.
GUNICORN = ("--workers", "1", "--worker-class", "gthread", "--threads", "2", "--keep-alive", "60")


@dataclass(frozen=True, slots=True)
class Rivals:
    """Starts rivals; their data are in `folder`."""

    commands: Path
    folder: Path

    @classmethod
    def open(cls, build: Path) -> Rivals:
        """Install what is missing."""
        folder = build / "rivals-data"
        folder.mkdir(parents=True, exist_ok=True)
        return cls(installed(build), folder)

    @contextmanager
    def bare(self) -> Iterator[Server]:
        """Litestar with Jinja and Piccolo, and nothing else."""
        port, database = free_port(), self.folder / "bare.sqlite"
        given = {"PYTHONPATH": str(HERE / "bare"), "BARE_DATABASE": str(database)}
        self._once([str(self.commands / "python"), "-m", "bare_fill"], database, given)
        command = [str(self.commands / "uvicorn"), "--port", str(port), "--no-access-log", "bare_app:app"]
        with serving(command, port, "/form", self.folder / "bare.log", given) as server:
            yield server

    @contextmanager
    def admin(self, filled_from: Path | None = None) -> Iterator[Server]:
        """The admin of Django, over the people of a database of ours if one is given."""
        port, name = free_port(), _name_of(filled_from) if filled_from else "empty"
        database = self.folder / f"admin-{name}.sqlite"
        given = {"PYTHONPATH": str(HERE / "admin"), "ADMIN_DATABASE": str(database)}
        given |= {"FILLED_FROM": str(filled_from or "")}
        self._once([str(self.commands / "python"), "-m", "admin_fill"], database, given)
        command = [str(self.commands / "gunicorn"), *GUNICORN, "-b", f"127.0.0.1:{port}", "admin_site:served"]
        with serving(command, port, "/admin/login/", self.folder / "admin.log", given) as server:
            yield server

    @contextmanager
    def canaille(self) -> Iterator[Server]:
        """The sign-in of Canaille with a database of SQL."""
        port, config = free_port(), self.folder / "canaille.toml"
        database = self.folder / "canaille.sqlite"
        text = (HERE / "canaille" / "canaille.toml").read_text("utf-8")
        config.write_text(text.replace("{file}", str(database)).replace("{port}", str(port)), "utf-8")
        given = {"CANAILLE_CONFIG": str(config)}
        self._once([str(self.commands / "canaille"), "db", "upgrade"], database, given)
        command = [str(self.commands / "gunicorn"), *GUNICORN, "-b", f"127.0.0.1:{port}"]
        command += ["canaille:create_app()"]
        with serving(command, port, "/login", self.folder / "canaille.log", given) as server:
            yield server

    def _once(self, command: list[str], makes: Path, given: dict[str, str]) -> None:
        if not makes.exists():
            done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, check=False)
            if done.returncode:
                makes.unlink(missing_ok=True)
                raise RuntimeError(f"{command}: {done.stderr.decode()[-2000:]}")


def _name_of(database: Path) -> str:
    """A name that is another once the database was filled anew."""
    return f"{database.parent.name}-{database.with_name('filled').stat().st_mtime_ns}"
