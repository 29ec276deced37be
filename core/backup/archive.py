"""A backup as a file: a ZIP archive whose last bytes stand for every byte before them.

The hash tells whether a file is whole, and anybody can say so. The code beside it is made of the hash with
the secret key: whoever changes a file can compute another hash, and not another code.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from core import clock
from core.keys import Keys

MANIFEST = "manifest.json"
CHUNK = 1 << 20
LONGEST_MANIFEST = 1 << 24
_PURPOSE = "backup"
_SEAL = re.compile(rb"sha256:([0-9a-f]{64}) code:([0-9a-f]{64})\Z")
_UNSEALED = b" code:".join([b"sha256:" + b"0" * 64, b"0" * 64])
NOT_WHOLE = "is no whole backup: it was cut short, changed since, or is another kind of file"
ANOTHER_KEY = (
    "was written with another secret key, or changed by someone without it:"
    " look at secret_key and former_secret_keys"
)


class BackupFaults(Exception):
    """A backup that cannot be made or restored; `faults` says everything that is against it."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class Part:
    """One part while it is written: how long it is so far, and its hash."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        """Add to it."""
        self._stream.write(data)
        self._digest.update(data)
        self.size += len(data)

    @property
    def sha256(self) -> str:
        """The hash of all that was written."""
        return self._digest.hexdigest()


class NewArchive:
    """A backup that is being written, part after part, the manifest last."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @contextmanager
    def part(self, name: str) -> Iterator[Part]:
        """Write one part; another begins when it has ended."""
        info = zipfile.ZipInfo(name, clock.now().timetuple()[:6])
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        with self._archive.open(info, "w", force_zip64=True) as stream:
            yield Part(stream)


@contextmanager
def new_backup(file: Path, keys: Keys) -> Iterator[NewArchive]:
    """Write a backup for its owner alone: it has its name once it is whole, and replaces nothing.

    FileExistsError when there is something of this name.
    """
    if file.exists():
        raise FileExistsError(file)
    unfinished = file.with_name(f"{file.name}.{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as stream:
            with zipfile.ZipFile(stream, "w") as archive:
                archive.comment = _UNSEALED
                yield NewArchive(archive)
            _seal(stream, keys)
        os.link(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)
    _keep_names(file.parent)


def _seal(stream: IO[bytes], keys: Keys) -> None:
    """Put hash and code of everything before in place of what was left free for them."""
    size = stream.seek(0, os.SEEK_END) - len(_UNSEALED)
    digest = _hash(stream, size)
    stream.seek(size)
    stream.write(f"sha256:{digest} code:{keys.code(_PURPOSE, digest)}".encode())
    stream.flush()
    os.fsync(stream.fileno())


def _keep_names(folder: Path) -> None:
    """Have the names of a folder survive the loss of power, too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _hash(stream: IO[bytes], size: int) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while size and (chunk := stream.read(min(CHUNK, size))):
        digest.update(chunk)
        size -= len(chunk)
    return digest.hexdigest()


class Backup:
    """A backup of which every byte is as it was written."""

    def __init__(self, file: Path, archive: zipfile.ZipFile, digest: str, code: str) -> None:
        self._file, self._archive, self._digest, self._code = file, archive, digest, code

    def is_of(self, keys: Keys) -> bool:
        """Tell whether somebody wrote it who has one of these secret keys."""
        return keys.is_code(self._code, _PURPOSE, self._digest)

    def manifest(self) -> Any:
        """Return what it says of itself; BackupFaults when it says nothing that can be read."""
        try:
            if self._archive.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
                raise ValueError("it is longer than any")
            return json.loads(self._archive.read(MANIFEST))
        except (KeyError, ValueError) as problem:
            raise BackupFaults([f"{self._file} {NOT_WHOLE}"]) from problem

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part piece by piece."""
        with self._archive.open(name) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk


@contextmanager
def open_backup(file: Path) -> Iterator[Backup]:
    """Open a backup once all of it was read and found as it was written; BackupFaults otherwise."""
    with file.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END) - len(_UNSEALED)
        stream.seek(max(size, 0))
        seal = _SEAL.match(stream.read())
        if seal is None or _hash(stream, size) != seal[1].decode():
            raise BackupFaults([f"{file} {NOT_WHOLE}"])
        try:
            archive = zipfile.ZipFile(stream)
        except zipfile.BadZipFile as problem:
            raise BackupFaults([f"{file} {NOT_WHOLE}"]) from problem
        with archive:
            yield Backup(file, archive, seal[1].decode(), seal[2].decode())
