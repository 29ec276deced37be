"""A staff list of today is held against a practice: who is new, who changed, and who is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor
from core.audit import change
from core.enrollment import starting
from core.enrollment.drafts import Draft, DraftPerson
from core.enrollment.imports import Imported, confirm_import, forget_import, read_import
from core.enrollment.spreadsheet.columns import readable
from core.enrollment.spreadsheet.judging import judged
from core.enrollment.spreadsheet.rows import ReadRow
from core.enrollment.spreadsheet.same import Known, said_otherwise
from core.enrollment.waiting import kept_in, listing_of
from core.errors import Invalid, NotFound, Stale
from core.forms import phone_in_words
from core.groups.people import load_member
from core.groups.records import MemberFacts
from core.office import acts
from core.office.change_requests import WAITS
from core.office.editing import edit
from core.office.queries.changes import open_change_of
from core.office.queries.people import Office, OfficePerson, own_office
from core.portal import Portal
from core.requests.open_parts import open_person
from core.site import SiteProfile

# Who always has to be there leaves in another way.
KEPT = ("administrator", "sponsor")
REASON = "Not in the staff list of {practice}"
REPLACED = "Another list was read in since. Nothing was changed."
MANY = "The list lacks {gone} of {there} people. Type {gone} to confirm that all of them left."


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody of the practice whom the list does not have; `kept` names the part that keeps them there.

    `said` is what the list says of them in a row that is hidden or crossed out.
    """

    member: MemberFacts
    role: str
    access: tuple[str, ...]
    kept: str
    said: str


