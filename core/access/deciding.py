"""Agreeing to any number of lines, or declining them: each is looked at once, and few statements are sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from core.access import conditions
from core.access.actions import begin_each, deny_each, may_begin, require_not_ones_own
from core.access.authority import with_authority
from core.access.conditions import NotNow
from core.access.grant_moves import moving
from core.access.lines import Line
from core.actor import Actor
from core.groups.membership import see_to
from core.groups.records import GroupFacts
from core.portal import Portal


async def approve_and_begin(
    portal: Portal,
    group: GroupFacts,
    lines: Sequence[Line],
    *,
    against: Mapping[UUID, str] = MappingProxyType({}),
    by: Actor,
) -> None:
    """Decide lines of a locked group, and set up what was agreed to for people who are known.

    Part of a change. What a person may not have is declined with its reason, and so is everything for members
    in `against`; NotNow when the group may have nothing at all, or for whoever asked for one of the lines.
    Who was added to the group is seen to by the worker over activations, and set up then.
    """
    if reason := await conditions.against_group(portal, group):
        raise NotNow(reason)
    approved = await decide(portal, group, lines, against=against, by=by)
    await begin_each(await ready(portal, approved), by=by)
    await see_to([line.member for line in approved], by=by)


async def ready(portal: Portal, lines: Sequence[Line]) -> list[Line]:
    """List those of these lines whose people are known, have signed, and have the authority they need."""
    known = [line for line in lines if may_begin(portal, line)]
    may = await with_authority(portal, list({line.member.id: line.member for line in known}.values()))
    return [line for line in known if line.member.id in may]


async def decide(
    portal: Portal,
    group: GroupFacts,
    lines: Sequence[Line],
    *,
    against: Mapping[UUID, str] = MappingProxyType({}),
    by: Actor,
) -> list[Line]:
    """Agree to each line that may be given and decline the others; return what was agreed to.

    Part of a change, with the group locked. Whoever calls has made sure that it may have something at all.
    `against` holds members who get nothing, with the reason. NotNow for whoever asked for one of the lines.
    """
    await require_not_ones_own(lines, by)
    declined: dict[str, list[Line]] = {}
    fitting: list[Line] = []
    for line in lines:
        words = against.get(line.member.id) or conditions.against_for_now(
            portal, group, line.member, line.grant.application
        )
        (declined.setdefault(words, []) if words else fitting).append(line)
    for words, some in declined.items():
        await deny_each(some, words, by=by)
    return await moving(fitting, "approved", by=by)
