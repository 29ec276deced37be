"""Two worlds differ only in whether somebody had registered: an administrator sees the same in both."""

from __future__ import annotations

import re
import shutil
from collections.abc import Awaitable, Callable
from difflib import unified_diff
from itertools import chain, count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from litestar import Litestar

from core.activation.actions import activate_group
from core.identity.actions import Person, create_account
from core.identity.sessions import start
from core.identity.tables import Account
from core.mail.tables import OutboxMail
from core.requests.queries import mails
from tests.practices import AMARA, ANALYST, BEN, KEYS, Practice, check_credentials, portal_for, practice
from tests.web.people import BROWSER, PASSWORD, Client, client_for, running, settings_for
from web.app import create_app

NUMBERS = count()


class World:
    """A practice whose administrator looks at everything about it; Amara was known before, or nobody knew."""

    def __init__(self, app: Litestar, client: Client, made: Practice) -> None:
        self.app, self.client, self.made = app, client, made

    async def activate(self) -> None:
        """Support looks at the licenses and activates the practice."""
        await check_credentials(portal_for(), self.made)
        await activate_group(portal_for(), KEYS, self.made.group, by=ANALYST)
        # The administrator has set up the app anew, which a new login name asks for.
        await Account.update({Account.factor_due_at: None}).where(Account.email_key == BEN.email)

    async def deliver(self) -> None:
        """The mail server takes what waits."""
        box = OutboxMail
        await box.update({box.state: "sent", box.sent_at: box.queued_at}).where(box.state == "waiting")

    async def bounce(self) -> None:
        """The mail server of the address does not take it."""
        box = OutboxMail
        await box.update({box.state: "refused"}).where(box.recipient == AMARA.email, box.state == "waiting")

    async def send_again(self) -> None:
        """The administrator presses every button there is for sending a mail again."""
        page = (await self.client.get(f"/requests/{self.made.number}/mails")).text
        for path in re.findall(r'action="(/requests/[^"]+/mails/[^"]+)"', page):
            await self.client.post_form(path)


def differences(one: list[list[str]], other: list[list[str]]) -> list[str]:
    """The lines that are not in both worlds."""
    pairs = zip(chain(*one), chain(*other), strict=True)
    lines = (unified_diff(a.splitlines(), b.splitlines(), n=0, lineterm="") for a, b in pairs)
    return [line for line in chain(*lines) if not line.startswith(("---", "+++", "@@"))]


ACTS: tuple[Callable[[World], Awaitable[None]], ...] = (
    World.deliver, World.bounce, World.send_again, World.activate,
)  # fmt: skip


async def looked(world: World) -> list[str]:
    """The attacker: every page about the practice and its request, and every mail to the administrator."""
    number, seen = world.made.number, []
    paths = [f"/requests/{number}", f"/requests/{number}/now", f"/requests/{number}/mails", "/requests"]
    for path in paths:
        answer = await world.client.get(path)
        assert answer.status_code == 200, path
        seen.append(answer.text)
    box = OutboxMail
    rows = await box.select(box.subject, box.text).where(box.recipient == BEN.email)
    return [*map(_plain, seen), *sorted(_plain(row["subject"] + row["text"]) for row in rows)]


def _plain(text: str) -> str:
    """A page without what is random in it."""
    text = re.sub(r'name="csrf" value="[^"]+"', "", text)
    text = re.sub(r"    \d{4} \d{4}", "", text)
    text = re.sub(r"[0-9a-f]{64}", "", text)
    text = re.sub(r"since=\d+", "", text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", text)
    return re.sub(r"/(sign|pick-up|not-me|known-person)/[\w-]+", r"/\1/…", text)


@pytest.fixture
def seen_in(
    sqlite_template: Path, tmp_path: Path, clock, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Awaitable[list[list[str]]]]:
    """Makes a world, has things done in it, and says what the administrator saw after each."""
    beginning = clock()
    # What workers do is done by the acts, each at its moment.
    monkeypatch.setattr("web.workers.workers", lambda *_: ())
    monkeypatch.setattr("web.workers.whatever_the_site", lambda *_: ())

    async def look(known: bool, acts: tuple[Callable[[World], Awaitable[None]], ...]) -> list[list[str]]:
        file = shutil.copy(sqlite_template, tmp_path / f"world{next(NUMBERS)}.sqlite")
        clock.set(beginning)
        async with running(create_app(settings_for(f"sqlite:///{file}"))) as app, client_for(app) as client:
            made = await practice(portal_for(), BEN, AMARA)
            client.carry(await start(made.by.account, "full", by=made.by))
            if known:
                amara = Person(AMARA.first, AMARA.last, AMARA.email, "+16025550123")
                await create_account(app.state.identity, amara, PASSWORD, by=BROWSER)
            world, seen = World(app, client, made), []
            for act in acts:
                clock.advance(seconds=60)
                await act(world)
                seen.append(await looked(world))
            return seen

    return look


@settings(
    max_examples=4, deadline=None, derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(acts=st.lists(st.sampled_from(ACTS[:3]), max_size=3))
async def test_pages_and_mails_are_the_same_whether_or_not_somebody_had_registered(
    seen_in: Callable[..., Awaitable[list[list[str]]]], acts: list
) -> None:
    acts = (World.activate, World.deliver, *acts)

    assert differences(await seen_in(True, acts), await seen_in(False, acts)) == []


async def test_the_attacker_finds_a_word_that_depends_on_the_account(
    seen_in: Callable[..., Awaitable[list[list[str]]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "_opened", lambda member, _: bool(member["chosen"]))
    acts = (World.activate, World.deliver)

    found = differences(await seen_in(True, acts), await seen_in(False, acts))
    assert any("Opened" in line for line in found)
