"""Endpoints are told what happened: once it is stored, in order, signed, and nothing that people typed."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest

from core.access import leaving, suspending
from core.actor import SYSTEM
from core.audit import change, note
from core.database import Database, transaction
from core.database.leases import claim
from core.groups.people import load_group, load_member
from core.identity.queries import portal_ids
from core.office import acts
from core.plugin_testing.http_target import HttpResponse
from core.portal import Portal
from core.webhooks import actions
from core.webhooks.actions import HookPlace
from core.webhooks.delivering import HookAnswer
from core.webhooks.tables import WebhookPlace
from core.webhooks.worker import LEASE_SECONDS, WebhookWorker
from tests.conftest import MovableClock
from tests.core.office.test_editing import WEI, edited
from tests.documents.blocks import blocks
from tests.plugins.own_pages import working
from tests.practices import ANALYST, BEN, Practice, active, portal_for
from tests.webhook_receiver import OTHER, SECRET, Receiver, endpoint, receiving, work_off, worker_for

pytestmark = pytest.mark.both_databases


STORY = [
    ("agreement.signed", "in-force"), ("practice.active", "active"), ("access.given", "active"),
    ("access.suspended", "suspended"), ("access.taken", "revoked"), ("person.changed", "kind"),
    ("person.suspended", "suspended"), ("person.returned", "resumed"), ("person.left", "left"),
]  # fmt: skip


async def happens(what: str = "suspended") -> None:
    """Something about a practice that is told by its key alone."""
    await note(f"group.{what}", by=SYSTEM, subject=("group", uuid4()))


async def place_of(name: str = "crm") -> dict[str, Any]:
    row = await WebhookPlace.select().where(WebhookPlace.name == name).first()
    assert row
    return row


async def lived(portal: Portal, told: WebhookWorker) -> Practice:
    """A practice in which all kinds of things happened since somebody listens."""
    await happens("resumed")
    await told.work_due()
    made = await active(portal, BEN, WEI)
    await working(portal, made)
    await suspending.suspend(made.grants["Wei", "cerner"], "Zanzibar", by=ANALYST)
    await edited(portal, made, "Ben", suffix="Billing")
    await acts.suspend_all(portal, made.members["Ben"], "Zanzibar", by=ANALYST)
    await acts.resume_all(portal, made.members["Ben"], by=ANALYST)
    await leaving.leave(portal, made.members["Wei"], "Zanzibar", by=made.by)
    await work_off(told)
    return made


async def test_a_practice_is_told_by_keys_alone(database: Database, clock: MovableClock) -> None:
    portal = portal_for()
    async with receiving() as receiver:
        hooks = (
            endpoint(receiver.url),
            endpoint(receiver.url, name="pacs", applications=("pacs",)),
            endpoint(receiver.url, name="ids", events=("person.left",), portal_ids=True),
        )
        made = await lived(portal, worker_for(*hooks))
        whole, pacs, ids = (
            [each for each in receiver.state if each.key.startswith(f"{hook.name}_")] for hook in hooks
        )
    numbers = [int(each.key.partition("_")[2]) for each in whole]
    assert numbers == sorted(set(numbers)) and {*STORY} <= {each.word for each in whole}
    # What happened before it was switched on is not told.
    assert [each.word for each in whole if each.type[:5] in {"agree", "pract"}] == STORY[:2]
    assert all(each.data["application"] == "pacs" for each in pacs)

    given = next(each for each in whole if each.type == "access.given")
    assert set(given.data) == {"practice", "person", "portal_id", "access", "application", "state"}
    assert given.data["practice"] == str(made.group) and given.data["portal_id"] is None
    signed = next(each for each in whole if each.type == "agreement.signed")
    assert (signed.data["person"], signed.data["kind"]) == (None, portal.site.agreement.slug)
    wei = await load_member(made.members["Wei"])
    assert wei.person and [(each.data["person"], each.data["portal_id"]) for each in ids] == [
        (str(wei.id), (await portal_ids([wei.person]))[wei.person])
    ]
    called = (await load_group(made.group)).name
    typed = ("Ben", "Wei", "Chen", "@", "Zanzibar", called, "wei-1")
    sent = b"".join(each.body for each in [*whole, *pacs]).decode()
    assert [each for each in typed if each in sent] == []


async def test_nothing_is_told_before_it_is_stored_or_that_was_not(
    database: Database, clock: MovableClock
) -> None:
    async with receiving() as receiver:
        told, begun = worker_for(endpoint(receiver.url)), asyncio.Event()
        await told.work_due()

        async def looks() -> None:
            await begun.wait()
            await told.work_due()

        looking = asyncio.create_task(looks())
        async with transaction():
            await happens()
            begun.set()
            await asyncio.wait([looking], timeout=0.2)
            assert receiver.state == []
        await looking
        with pytest.raises(ZeroDivisionError):
            async with change("group.closed", by=SYSTEM, subject=("group", uuid4())):
                raise ZeroDivisionError
        await work_off(told)
        assert receiver.told == [("practice.suspended", "suspended")]


async def test_workers_at_once_tell_each_event_once_and_in_order(
    database: Database, clock: MovableClock
) -> None:
    async with receiving() as receiver:
        workers = [worker_for(endpoint(receiver.url)) for _ in range(3)]
        await asyncio.gather(*(each.work_due() for each in workers))
        for _ in range(25):
            await happens()
        for _ in range(4):
            await asyncio.gather(*(each.work_due() for each in workers))
        numbers = [int(each.partition("_")[2]) for each in receiver.keys]
        assert numbers == list(range(1, 26))


async def test_a_worker_that_slept_notes_nothing_and_one_that_was_killed_sends_the_same_again(
    database: Database, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with receiving() as receiver:
        await worker_for(endpoint(receiver.url)).work_due()
        await happens()
        # It has sent, and is gone before it can note so.
        with monkeypatch.context() as patched:
            sending = asyncio.Event()

            async def never(*_: Any) -> None:
                sending.set()
                await asyncio.sleep(60)

            patched.setattr(actions, "sent", never)
            killed = asyncio.create_task(worker_for(endpoint(receiver.url)).work_due())
            await asyncio.wait_for(sending.wait(), 10)
            killed.cancel()
            await asyncio.wait([killed])
        await work_off(worker_for(endpoint(receiver.url)))
        assert receiver.keys == ["crm_1"]
        clock.advance(seconds=LEASE_SECONDS + 1)
        await work_off(worker_for(endpoint(receiver.url)))
        assert receiver.keys == ["crm_1", "crm_1"] and receiver.state[0].body == receiver.state[1].body
        stamps = [int(each.headers["webhook-timestamp"]) for each in receiver.state]
        assert stamps[1] - stamps[0] == LEASE_SECONDS + 1

        await happens()
        await worker_for(endpoint(receiver.url))._look()
        [slept] = await claim(WebhookPlace, limit=1, seconds=LEASE_SECONDS)
        clock.advance(seconds=LEASE_SECONDS + 1)
        await work_off(worker_for(endpoint(receiver.url)))
        assert not await slept.renew(LEASE_SECONDS)
        assert await actions.sent(HookPlace.of(slept), 2, HookAnswer(True, "answered 200")) is None
        await actions.let_go(HookPlace.of(slept), 2, more=True)
        assert ((await place_of())["number"], receiver.keys[2:]) == (2, ["crm_2"])


async def test_what_was_told_is_told_once_more_in_order_and_then_what_is_new(
    database: Database, clock: MovableClock
) -> None:
    async with receiving() as receiver:
        told = worker_for(endpoint(receiver.url))
        await told.work_due()
        for _ in range(3):
            await happens()
        await work_off(told)
        first = list(receiver.state)
        with pytest.raises(actions.NotNow):
            await actions.replay("crm", 4, by=SYSTEM)
        with pytest.raises(actions.NotFound):
            await actions.replay("erp", 1, by=SYSTEM)
        # Whoever is sending when it is asked for notes nothing any more.
        await happens()
        await told._look()
        [lease] = await claim(WebhookPlace, limit=1, seconds=LEASE_SECONDS)
        await actions.replay("crm", 2, by=ANALYST)
        assert await actions.sent(HookPlace.of(lease), 4, HookAnswer(True, "answered 200")) is None
        await actions.let_go(HookPlace.of(lease), 4, more=False)
        await work_off(told)
        assert receiver.keys == [f"crm_{number}" for number in (1, 2, 3, 2, 3, 4)]
        assert [each.body for each in receiver.state[3:5]] == [each.body for each in first[1:]]
        # Asked for while nothing is under way, it begins by itself.
        await actions.replay("crm", 3, by=SYSTEM)
        await work_off(told)
        assert receiver.keys[6:] == ["crm_3", "crm_4"]


async def test_an_endpoint_that_takes_nothing_for_days_is_paused_and_goes_on_from_its_place(
    database: Database, clock: MovableClock
) -> None:
    async with receiving() as receiver:
        told = worker_for(endpoint(receiver.url))
        await told.work_due()
        with pytest.raises(actions.NotNow):
            await actions.resume_hook("crm", by=SYSTEM)
        receiver.faults.plan("error")
        await happens()
        waits = []
        for _ in range(14):
            await told.work_due()
            due = (await place_of())["due"]
            waits.append((due - clock.at).total_seconds())
            clock.set(due)
        assert all(5 * 2**n / 2 <= wait <= 5 * 2**n for n, wait in enumerate(waits[:9]))
        assert all(1800 <= wait <= 3600 for wait in waits[10:])
        clock.advance(days=5)
        await told.work_due()
        row = await place_of()
        assert (row["due"], row["number"], row["answer"]) == (None, 0, "answered 500")
        assert row["paused_at"] == clock.at
        receiver.faults.calm()
        await happens()
        await work_off(told)
        assert receiver.keys == []
        await actions.resume_hook("crm", by=SYSTEM)
        await work_off(told)
        assert receiver.told == [("practice.suspended", "suspended")] * 2


async def test_one_that_is_gone_is_paused_at_once_and_one_that_comes_back_hears_of_all_since(
    database: Database, clock: MovableClock
) -> None:
    async with receiving() as receiver:
        told = worker_for(endpoint(receiver.url))
        await told.work_due()
        receiver.answer = HttpResponse(410)
        await happens()
        await work_off(told)
        assert (await place_of())["paused_at"] == clock.at
        receiver.answer = HttpResponse(200)
        await actions.resume_hook("crm", by=SYSTEM)
        # Nobody tells one that is not in the profile.
        await work_off(worker_for(endpoint(receiver.url, name="erp")))
        first = (await place_of("erp"))["number"]
        await happens()
        assert receiver.keys == ["crm_1"]
        await work_off(worker_for(endpoint(receiver.url)))
        assert receiver.keys[:2] == ["crm_1", "crm_1"] and receiver.keys[2:] == [f"crm_{first + 1}"]


def verified(receiver: Receiver, secret: str, place: int, now: float) -> str:
    """What the page of the documentation makes of a message."""
    [block] = blocks("webhooks.md", "python")
    known: dict[str, Any] = {}
    exec(block.text, known)
    message = receiver.state[place]
    return str(known["verify"](secret, message.headers, message.body, now))


async def test_whoever_follows_the_documentation_verifies_what_we_signed(
    database: Database, clock: MovableClock
) -> None:
    async with receiving() as receiver:
        rotating = endpoint(receiver.url, former_secret="other")
        told = worker_for(rotating)
        await told.work_due()
        await happens()
        await work_off(told)
        now = clock.at.timestamp()
        assert verified(receiver, SECRET, 0, now) == verified(receiver, OTHER, 0, now) == "crm_1"
        message = json.loads(receiver.state[0].body)
        assert message["timestamp"].endswith("Z") and set(message) == {"type", "timestamp", "data"}
        with pytest.raises(ValueError, match="no signature"):
            verified(receiver, SECRET.replace("M", "N"), 0, now)
        with pytest.raises(ValueError, match="too old"):
            verified(receiver, SECRET, 0, now + 301)
        await happens()
        await work_off(worker_for(endpoint(receiver.url)))
        with pytest.raises(ValueError, match="no signature"):
            verified(receiver, OTHER, 1, now)
