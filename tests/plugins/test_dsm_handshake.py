"""A test message in each direction, recorded by who saw it, before messaging counts as working."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from core.access import actions
from core.access.conditions import NotNow
from core.actor import Actor
from core.audit.tables import AuditEvent
from core.console import plugin_pages
from core.console.working import StaffActor
from core.database import Database
from core.errors import Forbidden, Invalid, NotFound
from core.identity.roles import StaffRoles
from core.identity.tables import Account
from core.mail.tables import OutboxMail
from core.portal import Portal
from core.requests.openings import Opening
from core.requests.plugin_pages import load_page, opened, pages_for, submit_page
from plugins.dsm.handshake import Recorded
from plugins.dsm.tables import Handshake
from tests.practices import AMARA, ANALYST, BEN, Practice, active, portal_for, state_of


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal, clock: object) -> Practice:
    """A practice in which messaging of a provider is being set up."""
    answers = {"dsm.direct_address": "amara@direct.peaks.example"}
    return await active(portal, BEN, replace(AMARA, wants=("dsm",), answers=answers))


@pytest.fixture
def grant(made: Practice) -> UUID:
    return made.grants["Amara", "dsm"]


@pytest.fixture
def asker(made: Practice) -> Actor:
    return made.by


@pytest.fixture
def steps(asker: Actor) -> list[tuple[str, Actor]]:
    """Every step in its order, with somebody of the side that records it."""
    return [
        ("asked", ANALYST),
        ("sent", asker),
        ("arrived", ANALYST),
        ("answered", ANALYST),
        ("confirmed", asker),
    ]


async def page(portal: Portal, grant: UUID, by: Actor) -> Opening:
    audience = "administrator" if by.kind == "person" else "analyst"
    return await opened(portal, grant, "test-messages", audience, by=by)


async def record(portal: Portal, grant: UUID, step: str, by: Actor) -> None:
    await submit_page(await page(portal, grant, by), Recorded(step=step))


@pytest.mark.both_databases
async def test_access_counts_only_when_both_directions_are_recorded(
    portal: Portal, grant: UUID, clock, asker: Actor, steps: list[tuple[str, Actor]]
) -> None:
    for step, by in steps:
        with pytest.raises(NotNow, match="Still to be recorded"):
            await actions.activate(portal, grant, "amara@direct.peaks.example", by=ANALYST)
        clock.advance(hours=1)
        await record(portal, grant, step, by)

    await actions.activate(portal, grant, "amara@direct.peaks.example", by=ANALYST)
    assert await state_of(grant) == "active"
    events = (
        await AuditEvent.select(AuditEvent.action)
        .where(AuditEvent.action.like("dsm.%"))
        .order_by(AuditEvent.number)
    )
    assert [each["action"] for each in events] == [f"dsm.test-{step}" for step, _ in steps]
    assert (await load_page(await page(portal, grant, asker)))["next"] is None


async def test_each_side_is_told_when_it_is_its_turn(
    portal: Portal, grant: UUID, steps: list[tuple[str, Actor]]
) -> None:
    for step, by in steps:
        await record(portal, grant, step, by)
    rows = await OutboxMail.select().where(OutboxMail.template.like("dsm/%")).order_by(OutboxMail.queued_at)
    told = {row["template"]: row for row in rows}
    asked = told["dsm/ask-for-test"]
    assert asked["recipient"] == "ben@peaks.example" and "banner.dsm@direct-ci.com" in asked["text"]
    assert f"https://portal.example/access/{grant}/test-messages" in asked["text"]
    assert f"/support/access/{grant}/test-messages" in told["dsm/test-was-sent"]["text"]
    assert set(told) == {"dsm/ask-for-test", "dsm/test-was-sent", "dsm/answer-was-sent", "dsm/complete"}


async def test_nobody_records_for_the_other_side_or_out_of_turn(
    portal: Portal, grant: UUID, asker: Actor
) -> None:
    for step, by in (("asked", asker), ("sent", asker), ("confirmed", ANALYST)):
        with pytest.raises(Invalid):
            await record(portal, grant, step, by)
    assert (
        await Handshake.count() == 0
        and await OutboxMail.count().where(OutboxMail.template.like("dsm/%")) == 0
    )
    await record(portal, grant, "asked", ANALYST)
    with pytest.raises(Invalid, match="already"):
        await record(portal, grant, "asked", ANALYST)


@pytest.mark.both_databases
async def test_the_same_step_recorded_at_once_is_recorded_once(portal: Portal, grant: UUID) -> None:
    given = await asyncio.gather(
        *(record(portal, grant, "asked", ANALYST) for _ in range(5)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in given) == ["Invalid"] * 4 + ["NoneType"]
    assert await OutboxMail.count().where(OutboxMail.template == "dsm/ask-for-test") == 1


async def test_the_page_is_there_for_the_practice_whose_access_it_is(
    portal: Portal, grant: UUID, asker: Actor
) -> None:
    stranger = Actor("person", uuid4(), "Someone")
    for key, who in ((grant, stranger), (uuid4(), asker)):
        with pytest.raises(NotFound):
            await page(portal, key, who)
    with pytest.raises(NotFound):
        await opened(portal, grant, "another", "administrator", by=asker)
    known: Any = {"grant": grant, "application": "dsm", "state": await state_of(grant)}
    pages = (("Test messages", f"/access/{grant}/test-messages"),)
    assert pages_for(portal, "administrator", **known) == pages
    assert pages_for(portal, "administrator", **known | {"state": "denied"}) == ()


async def test_who_provisions_other_applications_only_does_not_open_it(portal: Portal, grant: UUID) -> None:
    for roles in ("provisioning:pacs", "provisioning:pacs provisioning:iecg", "credentialing"):
        with pytest.raises(Forbidden, match="another role"):
            await plugin_pages.look(
                portal, grant, "test-messages", StaffActor(ANALYST, StaffRoles.parse(roles))
            )
    for roles in ("provisioning:dsm", "provisioning", "analyst", "site-administrator"):
        hand = StaffActor(ANALYST, StaffRoles.parse(roles))
        assert (await plugin_pages.act(portal, grant, "test-messages", hand)).line.id == grant


async def test_staff_record_nothing_about_a_request_they_are_named_in(portal: Portal, grant: UUID) -> None:
    account = await Account.select(Account.id).where(Account.email == BEN.email).first()
    assert account
    hand = StaffActor(Actor("staff", account["id"], "Ben Ruiz"), StaffRoles.parse("analyst"))
    assert (await plugin_pages.look(portal, grant, "test-messages", hand)).line.id == grant
    with pytest.raises(Forbidden, match="Someone else has to decide"):
        await plugin_pages.act(portal, grant, "test-messages", hand)
