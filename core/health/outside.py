"""Those outside who are told what happens: how far each is, and how it answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from core import clock
from core.health.found import Chapter, Sight, for_how_long, how_bad, so_many
from core.site import SiteProfile
from core.webhooks.actions import GIVEN_UP_AFTER
from core.webhooks.queries import MOST, HookStanding, standing_of_hooks

# What an endpoint doesn't take is to be looked at from the first time on.
LONG_FAILING = timedelta(hours=4)
# What happened is sent within seconds.
UNSENT, LONG_UNSENT = timedelta(minutes=2), timedelta(minutes=10)


async def webhooks_of(site: SiteProfile) -> Sequence[Chapter]:
    """Look at each endpoint; no chapter where the site has none."""
    if not site.webhooks:
        return []
    return [Chapter("Webhooks", [_sight(each) for each in await standing_of_hooks(site.webhooks)])]


def _sight(each: HookStanding) -> Sight:
    name, now = each.hook.name, clock.now()
    if each.number is None:
        return Sight(name, "unknown", "The background work hasn’t begun with it yet.")
    waits = f"{so_many(each.waiting, 'event waits', 'events wait', most=MOST)}."
    if each.paused_at is not None:
        words = (
            f"Paused {for_how_long(now - each.paused_at)} ago, as it {each.answer}. {waits} Nothing is lost."
        )
        todo = f"Ask whoever runs that server. Then run “portal webhook resume {name}” on this one."
        return Sight(name, "act", words, todo)
    if each.failing_since is not None:
        since = now - each.failing_since
        state = how_bad(since, look=timedelta(), act=LONG_FAILING)
        words = f"It took nothing for {for_how_long(since)}. The last try: {each.answer}. {waits}"
        todo = f"Ask whoever runs that server. After {GIVEN_UP_AFTER.days} days we pause it."
        return Sight(name, state, words, todo)
    unsent = now - each.waiting_since if each.waiting_since else timedelta()
    state = how_bad(unsent, look=UNSENT, act=LONG_UNSENT)
    if state != "fine":
        words = f"{waits[:-1]}, the first for {for_how_long(unsent)}, and nobody sends."
        return Sight(name, state, words, "Look whether the background work runs.")
    answered = (
        f"It last {each.answer}, {for_how_long(now - each.answered_at)} ago." if each.answered_at else ""
    )
    return Sight(name, "fine", f"{waits if each.waiting else 'Nothing waits.'} {answered}".strip())
