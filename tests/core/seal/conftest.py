"""One key of the seal for all tests: making an RSA key takes seconds on a busy machine."""

import shutil
from pathlib import Path

import pytest

from core.seal.key_files import CERTIFICATE, DEMO_KEY, demo_key


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seal")
    demo_key(folder, "Health System")
    return folder


@pytest.fixture
def data(made_once: Path, tmp_path: Path) -> Path:
    """A data folder of this test's own, with a key of the seal in it."""
    for name in (DEMO_KEY, CERTIFICATE):
        shutil.copy(made_once / name, tmp_path / name)
    return tmp_path
