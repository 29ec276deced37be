"""An account that the person had before."""

from __future__ import annotations

from collections.abc import AsyncIterator

from core.plugin_testing import NotPlanted
from core.plugin_testing.life_cycle import adopts, gives_anew
from web.plugin_check.reliable.repeating import at_bench
from web.plugin_check.reliable.trials import Untried, bench_of
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Exempt, Subject


@rule("K9", Level.KIND, "An account that was taken over is like one that was made")
async def adopting(subject: Subject) -> AsyncIterator[str]:
    """Whoever has an account already keeps it, with no second one beside it, and has what a new one has.

    An answer that has somebody look at the account first is as good. Whoever had access, lost it and gets it
    again has one account, too.

    Why: most people had accounts before there was this portal, and many come back.

    To fix it: look for the account of the human, and bring what you find to what you would make.
    """
    try:
        async with bench_of(subject) as opened:
            opened.target.plant(opened.grant.person)
    except NotPlanted as problem:
        raise Exempt("its made-up system has no `plant`, and so no account from before") from problem
    except Untried as problem:
        yield str(problem)
        return
    async for words in at_bench(subject, adopts, gives_anew):
        yield words
