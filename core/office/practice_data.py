"""What is known of a practice, after its activation: what its administrator changes, and what support does.

Phone, fax, EHR and another address in the same jurisdiction change at once. Its name, jurisdiction and
primary facility decide who may have what and who it is, so that a practice asks support for these; with
another jurisdiction the whole address waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core.access.actions import given_reason
from core.actor import Actor
from core.audit import change
from core.enrollment.forms.practice import office_change, practice_choices
from core.errors import Invalid, NotFound, TooMany
from core.forms import Form, draw, read, to_json
from core.groups.people import load_group, locked_group
from core.groups.records import GroupFacts
from core.groups.rights import administers, concerned
from core.identity.limits import Limit
from core.moves import NotNow
from core.office.acts import OWN
from core.office.by_support import tell_of_support
from core.office.change_requests import ChangeAsked, request_change
from core.office.handing_over import require_active
from core.office.practice_answers import keep_answers, labels_of, stored_answers, wanted_as_shown
from core.office.queries.changes import AskedChange
from core.portal import Portal
from core.site import SiteProfile

DECIDED = ("name", "state", "facility")
_ADDRESS = ("address", "suite", "city", "postcode")
PER_DAY = Limit("practice-changes", 20, 24 * 60 * 60)
MANY = "This was changed too often today. Nothing was saved; try again tomorrow"
NOTHING = "Nothing is different. Change an answer first."


@dataclass(frozen=True, slots=True)
class PracticeForm:
    """The answers about a practice as a form; what came of it: what was saved, and what waits for support."""

    group: GroupFacts
    form: Form
    saved: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()


async def draw_practice(portal: Portal, group: UUID, *, by: Actor) -> PracticeForm:
    """Draw what is known of a practice; NotFound for whoever does not act for it."""
    found = await held_practice(group, by)
    return PracticeForm(
        found, draw(_form_of(portal.site, by), stored_answers(found), choices=practice_choices(portal.site))
    )


async def change_practice(
    portal: Portal, group: UUID, values: Mapping[str, Sequence[Any]], *, by: Actor
) -> PracticeForm:
    """Save what may change at once, and ask support for the rest; support itself saves everything.

    The form that comes back is wrong when anything is, and then nothing was saved. Stale while an earlier
    change waits for support and another one would have to.
    """
    reading = read(_form_of(portal.site, by), values, choices=practice_choices(portal.site))
    found = await held_practice(group, by)
    if reading.answers is None:
        return PracticeForm(found, reading.form)
    try:
        if by.kind != "staff":
            await PER_DAY.spend(str(group))
        async with change("office.practice-changed", by=by, subject=("group", group)) as event:
            done = await _change(portal, await held_practice(group, by, lock=True), reading.answers, by)
            event.details |= {"fields": list(done.saved), "asked": list(done.waits)}
            if by.kind == "staff":
                event.details["reason"] = why = str(reading.form["reason"].value)
                what = f"Support changed what is known of {found.name}: {', '.join(done.saved)}"
                await tell_of_support(portal, found, what, why)
    except Invalid as wrong:
        return PracticeForm(found, reading.refused(wrong.errors))
    except TooMany:
        return PracticeForm(found, reading.refused({"": MANY}))
    return replace(done, form=reading.form)


async def apply_to_practice(portal: Portal, asked: AskedChange, by: Actor) -> None:
    """Make a change of a practice that support approved, which holds the practice; part of that change."""
    found = await load_group(asked.group)
    await keep_answers(portal, found, {**stored_answers(found), **asked.wanted}, by)


async def _change(portal: Portal, group: GroupFacts, answers: BaseModel, by: Actor) -> PracticeForm:
    given, before = to_json(answers), stored_answers(group)
    why = str(given.pop("reason", "") or "")
    differing = [name for name in given if given[name] != before.get(name)]
    if not differing:
        raise Invalid({"": NOTHING})
    waiting = [] if by.kind == "staff" else waits_for_support(differing)
    if by.kind == "staff":
        given_reason(why)
    elif waiting:
        shown = wanted_as_shown(portal, group, {**before, **given}, waiting)
        wanted = {name: given[name] for name in waiting}
        await request_change(ChangeAsked("practice", group.id, wanted, shown, why), by=by)
    at_once = [name for name in differing if name not in waiting]
    if at_once:
        await keep_answers(portal, group, {**before, **{name: given[name] for name in at_once}}, by)
    return PracticeForm(group, Form(()), labels_of(portal, group, at_once), labels_of(portal, group, waiting))


async def held_practice(group: UUID, by: Actor, *, lock: bool = False) -> GroupFacts:
    """Return the practice to whoever may change it, with `lock` until the change ends; NotFound."""
    if by.kind == "staff":
        if await concerned(by.account, [group]):
            raise NotNow(OWN)
    elif not await administers(by.account, group):
        raise NotFound
    found = await locked_group(group) if lock else await load_group(group)
    require_active(found)
    return found


def waits_for_support(differing: Sequence[str]) -> list[str]:
    """List of what is different what support decides about."""
    moved = "state" in differing
    return [name for name in differing if name in DECIDED or (moved and name in _ADDRESS)]


def _form_of(site: SiteProfile, by: Actor) -> type[BaseModel]:
    return office_change(site, staff=by.kind == "staff")
