"""A page of a plugin that blocks or hangs is given up in words, and what it held is let go."""

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from core.access import actions
from core.access.conditions import NotNow
from core.apart.crossing import LONGEST_CHANGE
from core.applications.limits import Limits
from core.audit import change
from core.audit.tables import AuditEvent
from core.database import Database
from core.errors import Unavailable
from core.plugin_api import Opened
from core.portal import Portal
from core.requests.openings import Opening
from core.requests.plugin_pages import load_page, opened, submit_page
from plugins.dsm.tables import Handshake
from tests.plugins.blocking import LIMITS, Blocking, blocking, longest_wait, portal_where
from tests.practices import AMARA, ANALYST, BEN, Practice, active, portal_for, state_of

SOON = 0.9
KINDS = ("there", "hanging")


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
def stuck() -> Iterator[Blocking]:
    with blocking() as made:
        yield made


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    answers = {"dsm.direct_address": "amara@direct.peaks.example"}
    return await active(portal, BEN, replace(AMARA, wants=("dsm",), answers=answers))


@pytest.fixture
def grant(made: Practice) -> UUID:
    return made.grants["Amara", "dsm"]


async def page_with(portal: Portal, grant: UUID, limits: Limits = LIMITS, **code: Any) -> Opening:
    [own] = (page for page in portal.applications["dsm"].pages if page.path == "test-messages")
    there = portal_where(portal, "dsm", limits, pages=(replace(own, **code),))
    return await opened(there, grant, "test-messages", "analyst", by=ANALYST)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", ["load", "submit"])
async def test_a_page_that_blocks_is_answered_in_words_and_holds_up_nobody(
    portal: Portal, grant: UUID, stuck: Blocking, part: str, kind: str
) -> None:
    opening = await page_with(portal, grant, **{part: getattr(stuck, kind)})
    with capture_logs() as logged:
        asking = asyncio.create_task(load_page(opening) if part == "load" else submit_page(opening, None))
        began = time.monotonic()
        assert await longest_wait(asking) < SOON
        assert time.monotonic() - began < 2
    problem = asking.exception()
    assert isinstance(problem, Unavailable) and "doesn’t answer at the moment" in str(problem)
    [line] = [each for each in logged if each["event"] == "plugin.overran"]
    assert (line["application"], line["place"]) == ("dsm", "page test-messages")
    assert kind == "hanging" or "self.gone.wait(5)" in line["stack"]


async def test_the_attacker_finds_a_page_that_is_called_where_others_wait(
    portal: Portal, grant: UUID, stuck: Blocking
) -> None:
    """A hole: the plugin's own function, awaited by the host itself."""
    opening = await page_with(portal, grant, load=stuck.there)
    threading.Timer(SOON + 0.1, stuck.gone.set).start()
    assert await longest_wait(asyncio.create_task(opening.page.load(opening))) >= SOON


async def test_a_change_that_a_plugin_holds_open_is_undone_before_others_have_waited_for_long(
    portal: Portal, grant: UUID, stuck: Blocking
) -> None:
    async def holds(opening: Opened[Any], _: Any) -> None:
        async with opening.change("planted"):
            await Handshake.insert(Handshake(grant=str(grant)))
            stuck.here()
            await Handshake.update({Handshake.asked_by: "too late"}).where(Handshake.grant == str(grant))

    opening = await page_with(portal, grant, limits=Limits(page=4), submit=holds)
    submitting = asyncio.create_task(submit_page(opening, None))
    await asyncio.to_thread(stuck.begun.wait)
    began = time.monotonic()
    async with change("others.wrote", by=ANALYST):
        pass
    assert time.monotonic() - began < 1.5
    await asyncio.sleep(LONGEST_CHANGE + 0.2)
    stuck.gone.set()
    with pytest.raises(Unavailable):
        await submitting
    assert not await Handshake.exists().where(Handshake.grant == str(grant))
    assert not await AuditEvent.exists().where(AuditEvent.action == "dsm.planted")


@pytest.mark.both_databases
async def test_what_a_plugin_stores_and_raises_in_a_change_is_undone_and_said(
    portal: Portal, grant: UUID
) -> None:
    async def refuses(opening: Opened[Any], _: Any) -> None:
        async with opening.change("planted"):
            await Handshake.insert(Handshake(grant=str(grant)))
            async with opening.change("planted-inside"):
                raise ValueError("Not like this.")

    with pytest.raises(Exception, match="Not like this") as refused:
        await submit_page(await page_with(portal, grant, submit=refuses), None)
    assert type(refused.value).__name__ == "Invalid"
    assert not await Handshake.exists().where(Handshake.grant == str(grant))
    assert not await AuditEvent.exists().where(AuditEvent.action.like("dsm.planted%"))


@pytest.mark.both_databases
async def test_what_a_plugin_stores_in_changes_inside_each_other_is_stored_together(
    portal: Portal, grant: UUID
) -> None:
    async def stores(opening: Opened[Any], _: Any) -> None:
        async with opening.change("planted", first=1) as event:
            await Handshake.insert(Handshake(grant=str(grant)))
            async with opening.change("planted-inside"):
                await Handshake.update({Handshake.asked_by: "me"}).where(Handshake.grant == str(grant))
            event.details["second"] = 2

    await submit_page(await page_with(portal, grant, submit=stores), None)
    row = await Handshake.select().where(Handshake.grant == str(grant)).first()
    assert row and row["asked_by"] == "me"
    events = await AuditEvent.select().where(AuditEvent.action.like("dsm.planted%"))
    assert {each["action"] for each in events} == {"dsm.planted", "dsm.planted-inside"}


@pytest.mark.parametrize("kind", KINDS)
async def test_access_does_not_count_as_working_while_its_application_cannot_be_asked(
    portal: Portal, grant: UUID, stuck: Blocking, kind: str
) -> None:
    there = portal_where(portal, "dsm", LIMITS, still_missing=getattr(stuck, kind))
    acting = asyncio.create_task(actions.activate(there, grant, "amara", by=ANALYST))
    assert await longest_wait(acting) < SOON
    problem = acting.exception()
    assert isinstance(problem, NotNow) and "doesn’t answer at the moment" in str(problem)
    assert await state_of(grant) == "provisioning"
