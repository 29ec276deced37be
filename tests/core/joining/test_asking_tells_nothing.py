"""To ask after a practice shows, causes and takes the same whether or not the practice is registered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from core.database import Database, count_statements
from core.joining import actions
from core.joining.actions import AskToJoin, ask_to_join
from core.mail.tables import OutboxMail
from core.portal import Portal
from tests.conftest import MovableClock
from tests.practices import AMARA, BEN, active, portal_for, practice
from tests.telling_apart import told_apart
from tests.web.people import BROWSER

# Of one length, since the name of a practice stands in the mail.
KNOWN, UNSIGNED, UNKNOWN = "Valley Family", "Canyon Family", "Desert Family"
PRACTICES = (KNOWN, UNSIGNED, UNKNOWN)


@pytest.fixture
async def portal(database: Database, clock: MovableClock) -> Portal:
    """One practice is active, one waits for signatures, and nobody has heard of the third."""
    olga = replace(BEN, first="Olga", email="olga@valley.example")
    amara = replace(AMARA, email="amara@valley.example")
    await active(portal_for(), olga, amara, name=KNOWN)
    await practice(portal_for(), BEN, AMARA, in_force=False, name=UNSIGNED)
    await OutboxMail.delete(force=True)
    return portal_for()


async def asks(portal: Portal, called: str, clock: MovableClock) -> None:
    """Ask once, on a day of its own so that no limit is met."""
    clock.advance(days=2)
    asked = AskToJoin(practice=called, name="Wei Chen", email="wei@peaks.example", message="Hello")
    await ask_to_join(portal, asked, by=BROWSER)


@pytest.mark.both_databases
async def test_every_practice_costs_the_same_statements_and_one_mail(
    portal: Portal, clock: MovableClock
) -> None:
    seen = []
    for called in PRACTICES:
        with count_statements() as statements:
            await asks(portal, called, clock)
        seen.append([text.split()[0] for text in statements.texts])
    assert seen[0] == seen[1] == seen[2] and len(seen[0]) > 5
    assert await OutboxMail.count() == len(PRACTICES)


async def test_the_time_it_takes_tells_nothing(portal: Portal, clock: MovableClock) -> None:
    assert not await told_apart(lambda called: asks(portal, called, clock), KNOWN, UNKNOWN)


async def test_the_measure_finds_work_that_only_a_known_practice_makes(
    portal: Portal, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest: Callable[[Portal, str], Awaitable[tuple[str, str]]] = actions._recipient

    async def slower(portal: Portal, called: str) -> tuple[str, str]:
        found = await honest(portal, called)
        for _ in range(3 if found[1] == "join-request" else 0):
            await honest(portal, called)
        return found

    monkeypatch.setattr(actions, "_recipient", slower)
    assert await told_apart(lambda called: asks(portal, called, clock), KNOWN, UNKNOWN)
