"""Accounts that an application lists and that belong to no access: kept until it lists them no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.access.actions import given_reason
from core.actor import SYSTEM, Actor
from core.audit import change
from core.database.rows import load_one
from core.errors import Forbidden, Stale
from core.plugin_work.tables import StrayAccount

AT_ONCE = 200
CLEARED = "Someone has cleared this account meanwhile."
NOT_THEIRS = "This takes another role: whoever does the work of this application."


async def settle_strays(slug: str, listed: Mapping[str, str], *, by: Actor = SYSTEM) -> tuple[int, int]:
    """Keep the accounts of no access, login names by key, and forget those that are listed no more.

    Returns how many are new, and how many are gone.
    """
    rows = await StrayAccount.select(StrayAccount.key).where(StrayAccount.application == slug)
    named = {f"{slug}:{key}": name for key, name in listed.items()}
    known = {row["key"] for row in rows}
    new, gone = [key for key in named if key not in known], sorted(known - named.keys())
    if not new and not gone:
        return 0, 0
    about = {"new": len(new), "gone": len(gone)}
    async with change("application.strays-listed", by=by, subject=("application", slug), **about):
        for start in range(0, len(gone), AT_ONCE):
            await StrayAccount.delete().where(StrayAccount.key.is_in(gone[start : start + AT_ONCE]))
        found = [_row(slug, key, named[key]) for key in new]
        for start in range(0, len(found), AT_ONCE):
            made = StrayAccount.insert(*found[start : start + AT_ONCE])
            await made.on_conflict(target=StrayAccount.key, action="DO NOTHING")
    return len(new), len(gone)


async def clear_stray(stray: UUID, reason: str, may: Callable[[str], bool], *, by: Actor) -> None:
    """Say why an account of no access may stay; NotFound once it is listed no more, Stale a second time.

    Forbidden for whoever `may` not act at its application.
    """
    slug = (await load_one(StrayAccount, stray))["application"]
    if not may(slug):
        raise Forbidden(NOT_THEIRS)
    reason = given_reason(reason)
    async with change(
        "application.stray-cleared", by=by, subject=("application", slug), reason=reason
    ) as event:
        found = await load_one(StrayAccount, stray, lock=True)
        if found["cleared_at"] is not None:
            raise Stale(CLEARED)
        event.details["account"] = found["account"]
        values: dict[Any, Any] = {
            StrayAccount.cleared_at: clock.now(),
            StrayAccount.cleared_name: by.name[:200],
            StrayAccount.reason: reason,
        }
        await StrayAccount.update(values).where(StrayAccount.id == stray)


def _row(slug: str, key: str, account: str) -> StrayAccount:
    return StrayAccount(id=uuid4(), application=slug, key=key, account=account, found_at=clock.now())
