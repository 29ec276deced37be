"""Comparing what an application lists with the access that was given: what differs is looked at again.

What is missing there, has another name or stands there after its end is looked at grant by grant, as every
access is from time to time: that look alone makes work of it. Accounts of nobody's access stand in a list of
their own, until the application lists them no more or somebody says why one may stay.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from core import clock
from core.access.looking import LOOK
from core.actor import SYSTEM
from core.applications.checking_jobs import ROSTER
from core.audit import change
from core.due.actions import schedule_each
from core.plugin_api import ClinicalApplication, Job, OnRoster, TryLater
from core.plugin_work.at_work import Working
from core.plugin_work.jobs import NotWell
from core.plugin_work.queries import grants_ended, grants_working, key_borne, of_any_application
from core.plugin_work.strays import settle_strays
from core.provisioning.connectors.choosing import Connectors

EVERY = timedelta(hours=8)
MOST, MOST_LOOKS, LONGEST = 50_000, 500, 200

Listed = Mapping[str, OnRoster]


def roster_jobs(application: ClinicalApplication[Any]) -> Sequence[Job]:
    """Return the job that compares, where the application lists its accounts."""
    if application.roster is None:
        return ()
    return (Job(name=ROSTER, every=EVERY, run=partial(_compare, application.roster)),)


def rosters_of(connectors: Connectors, application: ClinicalApplication[Any]) -> Sequence[Job]:
    """Return the same job where a connector lists the accounts, and the application itself does not."""
    lists = None if application.roster else connectors.lists(application.slug)
    if lists is None:
        return ()

    async def roster(_: Any) -> AsyncIterator[OnRoster]:
        try:
            async for each in lists():
                yield each
        except TryLater as problem:
            raise NotWell(str(problem)) from problem

    return (Job(name=ROSTER, every=EVERY, run=partial(_compare, roster)),)


async def _compare(roster: Callable[[Any], AsyncIterator[OnRoster]], work: Working) -> str | None:
    """Have the application list its accounts, in its own loop, and compare them at home."""
    listed: dict[str, OnRoster] = {}
    async for each in roster(work.options):
        if type(each) is not OnRoster or not isinstance(each.key, str) or not isinstance(each.account, str):
            raise NotWell("its roster has something that is no OnRoster")
        listed[each.key] = each
        if len(listed) > MOST:
            raise NotWell(f"its roster has more than {MOST:,} accounts")
    words: str | None = await work.crossing.carry(partial(compare_listed, work.application.slug, listed))
    return words


async def compare_listed(slug: str, listed: Listed) -> str | None:
    """Have what differs looked at now and keep what is nobody's; say how much that is."""
    working = {key: account async for key, account in grants_working(slug)}
    differing = [key for key, account in working.items() if _differs(account, listed.get(str(key)))]
    others = [each for each in listed.values() if each.enabled and _key(each) not in working]
    ended = await grants_ended(slug, _keys(others))
    looks = [*differing, *ended][:MOST_LOOKS]
    if looks:
        about = {"missing_or_different": len(differing), "ended_and_there": len(ended)}
        async with change("application.roster-differs", by=SYSTEM, subject=("application", slug), **about):
            await schedule_each(LOOK, looks, clock.now())
    known = await of_any_application(_keys(others))
    strays = {_line(each.key): _line(each.account or each.key) for each in others if _key(each) not in known}
    new, left_out = await settle_strays(slug, strays)
    if left_out:
        raise NotWell(f"lists {len(strays):,} accounts of no access: {left_out:,} of them aren’t shown")
    said = [f"{len(looks)} looked at again"] if looks else []
    return "; ".join([*said, *([f"{new} new accounts of no access"] if new else [])]) or None


def _line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST])


def _differs(account: str, entry: OnRoster | None) -> bool:
    if entry is None or not entry.enabled:
        return True
    return len({entry.account, account} - {""}) > 1


def _key(entry: OnRoster) -> UUID | None:
    return key_borne(entry.key)


def _keys(entries: Sequence[OnRoster]) -> list[UUID]:
    return [key for key in map(_key, entries) if key is not None]
