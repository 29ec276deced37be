"""A data folder for each database of the tests: what was signed of one trail is nothing to another."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from core.database import current


@cache
def _all() -> TemporaryDirectory[str]:
    """Holds the folders as long as this process lives."""
    return TemporaryDirectory(prefix="data-")


def folder_of(url: str) -> Path:
    """The data folder of the deployment with this database."""
    folder = Path(_all().name) / sha256(url.encode()).hexdigest()[:16]
    folder.mkdir(exist_ok=True)
    return folder


def folder_of_the_open_one() -> Path:
    """The data folder of the database that is open now; before that, one that nobody else has."""
    try:
        engine = current().engine
    except RuntimeError:
        return folder_of(uuid4().hex)
    path = getattr(engine, "path", "")
    return folder_of(f"sqlite:///{path}" if path else str(engine.config))
