"""Installs the rivals, once for each change of their list."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

LIST = Path(__file__).with_name("requirements.txt")


def installed(build: Path) -> Path:
    """The folder with the commands of the rivals, installed there unless they are."""
    folder, mark = build / "rivals", build / "rivals" / "installed"
    wanted = hashlib.sha256(LIST.read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text("utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        install = [str(folder / "bin" / "pip"), "install", "-qq", "--require-hashes", "-r", str(LIST)]
        subprocess.run(install, check=True)
        mark.write_text(wanted, "utf-8")
    return folder / "bin"
