"""A page is told that something changed, and never what; only while its reader may look."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from litestar import Litestar

from core.access.tables import Request
from core.actor import SYSTEM
from core.audit import change
from core.audit.following import newest_number
from core.groups.appointments import Holder, propose, take_up
from core.groups.tables import Member
from core.identity import sessions
from core.identity.tables import AccountSession
from core.mail.tables import OutboxMail
from tests.web.people import BROWSER, Client, SignIn
from tests.web.sent import sent_request
from web.live import Live

pytestmark = pytest.mark.both_databases


@pytest.fixture
def live(app: Litestar) -> Live:
    """Streams that tests can wait for."""
    streams: Live = app.state.live
    streams.lifetime, streams.follower.every = 0.6, 0.05
    return streams


@pytest.fixture
async def owner(app: Litestar, live: Live, signed_in_client: SignIn) -> AsyncIterator[Client]:
    client = await signed_in_client()
    client.number = await sent_request(app, client)  # type: ignore[attr-defined]  only for these tests
    # Mails on their way are changes of the request too.
    while await OutboxMail.exists().where(OutboxMail.state == "waiting"):  # noqa: ASYNC110 - another task sends
        await asyncio.sleep(0.05)
    yield client


async def until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not there():  # noqa: ASYNC110 - other tasks bring it about
            await asyncio.sleep(0.01)


async def watching(owner: Any, live: Live) -> asyncio.Task[Any]:
    """A stream that is open, and stays so until something ends it."""
    live.lifetime = 60
    asking = asyncio.create_task(owner.get(await path_of(owner)))
    await until(lambda: bool(live._open))
    return asking


async def happens(key: Any) -> None:
    async with change("request.withdrawn", by=SYSTEM, subject=("request", key), secret="who knows"):
        pass


async def path_of(owner: Any) -> str:
    return f"/live/requests/{owner.number}?since={await newest_number()}"


async def key_of(number: str) -> Any:
    return (await Request.select(Request.id).where(Request.number == number).first())["id"]


async def test_a_change_is_told_and_never_what_it_was(owner: Any) -> None:
    path = await path_of(owner)
    await happens(await key_of(owner.number))
    answer = await owner.get(path)

    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [line for line in answer.text.splitlines() if line.startswith(("event", "data"))]
    assert events == ["event: changed", "data: "] and "who knows" not in answer.text
    assert f"id: {await newest_number()}" in answer.text


async def test_what_the_browser_was_told_before_is_not_told_again(owner: Any) -> None:
    path = await path_of(owner)
    await happens(await key_of(owner.number))
    told = {"Last-Event-ID": str(await newest_number())}
    assert "changed" not in (await owner.get(path, headers=told)).text


async def test_what_belongs_to_others_stirs_nothing(owner: Any) -> None:
    path = await path_of(owner)
    await happens("another")
    assert "changed" not in (await owner.get(path)).text


async def test_nobody_watches_what_is_not_theirs(owner: Any, signed_in_client: SignIn) -> None:
    other = await signed_in_client("other@practice.example")
    foreign, absent = await other.get(await path_of(owner)), await other.get("/live/requests/CS0009999")
    assert (foreign.status_code, absent.status_code) == (404, 404)


async def test_the_stream_ends_with_the_session(owner: Any, live: Live) -> None:
    asking = await watching(owner, live)
    await sessions.end_all(owner.account, by=BROWSER)
    answer = await asking
    assert "event: ended" in answer.text and "changed" not in answer.text


async def test_the_stream_ends_when_somebody_else_acts_for_the_practice(owner: Any, live: Live) -> None:
    row = await Request.select(Request.group).where(Request.number == owner.number).first()
    follower = await Member.select(Member.id).where(Member.email == "amara@peaks.example").first()
    key = await propose(row["group"], "administrator", Holder(follower["id"]), by=BROWSER)
    asking = await watching(owner, live)
    await take_up(key, by=BROWSER)
    answer = await asking
    assert "event: ended" in answer.text and "changed" not in answer.text
    for path in (f"/requests/{owner.number}", f"/requests/{owner.number}/mails", await path_of(owner)):
        assert (await owner.get(path)).status_code == 404
    assert owner.number not in (await owner.get("/requests")).text


async def test_watching_keeps_nobody_signed_in(clock: Any, owner: Any) -> None:
    clock.advance(minutes=10)
    before = await AccountSession.select(AccountSession.seen_at)
    await owner.get(await path_of(owner))
    await owner.get("/account", headers={"X-By-Itself": "yes"})
    assert await AccountSession.select(AccountSession.seen_at) == before
    clock.advance(minutes=6)
    assert (await owner.get(await path_of(owner))).status_code == 303


async def test_one_browser_holds_only_so_many_streams(owner: Any, live: Live) -> None:
    path = await path_of(owner)
    live.lifetime = 60
    asking = [asyncio.create_task(owner.get(path)) for _ in range(live.per_session + 2)]
    await until(lambda: sum(each.done() for each in asking) == 2)
    live.close()
    answers = await asyncio.gather(*asking)
    live.lifetime = 0.6
    live._closing.clear()
    assert sum("watching" in each.text for each in answers) == live.per_session
    assert sum(each.status_code == 204 or "event: ended" in each.text for each in answers) == 2
    assert "watching" in (await owner.get(path)).text


async def test_streams_end_when_the_server_is_told_to(owner: Any, live: Live) -> None:
    asking = await watching(owner, live)
    live.close()
    assert (await asyncio.wait_for(asking, 30)).status_code == 200
