"""The deployment of a made-up site in a folder, with the one plugin that is tried switched on."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import tomlkit

from core.plugin_api import ENTRY_POINTS, ClinicalApplication, Secret
from core.plugin_testing import Faults, Target
from core.plugin_testing.site import made_up_profile
from core.site import PROFILE
from web.plugin_check import Subject


def write_site(application: ClinicalApplication[Any], section: Mapping[str, Any], folder: Path) -> Path:
    """Write the profile of the made-up site with this switched on, and secrets named; its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    named = {name: str(each) if isinstance(each, Secret) else each for name, each in section.items()}
    profile = made_up_profile(application, sections={application.slug: named})
    (folder / PROFILE).write_text(tomlkit.dumps(profile), "utf-8")
    return folder


def secrets_of(section: Mapping[str, Any]) -> dict[str, str]:
    """Return what a deployment keeps beside the profile: the secrets of a section by their names."""
    return {
        each.name: each.reveal() for each in section.values() if isinstance(each, Secret) and each.is_given
    }


def put_on_the_path(subject: Subject, folder: Path) -> None:
    """Have the plugin found by its slug, as one that is installed, where it is not."""
    if subject.place.package.startswith("plugins.") or entry_points(group=ENTRY_POINTS, name=subject.slug):
        return
    about = folder / f"{subject.slug}-0.dist-info"
    about.mkdir(parents=True, exist_ok=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {subject.slug}\nVersion: 0\n", "utf-8")
    points = f"[{ENTRY_POINTS}]\n{subject.slug} = {subject.place.package}\n"
    (about / "entry_points.txt").write_text(points, "utf-8")
    sys.path.append(str(folder))


@asynccontextmanager
async def serving(target: Target | None, kept: Path) -> AsyncIterator[Mapping[str, Any]]:
    """Run the made-up system of the plugin, if it has one; gives what is laid over its section.

    What it keeps is kept in a file, and there again when it is begun anew.
    """
    if target is None:
        yield {}
        return
    _remember(target, kept)
    async with target.serve(Faults()) as laid_over:
        yield laid_over
        _keep(target, kept)


def _remember(target: Target, kept: Path) -> None:
    if kept.exists():
        target.state = json.loads(kept.read_text("utf-8"))


def _keep(target: Target, kept: Path) -> None:
    kept.write_text(json.dumps(target.state), "utf-8")
