"""Programs that the kit runs beside a plugin."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from web.plugin_check.environment import without_secrets

# By the clock, on a machine that may be busy; that what works takes part in the time of the kit.
SECONDS = 120


def said_by(
    *words: str, at: Path, also: Mapping[str, str] | None = None, seconds: float | None = None
) -> subprocess.CompletedProcess[str] | None:
    """Run a module of this Python in a folder; None when it does not end in time."""
    environment = {
        **without_secrets(),
        "PYTHONPATH": os.pathsep.join(each for each in sys.path if each),
        **(also or {}),
    }
    try:
        return subprocess.run(  # noqa: S603 - our own interpreter, and what the author gave us to check
            [sys.executable, *words],
            cwd=at, env=environment, capture_output=True, text=True, timeout=seconds or SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
