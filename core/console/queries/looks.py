"""That staff look at a list with data of people: one event a minute for each of them and list."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import note


class Looks:
    """Who looked at which list in the present minute, as this process noted it."""

    def __init__(self) -> None:
        self._minute: datetime | None = None
        self._seen: set[tuple[UUID | None, str]] = set()

    def noted(self, who: UUID | None, queue: str) -> bool:
        """Tell whether this look is noted already."""
        return self._minute == _this_minute() and (who, queue) in self._seen

    def add(self, who: UUID | None, queue: str) -> None:
        """Keep in mind that it is; what was of an earlier minute is forgotten."""
        if self._minute != _this_minute():
            self._minute, self._seen = _this_minute(), set()
        self._seen.add((who, queue))


_looks = Looks()


async def looked_at(queue: str, found: int, *, by: Actor) -> None:
    """Note in the trail that staff see a list with data of people, once a minute for each of them and list.

    It is stored before anything is shown. Filters and pages of the same minute belong to the same look.
    """
    if not _looks.noted(by.account, queue):
        await note("queue.viewed", by=by, subject=("queue", queue), rows=found)
        _looks.add(by.account, queue)


def _this_minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)