@dataclass(frozen=True, slots=True)
class Differing:
    """Somebody of whom the list says something else: label, what is known, and what the list says."""

    member: UUID
    name: str
    differences: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """A list held against the practice; `new` and `wrong` are rows of the list, `same` how many agree.

    `key` names this state of the list. With `many` gone the number of them has to be typed.
    """

    key: UUID
    file_name: str
    draft: UUID
    new: tuple[ReadRow, ...]
    wrong: tuple[ReadRow, ...]
    gone: tuple[Missed, ...]
    others: tuple[Differing, ...]
    same: int
    there: int

    @property
    def many(self) -> bool:
        """Whether so many are gone that the list may be the wrong one: more than three, and a third."""
        return len(self.ending) > max(3, self.there // 3)

    @property
    def ending(self) -> tuple[UUID, ...]:
        """Those whose access can end."""
        return tuple(each.member.id for each in self.gone if not each.kept)


@dataclass(frozen=True, slots=True)
class Settling:
    """What was decided about a list: whose access ends, how many these are as typed, and who changes."""

    gone: Collection[UUID]
    number: str = ""
    others: Collection[UUID] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a list: what was imported, and what could not be changed, by name with the reason."""

    imported: Imported
    unchanged: tuple[tuple[str, str], ...]


async def read_roster(portal: Portal, group: UUID, file_name: str, data: bytes, *, by: Actor) -> None:
    """Read today's list of a practice; nothing changes yet. Raises Unreadable, and NotFound for others."""
    office = await own_office(portal, group, by.account) if by.account else None
    if office is None:
        raise NotFound
    draft = await starting.start(group, by=by)
    await forget_import(draft, everything=True, by=by)
    await read_import(portal, draft, file_name, data, by=by)


async def roster(portal: Portal, group: UUID, *, by: Actor) -> Roster | None:
    """Hold the list that waits against the practice as it is now; None when no list waits."""
    if by.account is None:
        raise NotFound
    office = await own_office(portal, group, by.account)
    begun = await starting.open_draft(by.account, group)
    row = await kept_in(begun.id) if begun else None
    if begun is None or row is None or not row["waiting"]:
        return None
    draft, listing = await starting.load(begun.id, by.account), listing_of(row)
    rows = await asyncio.to_thread(judged, portal, draft, listing)
    return _compared(portal, office, draft, rows, (row["key"], row["file_name"]))


async def settle_roster(portal: Portal, group: UUID, key: UUID, decided: Settling, *, by: Actor) -> Settled:
    """End the access of who is gone, change what is different, put who is new into the request: one change.

    What the rules are against in a difference stays as it was, and is named.
    Stale when another list has taken its place, or when the practice changed. Invalid at `number` when so
    many are gone that they have to be counted, and were not.
    """
    async with change("office.roster-settled", by=by, subject=("group", group), ended=len(decided.gone)):
        found = await roster(portal, group, by=by)
        if found is None or found.key != key:
            raise Stale(REPLACED)
        others = {each.member: each for each in found.others}
        if not ({*decided.gone} <= {*found.ending} and {*decided.others} <= others.keys()):
            raise Stale("Someone in your list changed since. Look at it again.")
        if found.many and len(decided.gone) > max(3, found.there // 3):
            _require_counted(found, decided)
        reason = portal.site.terms.said(REASON)
        for member in decided.gone:
            await acts.end_access(portal, member, None, reason, by=by)
        left = [await _change(portal, others[member], by) for member in decided.others]
        added = await confirm_import(portal, found.draft, key, set_aside=True, by=by)
        return Settled(added, tuple(each for each in left if each is not None))


async def forget_roster(portal: Portal, group: UUID, *, by: Actor) -> None:
    """Drop the list that waits; nothing is changed."""
    if (found := await roster(portal, group, by=by)) is not None:
        await forget_import(found.draft, everything=True, by=by)


async def _change(portal: Portal, other: Differing, by: Actor) -> tuple[str, str] | None:
    """Change what the list says otherwise about somebody; who stays as they were, and why."""
    if await open_change_of(other.member) is not None:
        return other.name, WAITS
    row = await load_member(other.member)
    drawn = (await open_person(portal, row, None)).form
    values, unknown = dict(drawn.sent), []
    for name, label, _, now in other.differences:
        if name in drawn:
            values[f"{drawn.prefix}{name}"] = [now]
        else:
            unknown.append(label)
    edited = await edit(portal, other.member, values, by=by)
    wrong = [words for _, words in edited.page.form.errors] if edited.page.answers is None else []
    wrong += [f"Change the {label.lower()} on their page" for label in unknown]
    return (other.name, ". ".join(wrong)) if wrong else None


def _require_counted(found: Roster, decided: Settling) -> None:
    number = len(decided.gone)
    if decided.number.strip() != str(number):
        raise Invalid({"number": MANY.format(gone=number, there=found.there)})


def _compared(
    portal: Portal, office: Office, draft: Draft, rows: Sequence[ReadRow], names: tuple[UUID, str]
) -> Roster:
    people = {each.member.id: each for each in office.people if each.member.state == "active"}
    known, columns = Known(portal.site, draft), {each.name: each.label for each in readable(portal)}
    here: dict[UUID, tuple[DraftPerson, ReadRow]] = {}
    unsure: dict[UUID, ReadRow] = {}
    for row in rows:
        person = known.find(row)
        if person is None or person.member not in people:
            continue
        if row.on_purpose:
            unsure[person.member] = row
        else:
            here[person.member] = (person, row)
    gone = [_gone(each, unsure.get(key)) for key, each in people.items() if key not in here]
    others = [_other(portal.site, person, row, columns) for person, row in here.values()]
    changed = tuple(each for each in others if each.differences)
    return Roster(
        *names,
        draft.id,
        new=tuple(row for row in rows if row.good and not row.on_purpose and known.find(row) is None),
        wrong=tuple(row for row in rows if row.errors and not row.on_purpose and known.find(row) is None),
        gone=tuple(gone),
        others=changed,
        same=len(here) - len(changed),
        there=len(people),
    )


def _words(name: str, known: str) -> str:
    return phone_in_words(known) if name == "phone" and known else known


def _gone(person: OfficePerson, row: ReadRow | None) -> Missed:
    working = tuple(each.name for each in person.access if each.state not in {"denied", "revoked", "expired"})
    kept = next((part for part in KEPT if part in person.parts), "")
    said = ""
    if row is not None:
        said = f"{row.place} is hidden" if row.hidden else f"{row.place} is crossed out"
    return Missed(person.member, person.role, working, kept, said)


def _other(site: SiteProfile, person: DraftPerson, row: ReadRow, columns: Mapping[str, str]) -> Differing:
    differences = tuple(
        (name, columns[name], _words(name, person.typed(name)), row.values.get(name, ""))
        for name in said_otherwise(site, person, row)
        if name in columns
    )
    return Differing(person.member or person.id, person.name, differences)
