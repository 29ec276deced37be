"""`portal webhook`: who outside is told what happens, how far they are, and what is sent to them again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import uuid4

import rich_click as click
from click.exceptions import Exit

from core import clock
from core.actor import SYSTEM
from core.dates import Dates
from core.errors import NotFound
from core.moves import NotNow
from core.settings import Settings
from core.site.webhooks import Webhook
from core.webhooks import actions
from core.webhooks.delivering import Endpoint, HookAnswer, hook_client
from core.webhooks.messages import trial_message
from core.webhooks.queries import MOST, HookStanding, first_since, standing_of_hooks
from web.command_parts import running

# No trail is older, and past these years a day has no moment in every zone.
YEARS = range(2000, 9000)
NOT_BEGUN = "the background work hasn’t begun with it yet"


@click.group()
def webhook() -> None:
    """Those outside who are told what happens."""


@webhook.command("list")
def list_webhooks() -> None:
    """List each endpoint with its place in the trail, what waits, its last answer and its state."""
    site = running.site(running.settings().site)

    async def work(_: Settings) -> Sequence[HookStanding]:
        return await standing_of_hooks(site.webhooks)

    for each in running.with_database(work) if site.webhooks else ():
        click.echo(_line(each, site.dates))


@webhook.command()
@click.argument("name")
@click.option("--since", help="Send what happened from the beginning of this day on, as 2026-11-26.")
@click.option("--from", "first", type=click.IntRange(min=1), help="Send from this event of the trail on.")
def replay(name: str, since: str | None, first: int | None) -> None:
    """Send an endpoint once more what it was told, from a day or an event on, then what is new."""
    if (since is None) == (first is None):
        raise running.fail(["say from where: either --since or --from"])
    moment = _beginning(since) if since is not None else None

    async def work(_: Settings) -> None:
        begins = first if moment is None else await first_since(moment)
        if begins is None:
            raise NotNow("Nothing happened since.")
        await actions.replay(name, begins, by=SYSTEM)

    _acted(name, work)
    click.echo(f"{name}: is sent again, each message under the same id as before")


@webhook.command()
@click.argument("name")
def resume(name: str) -> None:
    """Go on telling a paused endpoint, from its place: nothing is lost."""

    async def work(_: Settings) -> None:
        await actions.resume_hook(name, by=SYSTEM)

    _acted(name, work)
    click.echo(f"{name}: goes on")


@webhook.command("test")
@click.argument("name")
def try_out(name: str) -> None:
    """Send an endpoint a signed `portal.test` now and print its answer; exit code 1 if it didn’t take it."""
    chosen = running.settings()
    endpoint = Endpoint(_named(name), chosen.connector_secrets)

    async def posted() -> HookAnswer:
        message = trial_message(endpoint.hook, uuid4().hex, clock.now())
        async with hook_client() as client:
            return await endpoint.post(client, message)

    answer = asyncio.run(posted())
    click.echo(f"{name}: {answer.words}")
    if not answer.well:
        raise Exit(1)


def _named(name: str) -> Webhook:
    hooks = {each.name: each for each in running.site(running.settings().site).webhooks}
    if name not in hooks:
        raise running.fail([f"{name}: is not in the profile; see portal webhook list"])
    return hooks[name]


def _acted(name: str, work: Callable[[Settings], Awaitable[None]]) -> None:
    """Act on an endpoint of the profile, or say why that can't be."""
    _named(name)
    try:
        running.with_database(work)
    except NotFound as problem:
        raise running.fail([f"{name}: {NOT_BEGUN}"]) from problem
    except NotNow as problem:
        raise running.fail([str(problem)]) from problem


def _beginning(day: str) -> datetime:
    """When a day begins at the site."""
    dates = running.site(running.settings().site).dates
    try:
        found = dates.read(day)
    except ValueError as problem:
        raise running.fail([f"--since: {day} is no day; type it as 2026-11-26"]) from problem
    if found.year not in YEARS:
        raise running.fail([f"--since: {day} is too far away; type a day from {YEARS[0]} to {YEARS[-1]}"])
    return dates.begins(found)


def _line(each: HookStanding, dates: Dates) -> str:
    head = f"{each.hook.name:<20} {each.hook.shown_url}"
    if each.number is None:
        return f"{head}: {NOT_BEGUN}"
    waiting = f"{each.waiting}{'+' if each.waiting >= MOST else ''} waiting"
    answered = f"{each.answer} at {dates.moment(each.answered_at)}" if each.answered_at else "not sent to yet"
    return f"{head}: {_state(each, dates)}, told up to event {each.number}, {waiting}, {answered}"


def _state(each: HookStanding, dates: Dates) -> str:
    if each.paused_at is not None:
        return f"paused since {dates.moment(each.paused_at)}"
    return f"failing since {dates.moment(each.failing_since)}" if each.failing_since else "live"
