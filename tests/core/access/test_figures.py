"""What is counted is what there is, on both databases; what differs is told and mended."""

import pytest
import structlog

from core.access import grant_moves, request_moves
from core.access.figures import FINISHED, GRANTS, REQUESTS, grants_moved
from core.access.lines import load, load_request
from core.access.recount import Recounter, mend, miscounted, recount
from core.access.tables import Grant
from core.audit import changes, count
from core.audit.figures import kept_counts
from core.database import Database, count_statements
from core.portal import Portal
from tests.practices import ANALYST, BEN, practice


async def test_every_move_is_counted_with_it(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN)
    assert await miscounted() == []
    for to in ("in-progress", "done"):
        await request_moves.moving(await load_request(made.request), to, by=ANALYST)
        assert await miscounted() == []
    async with changes():
        await grant_moves.moving(
            [await load(made.grants["Ben", "cerner"], lock=True)], "approved", by=ANALYST
        )
    assert await miscounted() == []
    counted = await kept_counts(REQUESTS, FINISHED, GRANTS)
    assert {each.key for each in counted} >= {"done", "", "cerner approved"}
    counted_again = await recount()
    assert all(counted_again[each] == number for each, number in counted.items())


async def test_what_is_not_stored_is_not_counted(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN)
    with pytest.raises(ZeroDivisionError):
        async with changes():
            line = await load(made.grants["Ben", "cerner"], lock=True)
            await grant_moves.moving([line], "approved", by=ANALYST)
            raise ZeroDivisionError
    assert await miscounted() == []
    with pytest.raises(RuntimeError):
        count(grants_moved(("cerner", "", "active")))


async def test_a_difference_is_told_alarmed_about_and_mended(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN)
    assert await Recounter().look() == []
    await Grant.update({Grant.state: "active"}).where(Grant.id == made.grants["Ben", "cerner"])
    with structlog.testing.capture_logs() as logged:
        found = await Recounter().look()
    assert [each.rpartition(": ")[2] for each in found] == ["0 instead of 1", "1 instead of 0"]
    assert [(each["event"], each["log_level"]) for each in logged] == [("figures.differ", "critical")]
    await mend()
    assert await miscounted() == []


async def test_counting_adds_one_statement_to_a_change(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN)
    with count_statements() as statements:
        await request_moves.moving(await load_request(made.request), "in-progress", by=ANALYST)
    assert sum("figure" in each for each in statements.texts) == 1
