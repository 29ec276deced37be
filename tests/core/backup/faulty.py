"""Deployments to back up and restore, and backups that something is wrong with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.backup.archive import MANIFEST, new_backup, open_backup
from core.backup.manifest import BackupManifest, manifest_of
from core.backup.restoring import Restored, restore
from core.settings import Settings
from core.site import SiteProfile


@dataclass(frozen=True, slots=True)
class Deployment:
    """Everything that a command has when it makes or restores a backup."""

    settings: Settings
    site: SiteProfile
    plugins: Mapping[str, Path]

    def at(self, folder: Path, address: str) -> Deployment:
        """The same with another data folder and another database."""
        return self.but(data_folder=folder, database_url=address)

    def but(self, **changes: Any) -> Deployment:
        """The same with other settings."""
        return replace(self, settings=self.settings.model_copy(update=changes))

    async def restored(self, file: Path, *, with_broken_trail: bool = False) -> Restored:
        """Restore a backup here."""
        return await restore(
            file, self.settings, self.site, self.plugins, with_broken_trail=with_broken_trail
        )


def said(file: Path) -> BackupManifest:
    """What a backup says of itself."""
    with open_backup(file) as backup:
        return manifest_of(backup)


def saying(file: Path, deployment: Deployment, **other: Any) -> Path:
    """The same backup, whole, but for what its manifest says."""
    copy = file.with_name(f"other-{file.name}")
    with open_backup(file) as backup, new_backup(copy, deployment.settings.keys) as draft:
        for part in manifest_of(backup).parts:
            with draft.part(part.name) as stream:
                for chunk in backup.chunks(part.name):
                    stream.write(chunk)
        changed = manifest_of(backup).model_copy(update=other)
        with draft.part(MANIFEST) as stream:
            stream.write(changed.model_dump_json().encode())
    return copy
