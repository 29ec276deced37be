"""Whatever is posted, through whichever door: people ask for exactly what the table of staff types allows.

The doors are the member page, single boxes, the whole grid, a column's header and a spreadsheet.
"""

import csv
import io
from collections.abc import Iterator
from itertools import count
from uuid import UUID, uuid4

import pytest

from core.access.tables import Grant
from core.actor import Actor
from core.demo.making import number_like
from core.enrollment import grid, imports, members, starting
from core.enrollment.facts import offered_in
from core.enrollment.spreadsheet.columns import columns
from core.enrollment.submission import submit
from core.groups.tables import Member
from core.portal import Portal
from tests.core.enrollment.conftest import LICENSE, WHO, saved, values, with_people
from tests.core.enrollment.test_submission import agree
from tests.plugins.test_eligibility_table import EVERYTHING, TABLE

CARECONNECT_TABLE = [
    ("site-administrator", "practitioner", {"careconnect"}),
    ("site-administrator", "on-behalf-of", {"careconnect"}),
    ("site-administrator", "site-staff", set()),
    ("practitioner", "practitioner", {"careconnect"}),
    ("pharmacist", "pharmacist", {"careconnect"}),
    ("allied", "allied", {"careconnect"}),
    # Asked for at once, and set up on the authority of a colleague alone.
    ("on-behalf-of", "on-behalf-of", {"careconnect"}),
]
ANSWERS = {
    "dsm.direct_address": "a@direct.peaks.example",
    "qventus.role": "surgeon",
    "qventus.own-answers": "yes",
    "qventus.facilities": ["BDMC"],
    "report2web.own-answers": "yes",
    "report2web.fax": "602 555 0199",
    "report2web.lab_facilities": ["BDMC"],
    "report2web.alerts": ["visits"],
    "report2web.visits_by": "fax",
    "careconnect.has_account": "no",
}
_NUMBERS = count(1)
BC_PRACTICE = {
    "name": "Harbour Clinic",
    "address": "1 Water St",
    "city": "Vancouver",
    "state": "BC",
    "postcode": "V6Z 1Y6",
    "phone": "604 555 0123",
    "officer_name": "Cy Lee",
    "officer_email": "cy@harbour.example",
}


def rows_of(portal: Portal) -> Iterator[tuple[str, str, set[str]]]:
    """(staff type, suffix, allowed) for every row of the site's table and every suffix of its kind."""
    for staff_type, kind, allowed in TABLE if "dsm" in portal.applications else CARECONNECT_TABLE:
        for suffix in portal.site.suffixes:
            if suffix.kind == kind:
                yield staff_type, suffix.code, set(allowed)


def license(portal: Portal) -> dict[str, str]:
    asked = portal.site.identifiers
    own = {
        each.slug: number_like(each, uuid4().int % 10**7 if each.check else next(_NUMBERS)) for each in asked
    }
    known = {name: text for name, text in LICENSE.items() if name != "npi"}
    return known | {"license_state": portal.site.jurisdictions[0].code} | own


def who(portal: Portal) -> dict[str, str]:
    """Somebody new, in the way this site asks for names."""
    typed = WHO | {"email": f"{uuid4().hex}@peaks.example"}
    if not portal.site.enrollment.no_middle_initial:
        del typed["no_middle_initial"]
    return typed


def answers(portal: Portal) -> dict[str, object]:
    return {name: value for name, value in ANSWERS.items() if name.partition(".")[0] in portal.applications}


async def everybody(portal: Portal, enrollment: UUID, by: Actor) -> dict[UUID, set[str]]:
    """A draft with a person for every row of the table, and what each may have."""
    if portal.site.enrollment.sponsor:
        await with_people(portal, enrollment, by)
    else:
        await saved(portal, enrollment, "practice", BC_PRACTICE, by)
    allowed: dict[UUID, set[str]] = {}
    for staff_type, suffix, may in rows_of(portal):
        role = next(each.role for each in portal.site.staff_types if each.slug == staff_type)
        if role == "member":
            typed = who(portal) | license(portal) | {"staff_type": staff_type, "suffix": suffix}
            sent = values(typed)
            result = await members.save_person(portal, enrollment, None, sent, by=by)
            assert result.stored, result.page.errors
            allowed[result.page.person.id] = may
    return allowed


async def wanted(enrollment: UUID, by: Actor) -> dict[UUID, set[str]]:
    draft = await starting.load(enrollment, by.account)
    return {person.id: set(person.wanted) for person in draft.people}


@pytest.fixture(params=["banner", "careconnect"])
def one(request: pytest.FixtureRequest) -> Portal:
    return request.getfixturevalue("portal" if request.param == "banner" else "careconnect")


