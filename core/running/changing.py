"""A site administrator changes the site, or undoes a change."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import clock
from core.actor import Actor
from core.audit import change
from core.errors import Invalid, NotFound, Stale
from core.portal import Portal
from core.running.faults import by_field
from core.running.laying import found_at, may_be_changed, without_nothing
from core.running.queries import newest
from core.running.records import Change, Path, Setting, dotted, still_standing, touching
from core.running.running import Running
from core.running.site_texts import require_good_texts
from core.running.tables import SiteChange
from core.site import SiteFaults

LONGEST_REASON = 500
_TEXT = re.compile(r"texts/[\w.-]+\.md")
MEANWHILE = "Someone changed this meanwhile. Look at it as it is now."
COMES = "Change {number} sets this from {day} on. Undo that first, or let this one begin later."
SINCE = "This was changed again since. Undo the later change first."


@dataclass(frozen=True, slots=True)
class NewChange:
    """What somebody wants to change: the content of each item, None for taking it away.

    `begins` is None for at once, and `seen` the number of the newest change that they had seen.
    """

    settings: Mapping[Path, Any]
    reason: str = ""
    begins: datetime | None = None
    seen: int = 0


def would_be(running: Running, wanted: NewChange) -> Portal:
    """Return the portal as it would be from the moment on at which a change begins.

    Invalid with what is wrong by the field of the item, whatever else of the site depends on it included.
    """
    if not all(may_be_changed(path) and _has_its_own_file(after) for path, after in wanted.settings.items()):
        raise Invalid({"": "The files of the profile fix this."})
    new = _drawn(running, wanted)
    for later in touching(running.fitting, new.paths):
        if later.begins_at > new.begins_at:
            day = running.portal.site.dates.day(later.begins_at)
            raise Invalid({"": COMES.format(number=later.number, day=day)})
    # What begins later has to fit as well: nobody is there any more when it does.
    moments = {each.begins_at for each in running.fitting if each.begins_at > new.begins_at}
    try:
        portal = running.portal_of(running.raw_at(new.begins_at, [new]))
        for moment in sorted(moments):
            running.portal_of(running.raw_at(moment, [new]))
    except SiteFaults as problem:
        raise Invalid(by_field(problem.faults, running.raw_at(new.begins_at, [new]), new.paths)) from problem
    return portal


class _Overtaken(Stale):
    """Somebody else stored a change first; this one has to be looked at again."""


async def change_site(running: Running, wanted: NewChange, *, by: Actor) -> int:
    """Change the site from a moment on; return the number of the change.

    Invalid without a reason, for what does not fit, for a beginning that is over and for what changes
    nothing; Stale when somebody changed one of these items since it was seen.
    """
    while True:
        with suppress(_Overtaken):
            return await _change(running, wanted, by)


async def _change(running: Running, wanted: NewChange, by: Actor) -> int:
    reason = _given(wanted.reason)
    await running.look()
    if wanted.begins is not None and wanted.begins < clock.now():
        raise Invalid({"begins": "This is over. Enter a day from today on."})
    since = [each for each in still_standing(running.changes) if each.number > wanted.seen]
    if touching(since, tuple(wanted.settings)):
        raise Stale(MEANWHILE)
    would_be(running, wanted)
    await require_good_texts(running, wanted.settings)
    new = _drawn(running, wanted)
    if not new.settings:
        raise Invalid({"": "Nothing is different from how it is now."})
    return await _store(running, new, "site.changed", reason, by)


async def undo_change(running: Running, number: int, reason: str, *, by: Actor) -> int:
    """Do away with a change, as if it had not been made; return the number under which that is kept.

    NotFound for a change that does not stand, Stale when one of its items was changed again since, Invalid
    without a reason and when the site would not fit together any more.
    """
    while True:
        with suppress(_Overtaken):
            return await _undo(running, number, _given(reason), by)


async def _undo(running: Running, number: int, reason: str, by: Actor) -> int:
    await running.look()
    undone = next((each for each in still_standing(running.changes) if each.number == number), None)
    if undone is None:
        raise NotFound
    if [each for each in touching(still_standing(running.changes), undone.paths) if each.number > number]:
        raise Stale(SINCE)
    now = clock.now()
    later = {each.begins_at for each in running.fitting if each.begins_at > now}
    for moment in (now, *sorted(later)):
        try:
            running.portal_of(running.raw_at(moment, without=number))
        except SiteFaults as problem:
            raise Invalid({"": str(problem)}) from problem
    settings = tuple(Setting(each.path, each.after, each.before) for each in undone.settings)
    new = Change(0, settings, now, reason, now, "", number)
    return await _store(running, new, "site.change-undone", reason, by)


def _drawn(running: Running, wanted: NewChange) -> Change:
    """The change as it would be stored, but for its number."""
    now = clock.now()
    begins = wanted.begins or now
    raw = running.raw_at(begins)
    every = [
        Setting(path, found_at(raw, path), without_nothing(after))
        for path, after in sorted(wanted.settings.items())
    ]
    settings = tuple(each for each in every if each.before != each.after)
    # Behind every other of the same moment, as it will be with its number.
    return Change(2**31 - 1, settings, begins, wanted.reason, now, "", None)


def _has_its_own_file(content: Any) -> bool:
    """Tell whether a text would stand among the texts of a profile, and be no other file of it."""
    name = content.get("file") if isinstance(content, dict) else None
    return name is None or _TEXT.fullmatch(name) is not None


async def _store(running: Running, new: Change, kind: str, reason: str, by: Actor) -> int:
    # What was looked at up to here is what it was checked against.
    number = running.newest + 1
    settings = [[list(each.path), each.before, each.after] for each in new.settings]
    async with change(kind, by=by, subject=("site-change", str(number))) as event:
        row = SiteChange(number=number, begins_at=new.begins_at, reason=reason, undoes=new.undoes)
        row.made_at, row.made_by, row.made_name = new.made_at, by.account, by.name[:200]
        row.settings = json.dumps(settings)
        kept = SiteChange.insert(row).on_conflict(target=SiteChange.number, action="DO NOTHING")
        if await newest() >= number or not await kept.returning(SiteChange.number):
            raise _Overtaken(MEANWHILE)
        event.details |= {"what": [dotted(each) for each in sorted(new.paths)], "reason": reason}
        event.details |= {"begins": new.begins_at.isoformat(), "sha256": _digest(settings)}
        event.details |= {"undoes": new.undoes} if new.undoes else {}
    await running.look()
    return number


def _digest(settings: Iterable[Any]) -> str:
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()


def _given(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid({"reason": "Enter the reason"})
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": f"Enter up to {LONGEST_REASON} characters"})
    return reason
