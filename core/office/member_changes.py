"""What is to change about a member: at once where it gives nothing, else once support approves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.access.actions import revoke_each
from core.access.lines import lines_of
from core.access.places import person_renamed
from core.access.states import ALIVE
from core.access.steps import Step
from core.access.why_not import refusal
from core.actor import Actor
from core.audit import note
from core.credentials.looking import look_up_later
from core.credentials.queries import about, needed
from core.forms import rows, to_json
from core.groups.correcting import correct_member
from core.groups.for_rules import as_group, as_person
from core.groups.records import GroupFacts, MemberDetails, MemberFacts
from core.office.change_requests import ChangeAsked, request_change
from core.office.queries.changes import Wanted
from core.portal import Portal
from core.requests.fields import KIND
from core.requests.open_parts import OpenPart
from core.site import SiteProfile

_OWN = (*KIND, "first_name", "middle_initial", "last_name", "phone")


def as_it_would_be(site: SiteProfile, member: MemberFacts, page: OpenPart) -> MemberFacts:
    """Return a member with the answers of a page in which nothing is wrong."""
    answers = to_json(page.answers) if page.answers else {}
    own = {name: answers[name] for name in _OWN if name in answers}
    return replace(member, **own, details=MemberDetails.answered(site, answers))


def needs_support(portal: Portal, group: GroupFacts, member: MemberFacts, after: MemberFacts) -> bool:
    """Tell whether a change would open an application to somebody, or touches credentials that count."""
    gains = any(
        _refusal(portal, group, member, slug) and _words(_refusal(portal, group, after, slug)) is None
        for slug in portal.applications
    )
    return gains or (needed(portal.site, after) and about(after) != about(member))


async def apply_change(
    portal: Portal, group: GroupFacts, page: OpenPart, change: tuple[MemberFacts, MemberFacts], *, by: Actor
) -> None:
    """Keep what was typed about a member of a locked group; part of a change."""
    answers, (before, after) = page.answers, change
    shown = rows(type(answers), answers, choices=page.part.choices) if answers else ()
    await correct_member(portal.site, after.id, to_json(answers) if answers else {}, shown)
    await person_renamed(after.id)
    await look_up_later(portal, group.id)
    if (before.staff_type, before.suffix) != (after.staff_type, after.suffix):
        kind = portal.site.suffix_kind(before.suffix) or ""
        was = {"staff_type": before.staff_type, "suffix": before.suffix, "suffix_kind": kind}
        await note("member.kind-changed", by=by, subject=("member", after.id), before=was)


async def end_what_no_longer_fits(
    portal: Portal, group: GroupFacts, change: tuple[MemberFacts, MemberFacts], *, by: Actor
) -> tuple[str, ...]:
    """End what somebody may have as they are, and not as they would be then; return the applications’ names.

    What was given under an older rule of the site does not fit before either, and stays.
    """
    (before, after), ended = change, []
    for line in await lines_of(group, [after], *ALIVE):
        slug = line.grant.application
        words = _words(_refusal(portal, group, after, slug))
        if words and _words(_refusal(portal, group, before, slug)) is None:
            await revoke_each([line], words, by=by)
            ended.append(line.grant.application_name)
    return tuple(ended)


async def ask_for_change(
    member: MemberFacts, page: OpenPart, typed: Mapping[str, Sequence[str]], *, by: Actor, why: str = ""
) -> None:
    """Ask support to change a member of a locked group; part of a change. Stale while another one waits."""
    names = {each.name for each in page.form}
    wanted = {name: list(sent) for name, sent in typed.items() if name in names}
    asking = ChangeAsked(
        "person", member.group, wanted, changes_of(page), why or f"About {member.name}.", member.id
    )
    await request_change(asking, by=by)


def _refusal(portal: Portal, group: GroupFacts, member: MemberFacts, slug: str) -> Step | None:
    """What keeps an application from somebody, whether or not they and their practice may have any now."""
    if slug not in portal.applications:
        return None
    return refusal(portal, slug, as_person(portal.site, member), as_group(portal.site, group))


def _words(step: Step | None) -> str | None:
    """Why it is not possible; nothing is known against what could not be asked."""
    return None if step is None or step.unasked else step.words


def changes_of(page: OpenPart) -> list[Wanted]:
    """List everything that differs, as people read it."""
    answers = page.answers
    before = dict(page.before.shown)
    now = dict(rows(type(answers), answers, choices=page.part.choices)) if answers else {}
    return [
        Wanted(label, before.get(label, ""), now.get(label, ""))
        for label in {**before, **now}
        if before.get(label, "") != now.get(label, "")
    ]
