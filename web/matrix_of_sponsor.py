"""The people of a practice as whoever answers for it sees them: what they have, and objecting to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from core.office.queries.objections import ObjectionFacts
from core.office.queries.people import Office, OfficeAccess, OfficePerson
from core.portal import Portal
from core.requests.plugin_pages import pages_for
from web.matrix import Detail, Link, Matrix, Row
from web.matrix_of_office import matrix_of_office


def matrix_of_sponsor(
    portal: Portal, office: Office, objections: Mapping[UUID, ObjectionFacts], account: UUID
) -> Matrix:
    """Draw everybody of a practice, each with the way to object to them or to take that back."""
    drawn = matrix_of_office(portal, office)
    own = {each.member.id for each in office.people if "sponsor" in each.parts}
    rows = [
        _row(portal, row, person, objections.get(person.member.id), account, own)
        for row, person in zip(drawn.rows, office.people, strict=True)
    ]
    # A sponsor downloads nothing and changes nothing here: whoever administers the practice does.
    return replace(drawn, rows=rows, chips=(), files=())


def _row(
    portal: Portal,
    row: Row,
    person: OfficePerson,
    found: ObjectionFacts | None,
    account: UUID,
    own: set[UUID],
) -> Row:
    about, *others = row.details
    lines = (
        [f"Objection by {found.by_name}, {portal.site.dates.day(found.at)}: {found.reason}"] if found else []
    )
    details: list[Detail] = [about._replace(links=_links(row, found, account, own), lines=lines)]
    details += [
        each._replace(links=_pages(portal, access, row.name))
        for each, access in zip(others, person.access, strict=True)
    ]
    standing = ", ".join(each for each in (row.standing, "Objection is open" if found else "") if each)
    return row._replace(details=details, standing=standing)


def _pages(portal: Portal, access: OfficeAccess, name: str) -> list[Link]:
    own = pages_for(portal, "sponsor", grant=access.id, application=access.slug, state=access.state)
    return [Link(title, address, f" of {access.name} for {name}") for title, address in own]


def _links(row: Row, found: ObjectionFacts | None, account: UUID, own: set[UUID]) -> list[Link]:
    if found is not None:
        back = Link("Take the objection back", f"/objections/{found.id}/take-back", f" about {row.name}")
        return [back] if found.account == account else []
    if UUID(str(row.key)) in own:
        return []
    return [Link("Object to this person", f"/sponsor/people/{row.key}/object", f": {row.name}")]
