"""What an application keeps of a practice as a whole: read for its code, changed, and struck out of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core.access.changing import NOT_THERE, fitting, lists_for_group, named, require_offered
from core.access.conditions import NotNow
from core.actor import Actor
from core.audit import change
from core.errors import Invalid
from core.forms import from_json, questions, rows
from core.groups.keeping import keep_of_group
from core.groups.people import locked_group
from core.groups.records import GroupFacts, MemberFacts
from core.plugin_api import ClinicalApplication
from core.portal import Portal


async def keep_of_practice(portal: Portal, group: UUID, slug: str, values: BaseModel, *, by: Actor) -> None:
    """Keep what an application says of a practice, in place of what it kept.

    Invalid for a member who has left or is of another practice, a facility that the site does not offer, or
    more than can be kept. The same as before changes nothing.
    """
    async with change("group.kept", by=by, subject=("group", group), application=slug):
        row, application = await locked_group(group), portal.applications[slug]
        if (model := application.keeps_of_practice) is None:
            raise NotNow("This application has nothing to choose here.")
        stored, offered = fitting(model, values), await lists_for_group(portal, group, slug)
        require_offered(model, stored, offered)
        await _store(row, application, stored, offered)


async def strike_out_of_practice(
    portal: Portal, group: GroupFacts, member: MemberFacts, *, by: Actor
) -> None:
    """Take a member who leaves out of what applications keep of a locked group; part of a change."""
    for slug, kept in group.kept.items():
        application = portal.applications.get(slug)
        model = application.keeps_of_practice if application else None
        naming = [each for each in questions(model) if each.source == "members"] if model else []
        values = dict(kept["values"])
        found = [each for each in naming if str(member.id) in named(each, values)]
        for each in found:
            left = [key for key in named(each, values) if key != str(member.id)]
            values[each.name] = left if each.many else ""
        if application and found:
            about = {"application": slug, "member": str(member.id)}
            async with change("group.kept", by=by, subject=("group", group.id), **about):
                offered = await lists_for_group(portal, group.id, slug)
                await _store(await locked_group(group.id), application, values, offered)


async def _store(
    group: GroupFacts, application: ClinicalApplication[Any], values: Mapping[str, Any], offered: Any
) -> None:
    model, version = application.keeps_of_practice, str(application.fields_version)
    before = group.kept.get(application.slug, {})
    if model is None or (values, version) == (before.get("values"), before.get("version")):
        return
    try:
        shown = rows(model, from_json(model, values), choices=offered)
    except (ValueError, TypeError) as problem:
        raise Invalid({"": NOT_THERE}) from problem
    kept = {"values": dict(values), "version": version, "shown": [list(pair) for pair in shown]}
    await keep_of_group(group, {application.slug: kept})
