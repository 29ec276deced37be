"""The answers about a practice: as its form has them, as people read them, and kept with what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from core import clock
from core.access import conditions
from core.access.actions import revoke_each
from core.access.lines import Line, lines_of
from core.access.notices import tell_of_end
from core.access.places import practice_renamed
from core.access.renewing import TERM, needs_new_signatures
from core.access.states import ALIVE
from core.actor import Actor
from core.agreements.terms import last_term
from core.due.actions import schedule
from core.enrollment.forms.practice import office_model, practice_choices
from core.forms import draw, from_json, rows
from core.groups.correcting import correct_group, rename_and_move
from core.groups.people import load_group, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.office.queries.changes import Wanted
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class Follows:
    """What comes of a change for one person and one application: why it ends, or nothing where it opens."""

    member: UUID
    person: str
    application: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class WhatFollows:
    """Whose access ends with a change of a practice, what opens to whom, and whether everybody signs anew."""

    ends: tuple[Follows, ...] = ()
    opens: tuple[Follows, ...] = ()
    signs: bool = False


async def what_follows(portal: Portal, group: UUID, wanted: Mapping[str, Any]) -> WhatFollows:
    """Tell what would come of these answers about a practice, person by person; nothing is changed."""
    found = await load_group(group)
    then = _as_it_would_be(found, wanted)
    members = [each for each in await members_of(group) if each.state == "active"]
    lines = await lines_of(found, members, *ALIVE)
    ends = tuple(
        Follows(line.member.id, line.member.name, line.grant.application_name, why)
        for line, why in _lost(portal, found, then, lines)
    )
    signs = needs_new_signatures(portal.site, found.name, then.name)
    return WhatFollows(ends, _opened(portal, found, then, members, lines), signs)


async def keep_answers(portal: Portal, group: GroupFacts, answers: Mapping[str, Any], by: Actor) -> None:
    """Keep answers about a locked group; whoever may not have something any more loses it, and is told.

    Under another name everybody signs anew, as far as the site has that. Part of a change.
    """
    if any(answers.get(name) != known for name, known in _placed(group).items()):
        await rename_and_move(group.id, answers)
    await correct_group(group.id, answers)
    if answers.get("name") != group.name:
        await practice_renamed(group.id)
        await _sign_anew(group.id)
    now = await load_group(group.id)
    members = [each for each in await members_of(group.id) if each.state == "active"]
    by_reason: dict[str, list[Line]] = {}
    for line, why in _lost(portal, group, now, await lines_of(now, members, *ALIVE)):
        by_reason.setdefault(why, []).append(line)
    for why, lines in by_reason.items():
        await revoke_each(lines, why, by=by)
        worked = [each for each in lines if each.grant.state in ("active", "suspended")]
        await tell_of_end(portal, worked, [each for each in lines if each not in worked], why)


def stored_answers(group: GroupFacts) -> dict[str, Any]:
    """Return what is known of a practice by the names of its form, and everything kept beside it."""
    return {**group.details.stored(), **_placed(group), "facility": group.facility}


def labels_of(portal: Portal, group: GroupFacts, names: Sequence[str]) -> tuple[str, ...]:
    """Return the labels of these answers."""
    form = draw(office_model(portal.site), stored_answers(group), choices=practice_choices(portal.site))
    return tuple(form[name].label for name in names)


def wanted_as_shown(
    portal: Portal, group: GroupFacts, now: Mapping[str, Any], names: Sequence[str]
) -> list[Wanted]:
    """Return each answer that is to change, as people read it."""
    model, choices = office_model(portal.site), practice_choices(portal.site)
    was, wanted = (
        dict(
            rows(model, from_json(model, {key: each.get(key) for key in model.model_fields}), choices=choices)
        )
        for each in (stored_answers(group), now)
    )
    return [
        Wanted(label, was.get(label, ""), wanted.get(label, "")) for label in labels_of(portal, group, names)
    ]


async def _sign_anew(group: UUID) -> None:
    """Have the term that an agreement binds seen to, which names the practice otherwise now."""
    if (term := await last_term(group)) is not None:
        await schedule(TERM, term.id, clock.now())


def _lost(portal: Portal, was: GroupFacts, then: GroupFacts, lines: Sequence[Line]) -> list[tuple[Line, str]]:
    """What its people have or asked for, and may not have any more in the group as it would be then, and why.

    What was given under an older rule of the site does not fit before either, and stays.
    """

    def against(group: GroupFacts, line: Line) -> str | None:
        return conditions.against_their_kind(portal, group, line.member, line.grant.application)

    found = [(each, against(then, each)) for each in lines]
    return [(line, why) for line, why in found if why and against(was, line) is None]


def _opened(
    portal: Portal,
    now: GroupFacts,
    then: GroupFacts,
    members: Sequence[MemberFacts],
    lines: Sequence[Line],
) -> tuple[Follows, ...]:
    """What somebody may ask for only then, and has not asked for yet."""
    if now == then:
        return ()
    held = {(line.member.id, line.grant.application) for line in lines}
    return tuple(
        Follows(each.id, each.name, portal.applications[slug].name)
        for each in members
        for slug in portal.applications
        if (each.id, slug) not in held
        and conditions.against_their_kind(portal, now, each, slug)
        and not conditions.against_their_kind(portal, then, each, slug)
    )


def _as_it_would_be(group: GroupFacts, wanted: Mapping[str, Any]) -> GroupFacts:
    return replace(
        group,
        name=wanted.get("name", group.name),
        jurisdiction=wanted.get("state", group.jurisdiction),
        postcode=wanted.get("postcode", group.postcode),
        facility=wanted.get("facility", group.facility),
    )


def _placed(group: GroupFacts) -> dict[str, Any]:
    return {"name": group.name, "state": group.jurisdiction, "postcode": group.postcode}
