"""Staff type and suffix that are corrected: they decide what is asked of a person, and what they may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from core.access import conditions
from core.access.actions import revoke_each
from core.access.lines import open_lines
from core.access.records import RequestFacts
from core.actor import Actor
from core.enrollment.forms.people import license_names, person_model
from core.groups.people import load_group
from core.portal import Portal
from core.requests.fields import KIND, Part
from core.site import SiteProfile


def as_typed(
    site: SiteProfile, part: Part, names: tuple[str, ...], values: Mapping[str, Sequence[str]]
) -> tuple[Part, tuple[str, ...]]:
    """Return a person as one of the staff type and suffix that were typed, and what is open then.

    What nobody of the earlier kind was asked is open too: a provider's license, say.
    """
    if part.member is None or not {*KIND} & {*names}:
        return part, names
    typed = {name: next(iter(values.get(f"{part.prefix}{name}", ())), "") for name in KIND if name in names}
    kind = {"staff_type": part.member.staff_type, "suffix": part.member.suffix} | typed
    model = person_model(site, part.member.asked_as, kind["staff_type"], kind["suffix"])
    new = [name for name in license_names(site) if name in model.model_fields]
    asked = [name for name in new if name not in part.model.model_fields]
    return replace(part, model=model), tuple(name for name in (*names, *asked) if name in model.model_fields)


async def take_what_no_longer_fits(
    portal: Portal, request: RequestFacts, members: Sequence[UUID], *, by: Actor
) -> list[tuple[str, str, str]]:
    """End what these people asked for and may not have any more; part of the change that made it so.

    Returns whose, which application and why. Nothing is given: what somebody may have now is asked for.
    """
    if not members:
        return []
    group = await load_group(request.group)
    ended = []
    for line in await open_lines(request, group):
        if line.member.id not in members:
            continue
        if words := conditions.against_their_kind(portal, group, line.member, line.grant.application):
            await revoke_each([line], words, by=by)
            ended.append((line.member.name, line.grant.application_name, words))
    return ended
