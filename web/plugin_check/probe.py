"""Imports plugins in a process of its own, calls their hooks, and says what each did meanwhile.

Run as a file, with package and slug of each, and nothing of this kit imported: only plugins are measured.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
import threading
import time
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import pluggy

import core.forms
from core.plugin_api import PROJECT, Hooks

# What is stopped as well as named: nothing leaves this machine while a plugin is examined.
OUTSIDE = {
    "socket.connect": "opens a connection",
    "socket.getaddrinfo": "looks a host name up",
    "socket.gethostbyname": "looks a host name up",
    "socket.bind": "opens a port",
    "socket.sendto": "sends to the network",
    "subprocess.Popen": "starts a program",
    "os.system": "starts a program",
    "os.exec": "starts a program",
    "os.posix_spawn": "starts a program",
    "os.fork": "starts a process",
    "sqlite3.connect": "opens a database",
    "shutil.rmtree": "deletes files",
    "os.remove": "deletes a file",
    "os.rmdir": "deletes a folder",
    "os.rename": "moves files",
    "os.truncate": "empties a file",
    "os.kill": "sends a signal",
}
# What is named and goes on.
NAMED = {
    "os.mkdir": "makes a folder",
    "os.link": "makes a link",
    "os.symlink": "makes a link",
    "os.chmod": "changes who may read a file",
    "os.chown": "changes whose a file is",
    "os.chdir": "changes the folder that the process is in",
    "os.putenv": "changes the environment of the process",
    "os.unsetenv": "changes the environment of the process",
    "socket.sethostname": "changes the name of the machine",
}
# Calls of the interpreter that nobody else tells of, by module and name.
CALLED = {
    ("posix", "umask"): "changes who may read new files",
    ("posix", "nice"): "changes how the process is served",
    ("_signal", "signal"): "changes how signals are taken",
    ("resource", "setrlimit"): "changes the limits of the process",
    ("sys", "setrecursionlimit"): "changes the limits of the process",
    ("time", "tzset"): "changes the time zone of the process",
}
CLOCKS = frozenset({"time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime", "sleep"})
DAYS = frozenset({"now", "utcnow", "today"})
TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Watch:
    """Everything that a plugin must not do while it is loaded, and did."""

    def __init__(self, package: str) -> None:
        self._within, self.on = package.replace(".", os.sep), True
        self.seen: dict[str, None] = {}

    def audit(self, event: str, given: tuple[Any, ...]) -> None:
        """Note what reaches out, and stop it."""
        if not self.on:
            return
        if words := OUTSIDE.get(event):
            self.seen[f"{words} ({event}){self._where()}"] = None
            raise PermissionError(f"{words}: a plugin reaches out to nothing while it is loaded")
        if words := NAMED.get(event):
            self.seen[f"{words} ({event}){self._where()}"] = None
        elif event == "open" and self._writes(given):
            self.seen[f"writes the file {given[0]}{self._where()}"] = None

    def profile(self, frame: Any, event: str, called: Any) -> None:
        """Note a clock that code of the plugin reads, and what it changes of the whole process."""
        if not self.on or event != "c_call":
            return
        if self._is_clock(called) and self._is_own(frame):
            self.seen[f"reads the clock ({called.__name__}){self._at(frame)}"] = None
        name = getattr(called, "__name__", "")
        if words := CALLED.get((str(getattr(called, "__module__", "")), name)):
            self.seen[f"{words} ({name}){self._where()}"] = None

    def _is_clock(self, called: Any) -> bool:
        name = getattr(called, "__name__", "")
        if getattr(called, "__module__", "") == "time":
            return name in CLOCKS
        own = getattr(called, "__self__", None)
        return name in DAYS and isinstance(own, type) and issubclass(own, datetime.date)

    def _writes(self, given: tuple[Any, ...]) -> bool:
        mode, flags = str(given[1] or ""), given[2]
        by_flags = isinstance(flags, int) and bool(flags & TO_WRITE)
        return bool(set(mode) & set("wax+")) or by_flags

    def _is_own(self, frame: Any) -> bool:
        file = frame.f_code.co_filename
        return f"{os.sep}{self._within}{os.sep}" in file or file.endswith(f"{os.sep}{self._within}.py")

    def _where(self) -> str:
        frame: Any = sys._getframe(2)
        while frame is not None and not self._is_own(frame):
            frame = frame.f_back
        return self._at(frame) if frame is not None else ""

    def _at(self, frame: Any) -> str:
        return f" at {Path(frame.f_code.co_filename).name}:{frame.f_lineno}"


def load(package: str, slug: str) -> list[str]:
    """Load it as the host does at start-up; list what is wrong with that."""
    watch, problem = Watch(package), ""
    threads, began = threading.active_count(), time.process_time()
    sys.addaudithook(watch.audit)
    sys.setprofile(watch.profile)
    try:
        manager = pluggy.PluginManager(PROJECT)
        manager.add_hookspecs(Hooks)
        manager.register(import_module(package), name=slug)
        for yielded in manager.hook.clinical_applications():
            list(islice(yielded, 2))
    # Whatever it raises is what is to be said.
    except BaseException as raised:
        problem = f"cannot be loaded: {type(raised).__name__}: {raised}"
    sys.setprofile(None)
    watch.on = False
    took, left = time.process_time() - began, threading.active_count() - threads
    late = f"takes {took:.1f} seconds of work to load; 3 are the most" if took > 3 else ""
    running = f"leaves {left} threads running" if left > 0 else ""
    return [each for each in (*watch.seen, problem, late, running) if each]


if __name__ == "__main__":
    said, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    # What a plugin prints is not our answer.
    os.dup2(nowhere, 1)
    assert core.forms  # noqa: S101 - imported before anything is watched
    found = [load(*each) for each in zip(sys.argv[1::2], sys.argv[2::2], strict=True)]
    os.write(said, json.dumps(found).encode())
    os._exit(0)
