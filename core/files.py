"""Writing a file that is kept."""

import os
import secrets
from pathlib import Path


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
