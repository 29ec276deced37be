"""Changing a draft: one transaction and one event each; nobody's work is overwritten unseen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID

from piccolo.columns import Column

from core import clock
from core.actor import Actor
from core.audit import change
from core.audit.holds import lasting
from core.enrollment.drafts import Draft, DraftPerson, Section, Typed
from core.enrollment.pruning import Dropped, pruned
from core.enrollment.reading import draft_of, row_of
from core.enrollment.rules import lists_people
from core.enrollment.searched import index_draft
from core.enrollment.tables import Enrollment, EnrollmentPerson, EnrollmentSection
from core.errors import NotFound, Stale
from core.portal import Portal

# The largest practices have some hundreds.
MOST_PEOPLE = 2000


class StaleDraft(Stale):
    """The form was drawn from an older state: `stored` is what is kept now, in the given `version`."""

    def __init__(self, stored: Typed, version: int) -> None:
        super().__init__("This was changed in another window since you opened it")
        self.stored = dict(stored)
        self.version = version


class AlreadySent(Stale):
    """The draft was submitted or given up; nothing in it changes any more."""

    def __init__(self) -> None:
        super().__init__("This was sent already")


@dataclass(slots=True)
class Edit:
    """A draft being changed: put the changed copy into `draft`; afterwards `dropped` says what fell away.

    `details` go into the event of the trail.
    """

    draft: Draft
    dropped: tuple[Dropped, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)


def not_older(sent: int, stored: int, answers: Typed) -> None:
    """Refuse a form that was drawn from another version than the stored one; raises StaleDraft."""
    if sent != stored:
        raise StaleDraft(answers, stored)


@asynccontextmanager
async def editing(
    portal: Portal, action: str, enrollment: UUID, *, by: Actor, typing: bool = False, **details: Any
) -> AsyncIterator[Edit]:
    """Change an open draft of the acting account; what is no longer possible falls away in the same step.

    Nothing falls away while somebody is still `typing`: half a word would take from people what they have.
    Raises NotFound for a draft that is absent or another's, or that comes to list people where they join, and
    AlreadySent for one that is closed.
    """
    async with change(action, by=by, subject=("enrollment", enrollment), **details) as event:
        row = await row_of(enrollment, by.account, lock=True)
        if row is None:
            raise NotFound
        before = await draft_of(row)
        if before.state != "draft":
            raise AlreadySent
        if before.by_support:
            event.details["on_behalf_of"] = before.section("practice").answers["name"]
        edit = Edit(before)
        yield edit
        if not lists_people(portal.site, edit.draft) and _lists(edit.draft):
            raise NotFound
        if not typing:
            edit.draft, edit.dropped = pruned(portal, edit.draft)
        event.details |= await _held(before, edit.draft)
        edit.draft = await _store(before, edit.draft)
        event.details |= edit.details
        if edit.dropped:
            event.details["dropped"] = [
                {"person": each.key, "application": each.slug} for each in edit.dropped
            ]


def _lists(draft: Draft) -> bool:
    """Tell whether somebody stands on the list of a draft, or asks for something."""
    return any(each.role == "member" or each.wanted for each in draft.everybody)


async def _held(before: Draft, after: Draft) -> dict[str, Any]:
    """What was typed of people who are taken out for a practice that is held: the event keeps it."""
    gone = [each for each in before.everybody if after.person(each.id) is None]
    if not gone or before.group is None or not await lasting(before.group):
        return {}
    return {"taken_out": [{"person": str(each.id), **each.details} for each in gone]}


async def _store(before: Draft, after: Draft) -> Draft:
    for section in after.sections.values():
        if section != before.sections.get(section.name):
            await _store_section(after.id, section)
    # What a draft is found by is kept with each change of it: where it is the same, it stands there already.
    name = after.section("practice").answers.get("name")
    if name != before.section("practice").answers.get("name"):
        await index_draft(after.id, name)
    gone = [each.id for each in before.everybody if after.person(each.id) is None]
    if gone:
        await EnrollmentPerson.delete().where(EnrollmentPerson.id.is_in(gone))
    if len(after.everybody) > max(MOST_PEOPLE, len(before.everybody)):
        words = f"A request has at most {MOST_PEOPLE:,} people. Call support for a larger one."
        raise Stale(words)
    changed = [each for each in after.everybody if each != before.person(each.id)]
    for person in changed:
        await _store_person(after.id, person, new=before.person(person.id) is None)
        after = after.with_person(replace(person, version=person.version + 1))
    after = replace(after, version=after.version + bool(gone or changed), changed_at=clock.now())
    await Enrollment.update(
        {Enrollment.version: after.version, Enrollment.changed_at: after.changed_at}
    ).where(Enrollment.id == after.id)
    return after


async def _store_section(enrollment: UUID, section: Section) -> None:
    row = EnrollmentSection(
        enrollment=enrollment,
        name=section.name,
        answers=dict(section.answers),
        complete=section.complete,
        version=section.version,
        key=f"{enrollment}:{section.name}",
    )
    columns = [EnrollmentSection.answers, EnrollmentSection.complete, EnrollmentSection.version]
    await EnrollmentSection.insert(row).on_conflict(
        target=EnrollmentSection.key, action="DO UPDATE", values=columns
    )


async def _store_person(enrollment: UUID, person: DraftPerson, *, new: bool) -> None:
    values: dict[str, Any] = {
        "member": person.member,
        "role": person.role,
        "staff_type": person.staff_type,
        "suffix": person.suffix,
        # What is known of a member is read where it stands.
        "details": {} if person.member else dict(person.details),
        "applications": {slug: asdict(asked) for slug, asked in person.applications.items()},
        "complete": person.complete,
        "position": person.position,
        "version": person.version + 1,
    }
    if new:
        await EnrollmentPerson.insert(EnrollmentPerson(id=person.id, enrollment=enrollment, **values))
    else:
        columns: dict[Column | str, Any] = dict(values.items())
        await EnrollmentPerson.update(columns).where(EnrollmentPerson.id == person.id)
