"""Writes the site as it is served as a profile of its own, from which another deployment can start."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import tomlkit

from core.running.laying import put_at
from core.running.records import Change
from core.site import PROFILE


def export_profile(base: Path, changes: tuple[Change, ...], folder: Path) -> None:
    """Write the files of a profile with these changes in them into a new folder; FileExistsError.

    What the files say beside the changes stays as it is written there, words to whoever reads it included.
    """
    shutil.copytree(base, folder)
    file = folder / PROFILE
    document = tomlkit.parse(file.read_text("utf-8"))
    for change in changes:
        for setting in change.settings:
            put_at(document, setting.path, _with_its_file(setting.after, folder))
    file.write_text(tomlkit.dumps(document), "utf-8")


def _with_its_file(content: Any, folder: Path) -> Any:
    """A text has its words in a file beside the profile; whatever else there is stays as it is."""
    if not isinstance(content, dict) or not {"markdown", "file"} <= content.keys():
        return content
    file = folder / content["file"]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content["markdown"], "utf-8")
    return {name: value for name, value in content.items() if name != "markdown"}
