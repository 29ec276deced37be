"""The project's own Python files, for the tests that read them."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("core", "plugins", "web")


def python_files(*parts: str) -> list[Path]:
    """Every Python file of these parts, generated migrations apart."""
    found = [file for part in parts for file in sorted((ROOT / part).rglob("*.py"))]
    return [file for file in found if "migrations" not in file.parts]


def short(file: Path) -> str:
    """The file's path inside the project."""
    return str(file.relative_to(ROOT))
