"""Whoever administers a practice, or support, changes what is known of somebody in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.access.actions import given_reason
from core.access.conditions import NotNow
from core.access.on_authority import colleague_changed
from core.actor import Actor
from core.audit import change
from core.credentials.actions import keep_decision
from core.credentials.queries import about, needed
from core.errors import NotFound, Stale
from core.office.acts import hold_member
from core.office.by_support import tell_of_support
from core.office.change_requests import WAITS
from core.office.member_changes import (
    apply_change,
    as_it_would_be,
    ask_for_change,
    changes_of,
    end_what_no_longer_fits,
    needs_support,
)
from core.office.queries.changes import AskedChange, open_change_of
from core.portal import Portal
from core.requests.open_parts import OpenPart, open_person


@dataclass(frozen=True, slots=True)
class Edited:
    """The form as it was read; `asked` when support decides about it, `ended` is what ended at once."""

    page: OpenPart
    asked: bool = False
    ended: tuple[str, ...] = ()


async def edit(
    portal: Portal, member: UUID, values: Mapping[str, Sequence[str]], *, by: Actor, reason: str = ""
) -> Edited:
    """Store what was typed about somebody, or ask support for what would give them more.

    What they may not have any more with another staff type or suffix ends in the same change, whoever
    decides the rest. Nothing is stored while anything is wrong. Stale while an earlier change waits, NotNow
    for who left. Support gives a `reason`, which the administrator reads; what gives more waits for a
    colleague.
    """
    why = given_reason(reason) if by.kind == "staff" else ""
    async with change("office.person-edited", by=by, subject=("member", member)) as event:
        group, row = await hold_member(member, by)
        if row.state == "left":
            raise NotNow("This person has left.")
        if await open_change_of(member) is not None:
            raise Stale(WAITS)
        page = await open_person(portal, row, values)
        if page.answers is None:
            event.details["wrong"] = len(page.form.errors)
            return Edited(page)
        after = as_it_would_be(portal.site, row, page)
        event.details["changed"] = [each.label for each in changes_of(page)]
        asks = needs_support(portal, group, row, after)
        if asks:
            await ask_for_change(row, page, values, by=by, why=why)
        else:
            await apply_change(portal, group, page, (row, after), by=by)
        ended = await end_what_no_longer_fits(portal, group, (row, after), by=by)
        await colleague_changed(portal, group, row, by=by)
        event.details |= {"asked": asks, "ended": list(ended), **({"reason": why} if why else {})}
        if why:
            what = f"Support {'wants to change' if asks else 'changed'} what is known of {row.name}"
            await tell_of_support(portal, group, what, why, member=member)
    return Edited(page, asks, ended)


async def apply_to_member(portal: Portal, asked: AskedChange, by: Actor) -> None:
    """Change a member as support approved it; credentials that count are valid then.

    Part of the decision, with the group locked. NotNow for what does not fit any more.
    """
    if asked.member is None:
        raise NotFound
    group, row = await hold_member(asked.member, by)
    page = await open_person(portal, row, asked.wanted)
    if page.answers is None:
        raise NotNow(f"This doesn’t fit any more: {' '.join(words for _, words in page.form.errors)}")
    after = as_it_would_be(portal.site, row, page)
    await apply_change(portal, group, page, (row, after), by=by)
    await end_what_no_longer_fits(portal, group, (row, after), by=by)
    if needed(portal.site, after):
        await keep_decision(after.id, "valid", "Approved with the change.", about(after), by=by)
    await colleague_changed(portal, group, after, by=by)
