"""Census follows who somebody is: without a provider's suffix nobody has Physician Census IDs."""

from __future__ import annotations

from core.plugin_api import InPractice, Moved, NoFields
from plugins.cerner.census import census_of, is_physician, without_roster


async def follow(moved: Moved, practice: InPractice[NoFields]) -> None:
    """Take off the census of somebody who is a provider no more, and have the account follow the suffix."""
    mine = next((each for each in practice.access if each.person.key == moved.person), None)
    if moved.what != "changed" or mine is None:
        return
    if mine.person.suffix_kind == moved.before.get("suffix_kind"):
        return
    async with practice.change("kind-followed"):
        if not is_physician(mine) and census_of(mine).hospitals:
            await practice.keep(mine.key, census_of(mine).model_copy(update={"hospitals": ()}))
            await without_roster(practice, mine)
        await practice.update(mine.key)
