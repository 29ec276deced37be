"""Whoever administers a practice, or support, changes what is known of somebody in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.access.conditions import NotNow
from core.actor import Actor
from core.audit import change
from core.office.acts import held
from core.portal import Portal
from core.requests.member_changes import (
    apply_change,
    as_it_would_be,
    ask_for_change,
    changes_of,
    needs_support,
    require_none_waits,
    take_what_no_longer_fits,
)
from core.requests.open_parts import OpenPart, open_person


@dataclass(frozen=True, slots=True)
class Edited:
    """The form as it was read; `number` is the request that support decides, `ended` what ended at once."""

    page: OpenPart
    number: str = ""
    ended: tuple[str, ...] = ()


async def edit(portal: Portal, member: UUID, values: Mapping[str, Sequence[str]], *, by: Actor) -> Edited:
    """Store what was typed about somebody, or ask support for what would give them more.

    What they may not have with another staff type or suffix ends in the same change, whoever decides the
    rest. Nothing is stored while anything is wrong. Stale while an earlier change waits, NotNow for who left.
    """
    async with change("office.person-edited", by=by, subject=("member", member)) as event:
        group, row = await held(member, by)
        if row.state == "left":
            raise NotNow("This person has left.")
        await require_none_waits(member)
        page = await open_person(portal, row, values)
        if page.answers is None:
            event.details["wrong"] = len(page.form.errors)
            return Edited(page)
        after = as_it_would_be(row, page)
        event.details["changed"] = [label for label, _, _ in changes_of(page)]
        number = ""
        if by.kind != "staff" and needs_support(portal, group, row, after):
            number = await ask_for_change(portal, row, page, values, by=by)
        else:
            await apply_change(portal, group, page, after)
        ended = await take_what_no_longer_fits(portal, group, after, by=by)
        event.details |= {"request": number, "ended": list(ended)}
    return Edited(page, number, ended)
