"""At a site whose colleges give out the numbers: each profession is asked for its own, and is known by it."""

import csv
import io
from uuid import UUID

from core.actor import Actor
from core.enrollment import members
from core.enrollment.facts import person_facts
from core.enrollment.spreadsheet.aliases import Headings
from core.enrollment.spreadsheet.columns import columns
from core.portal import Portal
from tests.core.enrollment.conftest import WHO, saved, values
from tests.core.enrollment.spreadsheet.lists import read
from tests.core.enrollment.test_every_door import BC_PRACTICE

LIST = (
    "Staff type|Suffix|First name|Last name|Email|Phone|CPSBC #|BCCNM number|MSP|Specialty",
    "Practitioner|MD|Ana|Roe|ana@harbour.example|604 555 0101|CPSBC number 30111|||Eyes",
    "Practitioner|NP|Bea|Poe|bea@harbour.example|604 555 0102||9612345||Eyes",
    "Practitioner|NP|Cleo|Doe|cleo@harbour.example|604 555 0103||9612345||Eyes",
    "Practitioner|MD|Dan|Moe|dan@harbour.example|604 555 0104||9612346||Eyes",
)
DOCTOR = {name: value for name, value in WHO.items() if name != "no_middle_initial"}
DOCTOR |= {"staff_type": "practitioner", "suffix": "MD", "first_name": "Dee", "last_name": "Fox"}
DOCTOR |= {"email": "dee@harbour.example", "specialty": "Eyes"}


async def test_each_profession_is_asked_for_its_own_number_and_no_two_people_have_one(
    careconnect: Portal, enrollment: UUID, by: Actor
):
    draft = (await saved(careconnect, enrollment, "practice", BC_PRACTICE, by)).draft
    nobody = members.new_member(draft)

    def form(suffix: str) -> set[str]:
        typed = values(DOCTOR | {"suffix": suffix})
        return {each.name for each in members.redraw_person(careconnect, draft, nobody, typed).form}

    assert {"physician", "msp", "specialty"} <= form("MD") and not form("MD") & {"nurse", "license_number"}
    assert {"nurse", "msp"} <= form("NP") and "physician" not in form("NP")

    short = await members.save_person(
        careconnect, enrollment, None, values(DOCTOR | {"physician": "12"}), by=by
    )
    assert "must look like 20145" in (short.page.form["physician"].error or "")
    typed = values(DOCTOR | {"physician": "CPSBC number 20-777", "msp": "j 4821"})
    stored = await members.save_person(careconnect, enrollment, None, typed, by=by)
    assert stored.stored, stored.page.errors
    person = person_facts(careconnect.site, stored.page.person)
    assert person.identifiers == {"physician": "20777", "msp": "J4821"}

    twin = {"email": "eve@harbour.example", "first_name": "Eve", "msp": "J4821"}
    again = await members.save_person(
        careconnect, enrollment, None, values(DOCTOR | twin | {"physician": "20777"}), by=by
    )
    assert "has this CPSBC number" in (again.page.form["physician"].error or "")
    other = await members.save_person(
        careconnect, enrollment, None, values(DOCTOR | twin | {"physician": "20778"}), by=by
    )
    assert other.stored, "a billing number tells nobody apart"


async def test_a_list_has_a_column_for_every_number_of_the_site(
    careconnect: Portal, enrollment: UUID, by: Actor
):
    draft = (await saved(careconnect, enrollment, "practice", BC_PRACTICE, by)).draft
    known = columns(careconnect)
    there = [each.name for each in known if each.identifier]
    assert there == ["physician", "msp", "nurse", "pharmacist", "social_worker"]
    understood = Headings(known)
    for heading in ("CPSBC #", "CPSID", "College of Physicians and Surgeons number (CPSBC number)"):
        found = understood.meaning(heading)
        assert found and found.name == "physician", heading

    text = io.StringIO()
    csv.writer(text).writerows(each.split("|") for each in LIST)
    ana, bea, cleo, dan = (await read(careconnect, draft, text.getvalue())).rows
    assert not ana.errors and "the same BCCNM number" in bea.errors["nurse"] and "nurse" in cleo.errors
    assert dan.errors["physician"] and "nurse" in dan.unasked
