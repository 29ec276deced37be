"""Secrets of a demo: drawn at random once, kept in its data folder, readable by its owner alone."""

import json
import os
import secrets
from pathlib import Path

from pydantic import SecretStr

NAMES = ("secret_key", "pepper")


def demo_secrets(folder: Path) -> dict[str, SecretStr]:
    """The secrets kept in `folder`, made first if there are none."""
    file = folder / "demo-secrets.json"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write_once(file, {name: secrets.token_urlsafe(48) for name in NAMES})
    kept = json.loads(file.read_text("utf-8"))
    return {name: SecretStr(kept[name]) for name in NAMES}


def _write_once(file: Path, values: dict[str, str]) -> None:
    """Appears complete or not at all, and never replaces what another process wrote first."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as stream:
        json.dump(values, stream)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