async def test_every_door_of_a_draft_takes_exactly_what_the_table_allows(
    one: Portal, enrollment: UUID, by: Actor
):
    allowed = await everybody(one, enrollment, by)
    draft = await starting.load(enrollment, by.account)
    for person in draft.people:
        allowed.setdefault(person.id, set(offered_in(one, draft, person)))
    nothing = {key: set() for key in allowed}
    slugs = [*one.applications, "unknown", "", "cerner.x"]

    for slug in slugs:
        await grid.apply_to_eligible(one, enrollment, slug, True, by=by)
    assert await wanted(enrollment, by) == allowed
    for slug in slugs:
        await grid.apply_to_eligible(one, enrollment, slug, False, by=by)
    assert await wanted(enrollment, by) == nothing

    ticks = [grid.Tick(key, slug, True) for key in allowed for slug in slugs]
    result = await grid.set_ticks(one, enrollment, ticks, by=by)
    assert await wanted(enrollment, by) == allowed
    assert len(result.changed) + len(result.left_out) == len(ticks)
    await grid.set_ticks(one, enrollment, result.undo, by=by)
    assert await wanted(enrollment, by) == nothing

    boxes = {(key, slug) for key in allowed for slug in slugs}
    version = (await starting.load(enrollment, by.account)).version
    result = await grid.set_access(one, enrollment, boxes, version=version, by=by)
    assert await wanted(enrollment, by) == allowed
    await grid.set_access(one, enrollment, set(), version=result.draft.version, by=by)
    assert await wanted(enrollment, by) == nothing


async def test_the_member_page_takes_exactly_what_the_table_allows(one: Portal, enrollment: UUID, by: Actor):
    await everybody(one, enrollment, by)
    for staff_type, suffix, may in rows_of(one):
        role = next(each.role for each in one.site.staff_types if each.slug == staff_type)
        draft = await starting.load(enrollment, by.account)
        person = draft.in_role(role) if role != "member" else members.new_member(draft)
        if person is None:
            continue
        extra = {"same_person": "no"} if role == "administrator" and one.site.enrollment.sponsor else {}
        for tick in ([*one.applications, "unknown"], []):
            typed = who(one) | license(one) | answers(one) | extra
            typed |= {"suffix": suffix, "applications": tick}
            typed |= {"staff_type": staff_type} if role == "member" else {}
            stored = (await starting.load(enrollment, by.account)).person(person.id)
            key = person.id if stored else None
            sent = values(typed, stored.version if stored else 0)
            result = await members.save_person(one, enrollment, key, sent, by=by)
            assert result.stored, (staff_type, suffix, result.page.errors, result.page.form.problems)
            person = result.page.person
            assert set(person.wanted) == (may if tick else set()), (staff_type, suffix)


async def test_a_spreadsheet_brings_in_exactly_what_the_table_allows(
    one: Portal, enrollment: UUID, by: Actor
):
    await everybody(one, enrollment, by)
    known = columns(one)
    expected, text = [], io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.label for column in known])
    for staff_type, suffix, may in rows_of(one):
        if next(each.role for each in one.site.staff_types if each.slug == staff_type) != "member":
            continue
        for tick in ("yes", ""):
            cells = who(one) | {"staff_type": staff_type, "suffix": suffix}
            cells |= license(one) if one.site.needs_license(suffix) else {}
            writer.writerow([tick if c.application else cells.get(c.name, "") for c in known])
            expected.append(may if tick else set())
    before = set(await wanted(enrollment, by))
    read = await imports.read_import(one, enrollment, "a.csv", text.getvalue().encode(), by=by)
    await imports.confirm_import(one, enrollment, read.id, set_aside=False, by=by)

    after = await wanted(enrollment, by)
    assert [slugs for key, slugs in after.items() if key not in before] == expected


async def test_what_is_submitted_is_exactly_what_the_table_allows(
    portal: Portal, enrollment: UUID, by: Actor
):
    allowed = await everybody(portal, enrollment, by)
    await saved(portal, enrollment, "backup", {"has_backup": "no"}, by)
    for key in allowed:
        person = (await starting.load(enrollment, by.account)).person(key)
        typed = dict(person.details) | answers(portal) | {"applications": sorted(EVERYTHING)}
        sent = values(typed, person.version)
        assert (await members.save_person(portal, enrollment, key, sent, by=by)).stored
    await agree(portal, enrollment, by, "purpose", "additional", "attestation")
    await submit(portal, enrollment, by=by)

    people = {row["email"]: row for row in await Member.select()}
    granted = await Grant.select(Grant.member, Grant.application)
    draft = await starting.load(enrollment, by.account)
    for key, may in allowed.items():
        member = people[draft.person(key).email]["id"]
        assert {row["application"] for row in granted if row["member"] == member} == may
