"""For how long others wait for a plugin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: an import that takes longer is said in the log; a page, a job or a `moved` is given up."""

    importing: float = 3
    page: float = 5
    job: float = 60
    word: float = 10


AS_SHIPPED = Limits()
