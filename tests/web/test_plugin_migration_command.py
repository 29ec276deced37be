"""`portal plugin migration` of a plugin that is in a folder, as whoever writes it runs it."""

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from tests.web.plugin_check.tiny import write
from web.commands import portal


def migration(*words: object) -> tuple[int, str]:
    """Run it in a process of its own: a table that was imported is known as long as a process lives."""
    command = [sys.executable, "-m", "web.commands", "plugin", "migration", *map(str, words)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_what_lacks_is_said_the_migration_is_written_and_then_nothing_lacks(tmp_path: Path) -> None:
    project = write(tmp_path)
    folder = project / "tiny_application" / "migrations"
    (folder / "tiny_0001.py").unlink()
    (folder / "__init__.py").unlink()
    folder.rmdir()
    lacking = migration(project)
    assert lacking[0] == 1 and "tablename='tiny_note'" in lacking[1]
    code, written = migration(project, "the notes")
    assert code == 0 and Path(written.strip()).parent == folder
    assert migration(project) == (0, "tiny: its migrations make its tables\n")


def test_what_is_no_plugin_is_said(tmp_path: Path) -> None:
    for what, words in ((str(tmp_path), "it is no plugin"), ("stale", "nor an installed application")):
        refused = CliRunner().invoke(portal, ["plugin", "migration", what])
        assert refused.exit_code == 1 and words in refused.output
