"""An NPI belongs to one person of a practice, whoever is typed or listed and however it is written."""

import csv
import io
from uuid import UUID

import pytest

from core.actor import Actor
from core.enrollment import imports, members, sections, starting
from core.enrollment.review import review
from core.forms import npi_digits
from core.portal import Portal
from tests.core.enrollment.conftest import ADMINISTRATOR, LICENSE, SPONSOR, WHO, saved, values, with_people
from tests.practices import numbered

DOCTOR = WHO | LICENSE | {"staff_type": "provider", "suffix": "MD", "first_name": "Dee", "last_name": "Fox"}
HEAD = ("Staff type", "Suffix", "First name", "Last name", "E-mail", "Phone")
HEAD += ("License state", "License number", "NPI", "Specialty")
WRITTEN = (
    *("1234567893", " 1234 567 893 ", "1234-567-893", "NPI 1234567893", "npi: 1234567893", "NPI#1234567893"),
    *("'1234567893", "\u2060１２３４５６７８９３", "1234\u00a0567\u2013893"),
)


def list_of(*npis: str) -> bytes:
    text = io.StringIO()
    rows = [
        (
            "Provider",
            "MD",
            numbered("Dee", n),
            "Fox",
            f"d{n}@peaks.example",
            "602 555 0111",
            "Arizona",
            "A-1",
            npi,
            "Eyes",
        )
        for n, npi in enumerate(npis)
    ]
    csv.writer(text).writerows([HEAD, *rows])
    return text.getvalue().encode()


@pytest.mark.parametrize("written", WRITTEN)
def test_an_npi_is_compared_however_it_is_written(written: str) -> None:
    assert npi_digits(written) == "1234567893"


@pytest.mark.parametrize("written", WRITTEN)
async def test_nobody_is_added_with_the_npi_of_somebody_else(
    portal: Portal, enrollment: UUID, by: Actor, written: str
):
    await with_people(portal, enrollment, by)
    sent = values(DOCTOR | {"email": "dee@peaks.example", "npi": written})
    result = await members.save_person(portal, enrollment, None, sent, by=by)
    assert not result.stored
    assert "Amara Okafor" in (result.page.form["npi"].error or "")
    assert result.page.form["npi"].value == written.strip() or not written.strip().isascii()


async def test_an_error_stands_at_both_people_who_have_one_npi(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    sent = values(DOCTOR | {"email": "dee@peaks.example", "npi": SPONSOR["npi"]})
    await members.save_person(portal, enrollment, None, sent, by=by, kept="later")
    draft = await starting.load(enrollment, by.account)
    said = [(each.section, each.words) for each in review(portal, draft).missing if "NPI" in each.words]
    assert [section for section, _ in said] == ["sponsor", "members"]
    assert "Dee Fox" in said[0][1] and "Amara Okafor" in said[1][1]


async def test_sponsor_and_administrator_are_no_exception(portal: Portal, enrollment: UUID, by: Actor):
    await saved(portal, enrollment, "administrator", ADMINISTRATOR | {"first_name": "Ben"}, by)
    sent = values(DOCTOR | {"email": "dee@peaks.example"})
    await members.save_person(portal, enrollment, None, sent, by=by)
    page = (await saved(portal, enrollment, "sponsor", SPONSOR | {"npi": LICENSE["npi"]}, by)).page
    assert not page.complete and "Dee Fox" in (page.form["npi"].error or "")
    draft = await starting.load(enrollment, by.account)
    assert sections.draw_section(portal, draft, "sponsor").form["npi"].value == LICENSE["npi"]


async def test_a_list_with_one_npi_twice_has_an_error_at_both_rows(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    data = list_of("1679576722", "NPI 1679-576-722", "1245319599", SPONSOR["npi"])
    read = await imports.read_import(portal, enrollment, "a.csv", data, by=by)
    first, second, fine, sponsor = (row.errors.get("npi", "") for row in read.rows)
    assert first.startswith("Row 3 (Deeab Fox) has the same NPI")
    assert second.startswith("Row 2 (Deeaa Fox) has the same NPI")
    assert not fine and "Amara Okafor" in sponsor
    taken = await imports.confirm_import(portal, enrollment, read.id, set_aside=True, by=by)
    assert (taken.taken, taken.set_aside) == (1, 3)


async def test_what_is_no_npi_yet_is_nobodys(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    read = await imports.read_import(portal, enrollment, "a.csv", list_of("12", "12", "", ""), by=by)
    assert not any("same NPI" in row.errors["npi"] for row in read.rows)
