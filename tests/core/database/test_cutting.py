import pytest

from core.actor import SYSTEM
from core.audit import change
from core.audit.tables import AuditEvent
from core.database import Database
from core.database.cutting import cutting

pytestmark = pytest.mark.both_databases


class Cut(Exception):
    """The process ends here."""


async def _changed() -> None:
    async with change("thing.changed", by=SYSTEM):
        pass


async def test_every_statement_and_the_commit_is_a_point_to_cut_at(database: Database) -> None:
    points: list[str] = []
    with cutting(points.append):
        await _changed()
    assert len(points) == 4 and points[-1] == "COMMIT"


async def test_a_change_that_is_cut_before_its_commit_leaves_nothing(database: Database) -> None:
    def knife(point: str) -> None:
        if point == "COMMIT":
            raise Cut

    with pytest.raises(Cut), cutting(knife):
        await _changed()
    assert not await AuditEvent.count()
    await _changed()
    assert await AuditEvent.count() == 1
