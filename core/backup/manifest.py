"""What a backup says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from core.backup.archive import NOT_WHOLE, Backup, BackupFaults

FORMAT = 1
PRODUCT = "clinical-connectivity"


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PartSaid(_Said):
    """One part of the file: of which table, where it is one, with its columns and how many rows it has."""

    name: str
    size: int
    sha256: str
    table: str = ""
    columns: tuple[str, ...] = ()
    rows: int = 0


class Mark(_Said):
    """What a database knows one of its secret keys by."""

    key: str
    made_at: datetime
    sealed: str
    code: str


class Trail(_Said):
    """The end of the trail, the key that signs it, what was signed of it last, and what is wrong with it."""

    number: int
    frontier: str
    key: str
    checkpoint: str
    fault: str = ""


class BackupManifest(_Said):
    """Everything that has to agree before a backup is restored, and what has to be kept beside it."""

    format: int = FORMAT
    product: str
    made_at: datetime
    site: str
    demo: bool
    kind: Literal["sqlite", "postgres"]
    migrations: Mapping[str, Sequence[str]]
    tables: Mapping[str, Sequence[str]]
    trail: Trail
    marks: tuple[Mark, ...]
    beside: tuple[str, ...]
    parts: tuple[PartSaid, ...]


def product_version() -> str:
    """Say which version of the product this is."""
    try:
        return version(PRODUCT)
    except PackageNotFoundError:
        return "not installed as a package"


def manifest_of(backup: Backup) -> BackupManifest:
    """Read what a backup says of itself; BackupFaults for a format that isn't ours."""
    said: Any = backup.manifest()
    if isinstance(said, dict) and said.get("format") != FORMAT:
        words = f"has the format {said.get('format')}, and this version reads {FORMAT}"
        raise BackupFaults(
            [f"the backup {words}: restore it with version {said.get('product')} of the product"]
        )
    try:
        return BackupManifest.model_validate(said)
    except ValidationError as problem:
        raise BackupFaults([f"the backup {NOT_WHOLE}"]) from problem
