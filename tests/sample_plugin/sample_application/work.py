"""What the viewer does by itself: it is told everything again now and then, and follows what moved."""

from datetime import timedelta

from core.plugin_api import AtWork, InPractice, Job, Moved
from sample_application.fields import Purpose


async def tell_all_again(work: AtWork[Purpose]) -> str | None:
    """Have every account told again, practice by practice."""
    told, keys = 0, await work.practices()
    while keys:
        for key in keys:
            practice = await work.practice(key)
            async with practice.change("told-again"):
                for access in practice.access:
                    await practice.update(access.key)
                    told += 1
        keys = await work.practices(after=keys[-1])
    return f"{told} told again" if told else None


JOBS = (Job(name="tell-all-again", every=timedelta(days=7), run=tell_all_again),)


async def follow(moved: Moved, practice: InPractice[Purpose]) -> None:
    """Have the account of somebody with another suffix told again."""
    mine = next((each for each in practice.access if each.person.key == moved.person), None)
    if moved.what == "changed" and mine is not None:
        async with practice.change("suffix-followed"):
            await practice.update(mine.key)
