"""Whether a plugin can be loaded without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from web.plugin_check import probe
from web.plugin_check.environment import without_secrets
from web.plugin_check.place import Place
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject

SECONDS = 120
PRODUCT = Path(__file__).resolve().parents[3]


@rule("S1", Level.SAFE, "Loads without network or clock")
def loads(subject: Subject) -> Iterator[str]:
    """Importing the plugin and calling `clinical_applications()` reaches out to nothing: no network, no
    database, no program, no file or folder that is made, changed or deleted, no clock, no thread that goes
    on, and at most three seconds of work. Nothing of the process is another one afterwards: its environment,
    umask, signals, limits and time zone.

    Why: it happens at every start, before anybody is served. A server that cannot be reached must not keep
    the portal from starting, and what depends on the moment of the start differs from process to process.

    To fix it: move what the line names out of the module into the call that needs it: a connection into
    `grant`, `revoke` and `check`, a setting into the options, and the time is `opened.now` or `work.now`.
    """
    try:
        yield from loaded_elsewhere(subject.place)[0]
    except subprocess.TimeoutExpired:
        yield f"does not end to load in {SECONDS} seconds"


def loaded_elsewhere(*places: Place) -> list[list[str]]:
    """Load plugins in another process, one after the other; list for each what is wrong with that."""
    named = [word for each in places for word in (each.package, each.slug)]
    command = [sys.executable, "-P", str(probe.__file__), *named]
    roots = dict.fromkeys(each.root for each in places)
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own file
        command, env=_environment(*roots), capture_output=True, timeout=SECONDS, check=False
    )
    try:
        found: list[list[str]] = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"code {done.returncode}"]
        return [[f"ends the process that loads it: {last[0]}"]] * len(places)
    return found


def _environment(*roots: Path) -> dict[str, str]:
    """Nothing of the portal's own settings, whose secrets are no plugin's."""
    kept = without_secrets()
    path = os.pathsep.join(map(str, (*roots, PRODUCT, *filter(None, [kept.get("PYTHONPATH")]))))
    return {**kept, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
