"""Where, when and with what was measured."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core import clock

NAMED = ("litestar", "piccolo", "jinja2", "uvicorn", "uvloop", "httptools", "pydantic", "argon2-cffi")


def about_this_run(rows: Sequence[str], sizes: Sequence[str]) -> dict[str, Any]:
    """Everything that has to be known of a run besides its figures."""
    return {
        "measured_at": clock.now().isoformat(timespec="seconds"),
        "command": f"make bench ROWS={','.join(rows)} SIZES={','.join(sizes)}",
        "machine": {
            "processor": _first("/proc/cpuinfo", "model name"),
            "cores": os.cpu_count(),
            "memory": _first("/proc/meminfo", "MemTotal"),
            "system": platform.platform(),
            "load before": os.getloadavg(),
        },
        "versions": {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            **{name: version(name) for name in NAMED},
        },
        "sizes": list(sizes),
        "settings": "production, one process with its background work, SQLite",
    }


def _first(file: str, name: str) -> str:
    lines = Path(file).read_text("utf-8", errors="replace").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
