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

from core.access import conditions
from core.access.actions import given_reason, revoke_each
from core.access.lines import Line, lines_of
from core.access.places import practice_renamed
from core.access.states import ALIVE
from core.actor import Actor
from core.audit import change
from core.enrollment.forms.practice import office_change, office_model, practice_choices
from core.errors import Invalid, NotFound, TooMany
from core.forms import Form, draw, from_json, read, rows, to_json
from core.groups.correcting import correct_group, rename_and_move
from core.groups.people import load_group, locked_group, members_of
from core.groups.records import GroupFacts
from core.groups.rights import administers, concerned
from core.identity.limits import Limit
from core.moves import NotNow
from core.office.acts import OWN
from core.office.change_requests import ChangeAsked, request_change
from core.office.handing_over import require_active
from core.office.queries.changes import AskedChange, Wanted
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
    found = await _held(group, by)
    return PracticeForm(
        found, draw(_model(portal.site, by), _stored(found), choices=practice_choices(portal.site))
    )


async def change_practice(
    portal: Portal, group: UUID, values: Mapping[str, Sequence[Any]], *, by: Actor
) -> PracticeForm:
    """Save what may change at once, and ask support for the rest; support itself saves everything.

    The form that comes back is wrong when anything is, and then nothing was saved. Stale while an earlier
    change waits for support and another one would have to.
    """
    reading = read(_model(portal.site, by), values, choices=practice_choices(portal.site))
    found = await _held(group, by)
    if reading.answers is None:
        return PracticeForm(found, reading.form)
    try:
        if by.kind != "staff":
            await PER_DAY.spend(str(group))
        async with change("office.practice-changed", by=by, subject=("group", group)) as event:
            done = await _change(portal, await _held(group, by, lock=True), reading.answers, by)
            event.details |= {"fields": list(done.saved), "asked": list(done.waits)}
            if by.kind == "staff":
                event.details["reason"] = reading.form["reason"].value
    except Invalid as wrong:
        return PracticeForm(found, reading.refused(wrong.errors))
    except TooMany:
        return PracticeForm(found, reading.refused({"": MANY}))
    return replace(done, form=reading.form)


async def apply_to_practice(portal: Portal, asked: AskedChange, by: Actor) -> None:
    """Make a change of a practice that support approved, which holds the practice; part of that change."""
    found = await load_group(asked.group)
    await _keep(portal, found, {**_stored(found), **asked.wanted}, by)


async def lost_with(portal: Portal, group: UUID, wanted: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """List whose access to which application would end if these answers were kept, as (person, why)."""
    found = await load_group(group)
    lines = await _unfit(portal, _as_it_would_be(found, wanted))
    return tuple((f"{line.member.name}, {line.grant.application_name}", words) for line, words in lines)


async def _change(portal: Portal, group: GroupFacts, answers: BaseModel, by: Actor) -> PracticeForm:
    given, before = to_json(answers), _stored(group)
    why = str(given.pop("reason", "") or "")
    differing = [name for name in given if given[name] != before.get(name)]
    if not differing:
        raise Invalid({"": NOTHING})
    waiting = [] if by.kind == "staff" else _waiting(differing)
    if by.kind == "staff":
        given_reason(why)
    elif waiting:
        shown = _shown(portal, group, {**before, **given}, waiting)
        wanted = {name: given[name] for name in waiting}
        await request_change(ChangeAsked("practice", group.id, wanted, shown, why), by=by)
    at_once = [name for name in differing if name not in waiting]
    if at_once:
        await _keep(portal, group, {**before, **{name: given[name] for name in at_once}}, by)
    return PracticeForm(group, Form(()), _labels(portal, group, at_once), _labels(portal, group, waiting))


async def _keep(portal: Portal, group: GroupFacts, answers: Mapping[str, Any], by: Actor) -> None:
    """Keep answers about a locked group; whoever may not have something any more loses it."""
    if any(answers.get(name) != known for name, known in _placed(group).items()):
        await rename_and_move(group.id, answers)
    await correct_group(group.id, answers)
    if answers.get("name") != group.name:
        await practice_renamed(group.id)
    for line, words in await _unfit(portal, await load_group(group.id)):
        await revoke_each([line], words, by=by)


async def _unfit(portal: Portal, group: GroupFacts) -> list[tuple[Line, str]]:
    """What its people have or asked for and may not have, with the reason."""
    members = [each for each in await members_of(group.id) if each.state == "active"]
    lines = await lines_of(group, members, *ALIVE)
    found = [
        (each, conditions.against_for_now(portal, group, each.member, each.grant.application))
        for each in lines
    ]
    return [(line, words) for line, words in found if words]


def _as_it_would_be(group: GroupFacts, wanted: Mapping[str, Any]) -> GroupFacts:
    return replace(
        group,
        name=wanted.get("name", group.name),
        jurisdiction=wanted.get("state", group.jurisdiction),
        postcode=wanted.get("postcode", group.postcode),
        facility=wanted.get("facility", group.facility),
    )


async def _held(group: UUID, by: Actor, *, lock: bool = False) -> GroupFacts:
    """The practice for whoever may change it, with `lock` until the change ends; NotFound."""
    if by.kind == "staff":
        if await concerned(by.account, [group]):
            raise NotNow(OWN)
    elif not await administers(by.account, group):
        raise NotFound
    found = await locked_group(group) if lock else await load_group(group)
    require_active(found)
    return found


def _waiting(differing: Sequence[str]) -> list[str]:
    """Of what is different, what support decides about."""
    moved = "state" in differing
    return [name for name in differing if name in DECIDED or (moved and name in _ADDRESS)]


def _stored(group: GroupFacts) -> dict[str, Any]:
    """What is known of a practice by the names of its form, and everything that is kept beside it."""
    return {**group.details.stored(), **_placed(group), "facility": group.facility}


def _placed(group: GroupFacts) -> dict[str, Any]:
    return {"name": group.name, "state": group.jurisdiction, "postcode": group.postcode}


def _model(site: SiteProfile, by: Actor) -> type[BaseModel]:
    return office_change(site, staff=by.kind == "staff")


def _labels(portal: Portal, group: GroupFacts, names: Sequence[str]) -> tuple[str, ...]:
    form = draw(office_model(portal.site), _stored(group), choices=practice_choices(portal.site))
    return tuple(form[name].label for name in names)


def _shown(portal: Portal, group: GroupFacts, now: Mapping[str, Any], names: Sequence[str]) -> list[Wanted]:
    """Each answer that is to change, as people read it."""
    model, choices = office_model(portal.site), practice_choices(portal.site)
    was, wanted = (
        dict(
            rows(model, from_json(model, {key: each.get(key) for key in model.model_fields}), choices=choices)
        )
        for each in (_stored(group), now)
    )
    return [
        Wanted(label, was.get(label, ""), wanted.get(label, "")) for label in _labels(portal, group, names)
    ]
