"""The plugin of the tests whose access a machine gives, whole or with one thing in it that is not right."""

from __future__ import annotations

import shutil
from pathlib import Path

from web.plugin_check import Subject, every_rule, opened
from web.plugin_check.report import Result
from web.plugin_check.running import ask

SOURCE = Path(__file__).parents[2] / "machine_plugin"
GIVING = "machine_application/provisioning.py"


def machine(folder: Path, *changes: tuple[str, str], file: str = GIVING) -> Path:
    """A copy of the plugin, with each text in one of its files replaced by another."""
    made = folder / SOURCE.name
    if not made.exists():
        shutil.copytree(SOURCE, made, ignore=shutil.ignore_patterns("__pycache__"))
    text = (made / file).read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    (made / file).write_text(text, "utf-8")
    return made


def asked(subject: Subject, identity: str) -> Result:
    """What one rule says of a plugin."""
    # Nothing here is about time, and the machine may be slow.
    return ask(next(each for each in every_rule() if each.id == identity), subject, 300)


def words_of(path: Path, identity: str) -> str:
    """Everything that one rule finds, in one text."""
    with opened(path) as subject:
        return "\n".join(asked(subject, identity).words)
