"""Whoever looks at a list is noted before they see it: once a minute, for each person and list."""

from core.actor import Actor
from core.audit.tables import AuditEvent
from core.console.queries.looks import looked_at
from core.database import Database, count_statements
from tests.conftest import MovableClock
from tests.core.console.conftest import Case


async def looks() -> list[tuple[str, str]]:
    query = AuditEvent.select(AuditEvent.actor_name, AuditEvent.subject)
    rows = await query.where(AuditEvent.action == "queue.viewed").order_by(AuditEvent.number)
    return [(row["actor_name"], row["subject"]) for row in rows]


async def test_a_look_is_noted_once_a_minute_for_each_person_and_list(
    database: Database, case: Case, kim: Actor, clock: MovableClock
) -> None:
    lee = Actor("staff", case.request, "Lee Moreno")
    for _ in range(3):
        await looked_at("credentials", 5, by=kim)
    await looked_at("credentials", 5, by=lee)
    await looked_at("work", 5, by=kim)
    expected = [(kim.name, "credentials"), ("Lee Moreno", "credentials"), (kim.name, "work")]
    assert await looks() == expected

    with count_statements() as statements:
        await looked_at("credentials", 5, by=kim)
    assert len(statements) == 0
    clock.advance(seconds=60)
    await looked_at("credentials", 5, by=kim)
    assert await looks() == [*expected, (kim.name, "credentials")]


async def test_a_look_that_could_not_be_noted_shows_nothing_and_is_noted_the_next_time(
    database: Database, kim: Actor, clock: MovableClock
) -> None:
    clock.advance(minutes=5)
    broken = Actor("staff", kim.account, "Kim", address=object())  # type: ignore[arg-type] # no address
    try:
        await looked_at("everything", 5, by=broken)
    except AttributeError:
        pass
    else:
        raise AssertionError("a look that cannot be stored is an error")
    await looked_at("everything", 5, by=kim)
    assert await looks() == [(kim.name, "everything")]
