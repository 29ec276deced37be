"""Secrets of a demo: drawn at random once, kept in its data folder, readable by its owner alone."""

import json
import secrets
from pathlib import Path

from pydantic import SecretStr

from core.files import write_once

NAMES = ("secret_key", "pepper")


def demo_secrets(folder: Path) -> dict[str, SecretStr]:
    """Return the secrets kept in `folder`, made first if there are none."""
    file = folder / "demo-secrets.json"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        drawn = {name: secrets.token_urlsafe(48) for name in NAMES}
        write_once(file, json.dumps(drawn).encode())
    kept = json.loads(file.read_text("utf-8"))
    return {name: SecretStr(kept[name]) for name in NAMES}
