"""The words that made-up practices and people are named with."""

from pathlib import Path

_FOLDER = Path(__file__).parent / "names"


def _words(name: str) -> tuple[str, ...]:
    return tuple((_FOLDER / f"{name}.txt").read_text("utf-8").split())


FIRST, LAST = _words("first"), _words("last")
# A practice is named after one of each.
PLACES, LANDS = _words("places"), _words("lands")
CITIES = _words("cities")
POSTCODES = tuple(f"85{each:03d}" for each in (*range(3, 55), *range(201, 299), *range(301, 396)))
AREAS = ("480", "520", "602", "623", "928")
