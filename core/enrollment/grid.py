"""The grid of people and applications: what each box is, and how ticks are set."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from core.actor import Actor
from core.enrollment.drafts import Asked, Draft, DraftPerson
from core.enrollment.facts import group_facts, refused_to
from core.enrollment.members import person_of
from core.enrollment.offers import Offer, checked_offers_of
from core.enrollment.storing import Edit, editing, not_older
from core.portal import Portal

Box = Literal["ticked", "open", "no", "needs-details"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One box: ticked, open to be ticked, not possible (`words` say why), or ticked and lacking answers."""

    slug: str
    box: Box
    words: str = ""

    @property
    def ticked(self) -> bool:
        """Whether the application is asked for, whatever is still to be answered about it."""
        return self.box in {"ticked", "needs-details"}


@dataclass(frozen=True, slots=True)
class Row:
    """A person with one cell for each application."""

    person: DraftPerson
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """An application with how many may have it and how many ask for it."""

    slug: str
    name: str
    eligible: int
    ticked: int

    @property
    def state(self) -> Literal["none", "some", "all"]:
        """How many of those who may have it ask for it."""
        if self.ticked == 0:
            return "none"
        return "all" if self.ticked == self.eligible else "some"


@dataclass(frozen=True, slots=True)
class Grid:
    """Everybody once; `version` goes with the form of the whole grid."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    version: int

    def place(self, person: UUID, slug: str) -> tuple[Column, Row, Cell]:
        """Find one cell with its column and its row."""
        row = next(row for row in self.rows if row.person.id == person)
        at = next(at for at, column in enumerate(self.columns) if column.slug == slug)
        return self.columns[at], row, row.cells[at]


@dataclass(frozen=True, slots=True)
class Tick:
    """One box to set."""

    person: UUID
    slug: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who does not get a tick, and why."""

    person: UUID
    name: str
    slug: str
    words: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """What became of ticks: those that changed something, who was left out, and the ticks that undo it."""

    draft: Draft
    changed: tuple[Tick, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def undo(self) -> tuple[Tick, ...]:
        """Set these to have it as it was."""
        return tuple(replace(tick, wanted=not tick.wanted) for tick in self.changed)


def grid(portal: Portal, draft: Draft) -> Grid:
    """Make the grid of a draft; no further statement is needed for it."""
    offers = checked_offers_of(portal, draft, draft.people)
    rows = tuple(Row(each, _cells(each, offers[each.id])) for each in draft.people)
    columns = tuple(
        Column(
            slug,
            application.name,
            sum(row.cells[place].box != "no" for row in rows),
            sum(row.cells[place].ticked for row in rows),
        )
        for place, (slug, application) in enumerate(portal.applications.items())
    )
    return Grid(columns, rows, draft.version)


async def set_ticks(portal: Portal, enrollment: UUID, ticks: Iterable[Tick], *, by: Actor) -> Ticked:
    """Set single boxes; each is decided for itself. NotFound when one names nobody of this draft."""
    wanted = tuple(ticks)
    async with editing(portal, "enrollment.access-set", enrollment, by=by) as edit:
        outcome = _set(portal, edit, wanted)
    return replace(outcome, draft=edit.draft)


async def set_access(
    portal: Portal, enrollment: UUID, boxes: Collection[tuple[UUID, str]], *, version: int, by: Actor
) -> Ticked:
    """Set the whole grid at once: exactly these boxes are to be ticked, all others empty.

    `version` is the one the grid was drawn from; raises StaleDraft when the people have changed since.
    """
    async with editing(portal, "enrollment.access-set", enrollment, by=by) as edit:
        not_older(version, edit.draft.version, {})
        outcome = _set(portal, edit, _all_boxes(portal, edit.draft, set(boxes)))
    return replace(outcome, draft=edit.draft)


async def apply_to_eligible(
    portal: Portal, enrollment: UUID, slug: str, wanted: bool, *, by: Actor
) -> Ticked:
    """Tick or empty a whole column: decided person by person, and whoever is left out is named."""
    async with editing(portal, "enrollment.access-set", enrollment, by=by, application=slug) as edit:
        ticks = tuple(Tick(person.id, slug, wanted) for person in edit.draft.people)
        outcome = _set(portal, edit, ticks)
    return replace(outcome, draft=edit.draft)


def _all_boxes(portal: Portal, draft: Draft, boxes: set[tuple[UUID, str]]) -> tuple[Tick, ...]:
    shown = [(person.id, slug) for person in draft.people for slug in portal.applications]
    # What the grid did not show is decided all the same, so that it is refused_to with a reason.
    unknown = sorted(boxes - set(shown), key=str)
    return tuple(Tick(key, slug, (key, slug) in boxes) for key, slug in (*shown, *unknown))


def _set(portal: Portal, edit: Edit, ticks: tuple[Tick, ...]) -> Ticked:
    group = group_facts(portal.site, edit.draft)
    changed: list[Tick] = []
    left_out: list[LeftOut] = []
    for tick in ticks:
        person = person_of(edit.draft, tick.person)
        if tick.wanted == (tick.slug in person.wanted):
            continue
        step = refused_to(portal, person, tick.slug, group) if tick.wanted else None
        if step is not None:
            left_out.append(LeftOut(person.id, person.name, tick.slug[:60], step.words))
            continue
        edit.draft = edit.draft.with_person(_ticked(person, tick))
        changed.append(tick)
    edit.details |= {"changed": len(changed), "left_out": len(left_out)}
    return Ticked(edit.draft, tuple(changed), tuple(left_out))


def _ticked(person: DraftPerson, tick: Tick) -> DraftPerson:
    before = person.applications.get(tick.slug, Asked())
    return replace(
        person, applications={**person.applications, tick.slug: replace(before, wanted=tick.wanted)}
    )


def _cells(person: DraftPerson, offers: tuple[Offer, ...]) -> tuple[Cell, ...]:
    """The boxes of a row, made once of the same offers."""
    kept = person.found("cells", offers)
    if kept is None:
        kept = (offers, tuple(map(_cell, offers)))
        person.keep("cells", *kept)
    cells: tuple[Cell, ...] = kept[1]
    return cells


def _cell(offer: Offer) -> Cell:
    # What was ticked stays so while the application cannot be asked.
    box: Box = "no" if not offer.offered else "ticked" if offer.wanted else "open"
    return Cell(offer.slug, "needs-details" if offer.lacking else box, offer.words)
