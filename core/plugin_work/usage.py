"""Asking an application which accounts were used: that counts as use, beside what is known here.

What it says only ever adds to what is known: an application that tells of nothing, of too little or of what
is long past makes no access look less used than it is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from core import clock
from core.access.states import PREPARED
from core.applications.checking_jobs import USAGE
from core.plugin_api import ClinicalApplication, Job, Used
from core.plugin_work.actions import note_heard
from core.plugin_work.at_work import Working
from core.plugin_work.jobs import NotWell
from core.plugin_work.queries import grants_working, heard_until, key_borne, states_of_grants
from core.usage.told import note_told

EVERY = timedelta(hours=8)
# It is asked again about the last two days before it told last, and at first about a year.
OVERLAP, FIRST = timedelta(days=2), timedelta(days=365)
# Clocks differ: so far ahead is now.
AHEAD = timedelta(minutes=5)
MOST, LONGEST = 100_000, 200

Ask = Callable[[Any, datetime], AsyncIterator[Used]]


def usage_jobs(application: ClinicalApplication[Any]) -> Sequence[Job]:
    """Return the job that asks, where the application tells."""
    if application.usage is None:
        return ()
    return (Job(name=USAGE, every=EVERY, run=partial(_ask, application.usage)),)


async def hearing_of_use(slugs: Collection[str]) -> frozenset[str]:
    """Return those of these applications that told of their use lately, so that no use means something."""
    heard = await heard_until([f"{slug}:{USAGE}" for slug in slugs]) if slugs else {}
    lately = clock.now() - 3 * EVERY - AHEAD
    return frozenset(key.partition(":")[0] for key, at in heard.items() if at > lately)


@dataclass(slots=True)
class _Told:
    """What an application told: the last use by key of the grant, and by login name; `wrong` dates."""

    since: datetime
    now: datetime
    keys: dict[str, datetime] = field(default_factory=dict)
    accounts: dict[str, datetime] = field(default_factory=dict)
    number: int = 0
    wrong: int = 0

    def take(self, each: object) -> None:
        """Read one use, in the plugin's own loop; NotWell for what is none."""
        if type(each) is not Used or not _is_name(each.key) or not _is_name(each.account):
            raise NotWell("its usage has something that is no Used")
        self.number += 1
        if self.number > MOST:
            raise NotWell(f"its usage has more than {MOST:,} uses")
        at = moment_told(each.at, self.now)
        if at is None:
            self.wrong += 1
        # Whatever is older was asked for before.
        elif at >= self.since:
            where, name = (self.keys, each.key) if each.key else (self.accounts, each.account.casefold())
            where[name] = max(at, where.get(name, at))


async def _ask(usage: Ask, work: Working) -> str | None:
    """Have the application tell, in its own loop, and note it at home."""
    slug = work.application.slug
    since = await work.crossing.carry(partial(_since, slug, work.now))
    told = _Told(since, work.now)
    async for each in usage(work.options, since):
        told.take(each)
    words: str | None = await work.crossing.carry(partial(_note, slug, told))
    return words


async def _since(slug: str, now: datetime) -> datetime:
    heard = await heard_until([f"{slug}:{USAGE}"])
    return max([now - FIRST, *(at - OVERLAP for at in heard.values())])


async def _note(slug: str, told: _Told) -> str | None:
    """Note what is use of access that there is; NotWell, after that, where dates were no dates."""
    keys = {key: at for name, at in told.keys.items() if (key := key_borne(name)) is not None}
    states = await states_of_grants(slug, list(keys))
    uses = {key: at for key, at in keys.items() if states.get(key) in PREPARED}
    unknown = len(told.keys) - len(uses)
    if told.accounts:
        named: set[str] = set()
        async for key, account in grants_working(slug):
            # No login name is nobody's.
            if account and (at := told.accounts.get(account.casefold())) is not None:
                named.add(account.casefold())
                uses[key] = max(at, uses.get(key, at))
        unknown += len(told.accounts.keys() - named)
    news = await note_told(slug, uses, unknown)
    if told.wrong:
        raise NotWell(f"its usage has {told.wrong:,} dates that are in the future or can’t be read")
    await note_heard(f"{slug}:{USAGE}", told.now)
    return f"{news:,} accesses used; {unknown:,} accounts of no access left out" if news else None


def _is_name(given: object) -> bool:
    return type(given) is str and len(given) <= LONGEST


def moment_told(at: object, now: datetime) -> datetime | None:
    """Read a moment that an application tells, in its own loop; None for what is none, or still to come.

    Its time zone is code of the plugin, and may do anything.
    """
    if type(at) is not datetime:
        return None
    try:
        moment = at.astimezone(UTC) if at.utcoffset() is not None else None
    except Exception:
        return None
    return None if moment is None or moment > now + AHEAD else min(moment, now)
