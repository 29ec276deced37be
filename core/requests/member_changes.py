"""What is to change about a member: at once where it gives nothing, else once support approves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from core.access.actions import revoke_each
from core.access.filing import NewRequest, file_request
from core.access.lines import lines_of
from core.access.places import person_renamed
from core.access.records import RequestDetails
from core.access.request_moves import DECIDING
from core.access.states import ALIVE
from core.access.steps import Step
from core.access.why_not import refusal
from core.actor import Actor
from core.credentials.looking import look_up_later
from core.credentials.queries import about, needed
from core.errors import NotFound, Stale
from core.forms import rows, to_json
from core.groups.correcting import correct_member
from core.groups.for_rules import as_group, as_person
from core.groups.records import GroupFacts, MemberDetails, MemberFacts
from core.identity.limits import Limit
from core.portal import Portal
from core.requests.fields import KIND
from core.requests.open_parts import OpenPart
from core.requests.tables import MemberChange

WAITS = "Support still has to decide about an earlier change of this person."
# What was decided or taken back is kept.
CHANGES = Limit("member-changes", 100, 24 * 60 * 60)
_OWN = (*KIND, "first_name", "middle_initial", "last_name", "phone")


@dataclass(frozen=True, slots=True)
class Changing:
    """A change that waits: whose it is, what was typed, and (label, was, now) as people read it."""

    member: UUID
    typed: Mapping[str, Sequence[str]]
    changes: tuple[tuple[str, str, str], ...]


async def change_asked(request: UUID) -> Changing:
    """Find the change that a request asks for; NotFound for a request of another kind."""
    row = await MemberChange.select().where(MemberChange.request == request).first().output(load_json=True)
    if row is None:
        raise NotFound
    return Changing(row["member"], row["typed"], tuple((a, b, c) for a, b, c in row["changes"]))


async def require_none_waits(member: UUID) -> None:
    """Go on only while no change of this member waits for support; raises Stale."""
    theirs = (MemberChange.member == member) & (MemberChange.request.state == DECIDING)
    if await MemberChange.exists().where(theirs):
        raise Stale(WAITS)


def as_it_would_be(member: MemberFacts, page: OpenPart) -> MemberFacts:
    """Return a member with the answers of a page in which nothing is wrong."""
    answers = to_json(page.answers) if page.answers else {}
    own = {name: answers[name] for name in _OWN if name in answers}
    return replace(member, **own, details=MemberDetails.model_validate(answers))


def needs_support(portal: Portal, group: GroupFacts, member: MemberFacts, after: MemberFacts) -> bool:
    """Tell whether a change would open an application to somebody, or touches credentials that count."""
    gains = any(
        _refusal(portal, group, member, slug) and _words(_refusal(portal, group, after, slug)) is None
        for slug in portal.applications
    )
    return gains or (needed(portal.site, after) and about(after) != about(member))


async def apply_change(portal: Portal, group: GroupFacts, page: OpenPart, after: MemberFacts) -> None:
    """Keep what was typed about a member of a locked group; part of a change."""
    answers = page.answers
    shown = rows(type(answers), answers, choices=page.part.choices) if answers else ()
    await correct_member(after.id, to_json(answers) if answers else {}, shown)
    await person_renamed(after.id)
    await look_up_later(portal, group.id)


async def take_what_no_longer_fits(
    portal: Portal, group: GroupFacts, after: MemberFacts, *, by: Actor
) -> tuple[str, ...]:
    """End what somebody may not have as they would be then; return the names of the applications."""
    ended = []
    for line in await lines_of(group, [after], *ALIVE):
        if words := _words(_refusal(portal, group, after, line.grant.application)):
            await revoke_each([line], words, by=by)
            ended.append(line.grant.application_name)
    return tuple(ended)


async def ask_for_change(
    portal: Portal, member: MemberFacts, page: OpenPart, typed: Mapping[str, Sequence[str]], *, by: Actor
) -> str:
    """File a request to change a member of a locked group, and return its number; part of a change.

    Raises TooMany.
    """
    await CHANGES.spend(str(member.group))
    key = uuid4()
    new = NewRequest(key, "change", member.group, by.account, RequestDetails(people=1))
    number = await file_request(portal, new)
    names = {each.name for each in page.form}
    kept: dict[str, Any] = {name: list(sent) for name, sent in typed.items() if name in names}
    row = MemberChange(request=key, member=member.id, typed=kept, changes=changes_of(page))
    await MemberChange.insert(row)
    return number


def _refusal(portal: Portal, group: GroupFacts, member: MemberFacts, slug: str) -> Step | None:
    """What keeps an application from somebody, whether or not they and their practice may have any now."""
    if slug not in portal.applications:
        return None
    return refusal(portal, slug, as_person(portal.site, member), as_group(portal.site, group))


def _words(step: Step | None) -> str | None:
    """Why it is not possible; nothing is known against what could not be asked."""
    return None if step is None or step.unasked else step.words


def changes_of(page: OpenPart) -> list[tuple[str, str, str]]:
    """List (label, was, now) of everything that differs, as people read it."""
    answers = page.answers
    before = dict(page.before.shown)
    now = dict(rows(type(answers), answers, choices=page.part.choices)) if answers else {}
    return [
        (label, before.get(label, ""), now.get(label, ""))
        for label in {**before, **now}
        if before.get(label, "") != now.get(label, "")
    ]
