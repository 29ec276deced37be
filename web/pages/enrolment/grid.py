"""The people of a draft and their applications, as the grid draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from core.access.desk import Desk
from core.groups import grid as rules
from core.groups.drafts import Draft
from web.forms import Values
from web.pages.enrolment.shared import address
from web.parts import Cell, Column, Member, state_of

_BOX = "access-"
_UUID_LENGTH = 36


class Drawn(NamedTuple):
    """Everything the template of the grid needs."""

    caption: str
    columns: Sequence[Column]
    members: Sequence[Member]
    version: int

    def cell(self, person: UUID, slug: str) -> tuple[Column, Member, Cell]:
        """One cell with its column and its person, to be drawn alone."""
        member = next(member for member in self.members if member.key == str(person))
        place = next(place for place, column in enumerate(self.columns) if column.slug == slug)
        return self.columns[place], member, member.cells[place]


def drawn_grid(desk: Desk, draft: Draft) -> Drawn:
    """The whole grid of a draft."""
    grid = rules.grid(desk, draft)
    columns = [
        Column(each.slug, each.name, state_of(each.ticked, each.eligible), each.eligible)
        for each in grid.columns
    ]
    return Drawn(
        _caption(desk, draft), columns, [_member(desk, draft, row) for row in grid.rows], grid.version
    )


def box_name(person: UUID, slug: str) -> str:
    """The name of the box for one person and one application."""
    return f"{_BOX}{person}-{slug}"


def ticked_boxes(values: Values) -> set[tuple[UUID, str]]:
    """The boxes that were sent ticked; what names no person is nobody's box."""
    found = set()
    for name in values:
        if name.startswith(_BOX):
            key, slug = name[len(_BOX) :][:_UUID_LENGTH], name[len(_BOX) + _UUID_LENGTH + 1 :]
            try:
                found.add((UUID(key), slug))
            except ValueError:
                continue
    return found


def _member(desk: Desk, draft: Draft, row: rules.Row) -> Member:
    person = row.person
    here = address(draft, "members", person.id)
    staff_type, suffix = desk.site.staff_type(person.staff_type), desk.site.suffix(person.suffix)
    return Member(
        key=str(person.id),
        name=person.name or "No name yet",
        email=person.email,
        role=staff_type.name if staff_type else "Staff type missing",
        suffix=suffix.label if suffix else "Suffix missing",
        cells=[_cell(draft, row, cell, here) for cell in row.cells],
        edit=here,
        remove=f"{here}/remove" if person.role == "member" else None,
        lacking="" if person.complete else "Details missing",
    )


def _cell(draft: Draft, row: rules.Row, cell: rules.Cell, here: str) -> Cell:
    return Cell(
        column=cell.slug,
        name=box_name(row.person.id, cell.slug),
        ticked=cell.box in {"ticked", "needs-details"},
        why_not=cell.words,
        why_not_href=address(draft, "why", row.person.id, cell.slug),
        save=f"{here}/applications/{cell.slug}",
        details=here if cell.box == "needs-details" else "",
    )


def _caption(desk: Desk, draft: Draft) -> str:
    name = draft.section("practice").answers.get("name") or "Your practice"
    people = len(draft.people)
    return f"{name}: {people} {desk.site.terms.member if people == 1 else desk.site.terms.plural('member')}"
