"""What is shown and asked where somebody is to stand in for the administrator of a practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.database import at_once
from core.errors import NotFound, Stale
from core.groups.people import load_group
from core.office import backing_up
from core.office.queries.followers import Successor, playing
from core.portal import Portal
from web.ending_answers import Nothing
from web.ending_questions import Asked
from web.handing_over import WhyTransfer
from web.new_sponsor import placed


@dataclass(frozen=True, slots=True)
class BackupShown:
    """Who stands in for the administrator of a practice, and who could; `may_end` when it may be nobody."""

    group: UUID
    name: str
    backup: str
    people: Sequence[Successor]
    may_end: bool


async def backup_shown(portal: Portal, group: UUID, by: Actor) -> BackupShown:
    """Find it for whoever may choose; NotFound for others."""
    await backing_up.require_may_choose(portal, group, by)
    backup, people, found = await at_once(
        playing(group, backing_up.BACKUP), backing_up.could_stand_in(portal, group), load_group(group)
    )
    required = portal.site.enrollment.backup_administrator == "required"
    return BackupShown(group, found.name, backup, people, bool(backup) and not required)


async def backup_question(portal: Portal, group: UUID, member: UUID, by: Actor) -> Asked:
    """Say what will happen when somebody stands in; Stale for who cannot."""
    await backing_up.require_may_choose(portal, group, by)
    people = await backing_up.could_stand_in(portal, group)
    found = next((each for each in people if each.member.id == member), None)
    if found is None:
        raise NotFound
    if found.why_not:
        raise Stale(found.why_not)

    async def act(given: Any) -> None:
        await placed(backing_up.name_backup(portal, group, member, getattr(given, "reason", ""), by=by))

    terms, name, before = portal.site.terms, found.member.name, await playing(group, backing_up.BACKUP)
    told = [name, *([before] if before else []), f"the {terms.administrator}"]
    lines = [
        f"{name} manages the {terms.practice} from this moment, as the {terms.administrator} does. "
        "Nobody has to sign.",
        *([f"{before} can’t manage it any more, but keeps their applications."] if before else []),
        f"{portal.site.with_the_sponsor(*told)} get one email each.",
    ]
    heading = f"Make {name} the {terms.backup_administrator}"
    model = WhyTransfer if by.kind == "staff" else Nothing
    return Asked(heading, lines, f"Name the {terms.backup_administrator}", model, act)


async def no_backup_question(portal: Portal, group: UUID, by: Actor) -> Asked:
    """Say what will happen when nobody stands in any more; Stale where nobody does, or somebody has to."""
    shown = await backup_shown(portal, group, by)
    if not shown.may_end:
        raise Stale(backing_up.NEEDED if shown.backup else backing_up.NOBODY)

    async def act(given: Any) -> None:
        await placed(backing_up.end_backup(portal, group, getattr(given, "reason", ""), by=by))

    terms = portal.site.terms
    helps = f"the {terms.sponsor} or support" if portal.site.enrollment.sponsor else "support"
    lines = [
        f"{shown.backup} can’t manage the {terms.practice} any more, but keeps their applications.",
        f"If the {terms.administrator} can’t be reached, only {helps} can help then.",
    ]
    model = WhyTransfer if by.kind == "staff" else Nothing
    return Asked(
        f"Remove the {terms.backup_administrator}",
        lines,
        f"End it for {shown.backup}",
        model,
        act,
        warn=True,
    )
