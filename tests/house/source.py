"""The project's own Python files, for the tests that read them."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("core", "plugins", "web")


def python_files(*parts: str) -> list[Path]:
    """Every Python file of these parts."""
    return [file for part in parts for file in sorted((ROOT / part).rglob("*.py"))]


def migrations(*parts: str) -> list[Path]:
    """The migrations among them."""
    return [
        file for file in python_files(*parts) if file.parent.name == "migrations" and file.stem != "__init__"
    ]


def short(file: Path) -> str:
    """The file's path inside the project."""
    return str(file.relative_to(ROOT))
