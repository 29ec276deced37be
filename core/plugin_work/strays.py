"""Accounts that an application lists and that belong to no access: kept until it lists them no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.access.actions import given_reason
from core.actor import SYSTEM, Actor
from core.audit import change
from core.database.rows import load_one
from core.errors import Forbidden, Stale
from core.plugin_work.tables import StrayAccount

AT_ONCE, MOST_OPEN = 200, 1000
CLEARED = "Someone has cleared this account meanwhile."
OPEN = "Someone has opened this account again meanwhile."
NOT_THEIRS = "This takes another role: whoever does the work of this application."


async def settle_strays(slug: str, listed: Mapping[str, str], *, by: Actor = SYSTEM) -> tuple[int, int]:
    """Keep the accounts of no access, login names by key, and forget those that are listed no more.

    What is kept stays as long as it is listed, with what was said of it; what is new is kept up to so many
    that nobody has cleared. Returns how many are new, and how many there was no room for.
    """
    columns = (StrayAccount.key, StrayAccount.cleared_at)
    rows = await StrayAccount.select(*columns).where(StrayAccount.application == slug)
    named = {f"{slug}:{key}": name for key, name in listed.items()}
    known = {row["key"] for row in rows}
    unlisted = sorted(known - named.keys())
    still_open = [row for row in rows if row["cleared_at"] is None and row["key"] in named]
    found = [key for key in named if key not in known]
    new = found[: max(0, MOST_OPEN - len(still_open))]
    if new or unlisted:
        about = {"new": len(new), "gone": len(unlisted)}
        async with change("application.strays-listed", by=by, subject=("application", slug), **about):
            await _forget(unlisted)
            await _add([_row(slug, key, named[key]) for key in new])
    return len(new), len(found) - len(new)


async def clear_stray(stray: UUID, reason: str, may: Callable[[str], bool], *, by: Actor) -> None:
    """Say why an account of no access may stay; NotFound once it is listed no more, Stale a second time.

    Forbidden for whoever `may` not act at its application.
    """
    slug = await _slug_of(stray, may)
    reason = given_reason(reason)
    async with change(
        "application.stray-cleared", by=by, subject=("application", slug), reason=reason
    ) as event:
        found = await load_one(StrayAccount, stray, lock=True)
        if found["cleared_at"] is not None:
            raise Stale(CLEARED)
        event.details["account"] = found["account"]
        await _set(stray, clock.now(), by.name[:200], reason)


async def open_stray(stray: UUID, may: Callable[[str], bool], *, by: Actor) -> None:
    """Take back that an account of no access may stay; NotFound, Stale and Forbidden as it was cleared."""
    slug = await _slug_of(stray, may)
    async with change("application.stray-opened", by=by, subject=("application", slug)) as event:
        found = await load_one(StrayAccount, stray, lock=True)
        if found["cleared_at"] is None:
            raise Stale(OPEN)
        event.details["account"] = found["account"]
        await _set(stray, None, "", "")


async def _slug_of(stray: UUID, may: Callable[[str], bool]) -> str:
    slug: str = (await load_one(StrayAccount, stray))["application"]
    if not may(slug):
        raise Forbidden(NOT_THEIRS)
    return slug


async def _set(stray: UUID, at: datetime | None, name: str, reason: str) -> None:
    values: dict[Any, Any] = {
        StrayAccount.cleared_at: at,
        StrayAccount.cleared_name: name,
        StrayAccount.reason: reason,
    }
    await StrayAccount.update(values).where(StrayAccount.id == stray)


async def _forget(keys: Sequence[str]) -> None:
    for start in range(0, len(keys), AT_ONCE):
        await StrayAccount.delete().where(StrayAccount.key.is_in(list(keys[start : start + AT_ONCE])))


async def _add(rows: Sequence[StrayAccount]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        made = StrayAccount.insert(*rows[start : start + AT_ONCE])
        await made.on_conflict(target=StrayAccount.key, action="DO NOTHING")


def _row(slug: str, key: str, account: str) -> StrayAccount:
    return StrayAccount(id=uuid4(), application=slug, key=key, account=account, found_at=clock.now())
