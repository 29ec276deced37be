"""A long trail is read by several processes, or from where an earlier verification ended."""

import pytest

from core import clock as time_source
from core.actor import SYSTEM
from core.audit.many_processes import ManyProcesses
from core.audit.retiring import KEPT, retire
from core.audit.tables import AuditEvent
from core.audit.verification import Broken, Elsewhere, Head, verify
from core.database import Database
from tests.conftest import MovableClock
from tests.core.audit import trail
from tests.core.audit.stretches import in_stretches

pytestmark = pytest.mark.both_databases


async def test_several_processes_find_what_one_does(database: Database, database_url: str) -> None:
    await trail.write(12)
    several = ManyProcesses(database_url, 2, worth_it=0, stretch=5)
    assert await verify(leaves=several) == await verify()

    await trail.without_protection(database)
    await AuditEvent.update({AuditEvent.actor_name: "Nobody"}).where(AuditEvent.number == 8)
    with pytest.raises(Broken, match="event 8: is not as it was written"):
        await verify(leaves=several)


@pytest.mark.parametrize("gone", [(3,), (4,), (3, 4, 5, 6), (10, 11, 12)])
async def test_what_is_missing_at_the_edge_of_a_stretch_is_named(
    database: Database, gone: tuple[int, ...]
) -> None:
    await trail.write(12)
    await trail.without_protection(database)
    await AuditEvent.delete().where(AuditEvent.number.is_in([*gone]))
    with pytest.raises(Broken) as one:
        await verify()
    with pytest.raises(Broken) as several:
        await verify(leaves=in_stretches)
    assert str(several.value) == str(one.value) and one.value.number == gone[0]


async def test_a_verification_goes_on_where_an_earlier_one_ended(database: Database) -> None:
    await trail.write(7)
    earlier = (await verify()).head
    await trail.write(5)
    whole = await verify()
    assert await verify(since=earlier) == whole
    assert await verify(Elsewhere(earlier=(earlier, whole.head)), since=whole.head) == whole

    # A head from before that is named as well is still compared.
    older = Elsewhere(earlier=(Head(3, earlier.root),))
    with pytest.raises(Broken, match="up to 3, is not the event that an earlier verification saw"):
        await verify(older, since=earlier)

    await trail.without_protection(database)
    await AuditEvent.update({AuditEvent.actor_name: "Nobody"}).where(AuditEvent.number == 9)
    with pytest.raises(Broken, match="event 9: is not as it was written"):
        await verify(since=earlier)
    with pytest.raises(Broken, match="event 13: is missing, though an earlier verification saw it"):
        await verify(since=Head(13, whole.head.root))


async def test_another_beginning_is_not_the_one_that_was_verified(database: Database) -> None:
    await trail.write(7)
    earlier = (await verify()).head
    await trail.write(2)
    await trail.without_protection(database)
    await trail.rewrite({4: {"actor_name": "Nobody"}})
    assert (await verify()).number == 9
    with pytest.raises(Broken, match="up to 7, is not the event that an earlier verification saw"):
        await verify(since=earlier)


async def test_events_retired_since_are_no_fault(database: Database, clock: MovableClock) -> None:
    await trail.write(4)
    early = (await verify()).head
    await trail.write(3)
    clock.advance(days=1)
    day = time_source.now()
    await trail.write(2)
    late = (await verify()).head
    clock.set(day + KEPT)
    assert (await retire(day, "Over", nothing, by=SYSTEM)).until == 7
    for since in (early, late):
        assert (await verify(since=since)).head == (await verify()).head
    assert (await verify(since=early)).retired == (await verify(leaves=in_stretches)).retired == 7


async def nothing() -> int | None:
    """No hold covers any event."""
    return None
