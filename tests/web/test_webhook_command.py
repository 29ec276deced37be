"""`portal webhook` lists who is told what happens, tells them again, and tries one."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.exceptions import Exit
from click.testing import CliRunner, Result

from core.audit.reading import was_noted
from core.database import connect
from core.health.outside import webhooks_of
from core.plugin_testing.http_target import HttpResponse
from core.site import find_site, load_site
from tests.conftest import MovableClock
from tests.core.webhooks.test_telling import happens
from tests.web.people import settings_for
from tests.webhook_receiver import SECRET, Receiver, endpoint, receiving, site_with, work_off, worker_for
from web.command_parts import loading, running
from web.commands import portal

HOOK = '\n[[webhooks]]\nname = "crm"\nurl = "{url}?sig=hunter2"\nsecret = "hook"\nformer_secret = "hook"\n'


def run(*what: str) -> Result:
    return CliRunner().invoke(portal, ["webhook", *what])


@pytest.fixture
def at_site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Write a site with one endpoint at an address."""
    folder = Path(shutil.copytree(find_site("banner"), tmp_path / "sites" / "mine"))
    monkeypatch.setenv("PORTAL_SITE", str(folder))
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)
    monkeypatch.setenv("PORTAL_CONNECTOR_SECRETS", json.dumps({"hook": SECRET}))

    def write(url: str) -> Path:
        profile = folder / "profile.toml"
        profile.write_text(profile.read_text("utf-8") + HOOK.format(url=url), "utf-8")
        return folder

    return write


async def _in(url: str, work: Callable[[Receiver], Any]) -> Any:
    database = await connect(url)
    try:
        async with receiving() as receiver:
            return await work(receiver)
    finally:
        await database.close()


async def seen(state: str, words: str) -> str:
    """What the page of health says of the endpoint, and what it says to do."""
    [chapter] = await webhooks_of(site_with(endpoint("https://a.example")))
    assert chapter.found[0].state == state and words in chapter.found[0].words
    return chapter.found[0].todo


async def taken_late_failing_and_gone(clock: MovableClock, receiver: Receiver) -> None:
    """Two events, of which one was taken; the page of health on the way."""
    told = worker_for(endpoint(receiver.url))
    await told.work_due()
    await happens()
    await work_off(told)
    await seen("fine", "Nothing waits. It last answered 204, less than a minute ago.")
    clock.advance(days=1)
    await happens()
    clock.advance(minutes=11)
    await seen("act", "1 event waits, the first for 11 minutes, and nobody sends.")
    receiver.answer = HttpResponse(503)
    await work_off(told)
    assert "whoever runs that server" in await seen("look", "The last try: answered 503. 1 event waits.")
    clock.advance(hours=4)
    await seen("act", "It took nothing for 4 hours. The last try: answered 503. 1 event waits.")
    receiver.answer = HttpResponse(410)
    await work_off(told)
    todo = await seen("act", "as it answered 410. 1 event waits. Nothing is lost.")
    assert "portal webhook resume crm" in todo
    assert await webhooks_of(site_with()) == []


@pytest.mark.both_databases
def test_an_endpoint_is_listed_told_again_and_resumed(
    at_site: Callable[[str], Path], database_url: str, clock: MovableClock
) -> None:
    at_site("http://127.0.0.1:1/hook")
    assert "hasn’t begun with it yet" in run("list").output
    assert "hasn’t begun with it yet" in run("replay", "crm", "--from", "1").output
    asyncio.run(_in(database_url, partial(taken_late_failing_and_gone, clock)))
    listed = run("list").output
    assert "http://127.0.0.1:1/hook?…: paused since " in listed and "hunter2" not in listed
    assert "told up to event 1, 1 waiting, answered 410 at " in listed
    assert run("resume", "crm").exit_code == 0
    again = run("resume", "crm")
    assert again.exit_code == 1 and "crm is live and gets what happens." in again.output
    assert "live, told up to event 1" in run("list").output
    # Nothing that was told happened on that day or later.
    on_that_day = run("replay", "crm", "--since", clock.at.date().isoformat())
    assert "still waits for event 2" in on_that_day.output
    assert "Nothing happened since" in run("replay", "crm", "--since", "2999-01-01").output
    assert run("replay", "crm", "--from", "1").exit_code == 0
    assert "told up to event 0, 2 waiting" in run("list").output
    for day in ("2000-01-01", "8999-12-31"):
        assert len(run("replay", "crm", "--since", day).output.splitlines()) == 1
    far = run("replay", "crm", "--since", "9999-12-31")
    assert far.output == "--since: 9999-12-31 is too far away; type a day from 2000 to 8999\n"
    assert run("replay", "crm", "--since", "0001-01-01").output.startswith("--since: 0001-01-01 is no day")

    async def noted(_: Receiver) -> list[bool]:
        return [await was_noted(f"webhook.{what}", "crm") for what in ("paused", "resumed", "replayed")]

    assert asyncio.run(_in(database_url, noted)) == [True, True, True]


@pytest.mark.parametrize(
    "wrong",
    [
        ("replay", "crm"), ("replay", "crm", "--since", "yesterday"), ("replay", "erp", "--from", "1"),
        ("resume", "erp"), ("test", "erp"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(at_site: Callable[[str], Path], wrong: tuple[str, ...]) -> None:
    at_site("http://127.0.0.1:1/hook")
    failed = run(*wrong)
    assert failed.exit_code == 1 and isinstance(failed.exception, SystemExit) and failed.output


def test_an_endpoint_is_tried_with_a_signed_message_and_its_secret_is_asked_for_at_the_start(
    at_site: Callable[[str], Path], sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def tried() -> tuple[Result, Result, list[str]]:
        async with receiving() as receiver:
            at_site(receiver.url)
            well = await asyncio.to_thread(run, "test", "crm")
            receiver.answer = HttpResponse(404)
            return well, await asyncio.to_thread(run, "test", "crm"), [each.type for each in receiver.state]

    well, badly, types = asyncio.run(tried())
    assert (well.exit_code, well.output) == (0, "crm: answered 204\n")
    assert (badly.exit_code, badly.output) == (1, "crm: answered 404\n")
    assert types == ["portal.test", "portal.test"]

    site = load_site(running.settings().site)
    chosen = settings_for(sqlite_url, connector_secrets={})
    with pytest.raises(Exit):
        loading.require_secrets(chosen, loading.applications(site), site)
    assert 'connector_secrets: "hook" is missing, which webhooks[0].secret names' in capsys.readouterr().err
