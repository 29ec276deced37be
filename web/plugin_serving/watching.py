"""Runs the server of a plugin, and runs it again whenever a file of the plugin changes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import rich_click as click

from core.settings import PREFIX

EVERY = 0.5
READ = frozenset({".py", ".html", ".txt", ".md", ".toml", ".json"})
_BESIDE = frozenset({"build", "dist", "__pycache__", "node_modules"})
_STOPPING = 15.0
Seen = Mapping[Path, int]


def watch(path: Path, options: Sequence[str]) -> None:
    """Serve the plugin at a path with these options until Ctrl+C is pressed."""
    server, seen = _start(path, options), _seen(path)
    try:
        while True:
            time.sleep(EVERY)
            if (now := _seen(path)) == seen:
                continue
            changed = sorted({each.name for each, _ in seen.items() ^ now.items()})
            click.echo(f"\n{', '.join(changed)} changed: beginning anew")
            seen = now
            _stop(server)
            server = _start(path, options)
    except KeyboardInterrupt:
        pass
    finally:
        _stop(server)


def _start(path: Path, options: Sequence[str]) -> subprocess.Popen[bytes]:
    # Nothing that is set for a portal of people may reach this one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    command = [sys.executable, "-m", "web.plugin_serving", str(path), *options]
    return subprocess.Popen(command, env=environment)  # noqa: S603 - our own module


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(_STOPPING)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        server.kill()
        server.wait()


def _seen(path: Path) -> Seen:
    """When each file of it was last written; what is built of it, and what is hidden, left out."""
    found = {}
    for folder, folders, files in os.walk(path):
        folders[:] = [
            each
            for each in folders
            if each not in _BESIDE and not each.startswith(".") and not each.endswith(".egg-info")
        ]
        for name in files:
            file = Path(folder) / name
            if file.suffix in READ and file.exists():
                found[file] = file.stat().st_mtime_ns
    return found
