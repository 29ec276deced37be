"""Files that are kept: written whole, and closed to everybody else on the machine."""

import os
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

FOR_ITS_OWNER = 0o077


def write_once(file: Path, content: bytes) -> None:
    """Write a file for its owner's eyes only: whole or not at all, never over another's."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def own_files(folder: Path, database: Path | None) -> list[Path]:
    """List what the product keeps: the data folder with everything in it, and a database that is a file."""
    beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm")] if database else []
    inside = [folder, *folder.rglob("*")] if folder.is_dir() else []
    return [each for each in dict.fromkeys([*inside, *beside]) if each.exists() and not each.is_symlink()]


def open_to_others(files: Iterable[Path]) -> list[str]:
    """Name each file that anybody but its owner may use, with its mode and the mode it should have."""
    modes = {file: stat.S_IMODE(file.stat().st_mode) for file in files}
    return [
        f"{file} has the mode {mode:04o} and must have {'0700' if file.is_dir() else '0600'}"
        for file, mode in modes.items()
        if mode & FOR_ITS_OWNER
    ]


def close_to_others(files: Iterable[Path]) -> None:
    """Leave each file to its owner alone, where we may."""
    for file in files:
        with suppress(OSError):
            file.chmod(stat.S_IMODE(file.stat().st_mode) & (0o700 if file.is_dir() else 0o600))
