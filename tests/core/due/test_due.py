from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from core.database import Database
from core.due.actions import schedule
from core.due.queries import scheduled
from core.due.worker import DueWorker
from tests.conftest import MovableClock

pytestmark = pytest.mark.both_databases

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Noting:
    """A handler that notes whom it was called for, and answers one moment after the other."""

    def __init__(self, *answers: datetime | None) -> None:
        self.called: list[UUID] = []
        self.answers = list(answers)

    async def __call__(self, subject: UUID) -> datetime | None:
        self.called.append(subject)
        return self.answers.pop(0) if self.answers else None


async def test_something_happens_once_its_time_has_come(database: Database, clock: MovableClock) -> None:
    clock.set(NOON)
    handler, subject = Noting(), uuid4()
    worker = DueWorker({"bell": handler})
    await schedule("bell", subject, NOON + timedelta(hours=1))
    assert await worker.attend_due() == 0
    clock.advance(hours=1)
    assert await worker.attend_due() == 1 and handler.called == [subject]
    clock.advance(days=1)
    assert await worker.attend_due() == 0 and await scheduled("bell", subject) is None


async def test_a_later_date_takes_the_place_of_an_earlier_one(
    database: Database, clock: MovableClock
) -> None:
    clock.set(NOON)
    handler, subject = Noting(), uuid4()
    await schedule("bell", subject, NOON)
    await schedule("bell", subject, NOON + timedelta(days=2))
    assert await DueWorker({"bell": handler}).attend_due() == 0
    assert await scheduled("bell", subject) == NOON + timedelta(days=2)


async def test_what_is_taken_back_does_not_happen(database: Database, clock: MovableClock) -> None:
    clock.set(NOON)
    subject = uuid4()
    await schedule("bell", subject, NOON)
    await schedule("bell", subject, None)
    assert await DueWorker({"bell": Noting()}).attend_due() == 0


async def test_a_handler_says_when_to_look_again(database: Database, clock: MovableClock) -> None:
    clock.set(NOON)
    subject = uuid4()
    await schedule("bell", subject, NOON)
    await DueWorker({"bell": Noting(NOON + timedelta(days=1))}).attend_due()
    assert await scheduled("bell", subject) == NOON + timedelta(days=1)


async def test_a_date_that_is_set_while_a_worker_is_at_it_is_kept(
    database: Database, clock: MovableClock
) -> None:
    clock.set(NOON)
    subject, later = uuid4(), NOON + timedelta(days=5)

    async def set_anew(_: UUID) -> None:
        await schedule("bell", subject, later)

    await schedule("bell", subject, NOON)
    await DueWorker({"bell": set_anew}).attend_due()
    assert await scheduled("bell", subject) == later


async def test_a_kind_that_nobody_handles_stays_due(database: Database, clock: MovableClock) -> None:
    clock.set(NOON)
    subject = uuid4()
    await schedule("unknown", subject, NOON)
    assert await DueWorker({}).attend_due() == 1
    assert (again := await scheduled("unknown", subject)) and again > NOON
