"""Lists as practices send them: what is plainly meant is read, what is not is said, nothing is silent."""

import re
from collections.abc import Sequence

import pytest

from core.enrollment.drafts import Draft
from core.enrollment.spreadsheet import ReadRow
from core.portal import Portal
from tests.core.enrollment.spreadsheet.lists import CODER, DOCTOR, HEAD, read, text_of


async def one(portal: Portal, draft: Draft, person: Sequence[object], **changed: str) -> ReadRow:
    row = dict(zip(HEAD, (*person, *[""] * len(HEAD)), strict=False)) | {
        HEAD[int(place[1:])]: text for place, text in changed.items()
    }
    (found,) = (await read(portal, draft, text_of(HEAD, [row[name] for name in HEAD]))).rows
    return found


MEANT = [
    (6, "602-555-0111 x123", {"phone": "602-555-0111", "extension": "123"}),
    (6, "602-555-0111 ext. 4", {"phone": "602-555-0111", "extension": "4"}),
    (6, "(602) 555-0111, Extension: 77", {"phone": "(602) 555-0111", "extension": "77"}),
    (6, "602 555 0111 (x5)", {"phone": "602 555 0111", "extension": "5"}),
    (6, "001 602 555 0111", {"phone": "+1 602 555 0111"}),
    (6, "6025550111.0", {"phone": "6025550111"}),
    (6, "tel:6025550111", {"phone": "6025550111"}),
    (6, "602\u2013555\u20130111", {"phone": "602-555-0111"}),
    (6, "\u202a602 555 0111\u202c", {"phone": "602 555 0111"}),
    (3, "N/A", {"middle_initial": ""}),
    (3, "-", {"middle_initial": ""}),
    (3, "NMI", {"middle_initial": ""}),
    (3, "nmn", {"middle_initial": ""}),
    (3, "X", {"middle_initial": "X"}),
    (3, "Louise", {"middle_initial": "L"}),
    (3, "mary ann", {"middle_initial": "M"}),
    (3, "Q.", {"middle_initial": "Q."}),
    (5, "mailto:wei@peaks.example", {"email": "wei@peaks.example"}),
    (5, "Wei Chen <wei@peaks.example>", {"email": "wei@peaks.example"}),
    (5, '"Chen, Wei" <mailto:wei@peaks.example>;', {"email": "wei@peaks.example"}),
    (5, "<wei@peaks.example>", {"email": "wei@peaks.example"}),
    (5, "wei@peaks.example;", {"email": "wei@peaks.example"}),
    (5, "wei@peaks.example,.", {"email": "wei@peaks.example"}),
    (5, "'wei@peaks.example", {"email": "wei@peaks.example"}),
    (5, "\u200bwei@peaks.example\u00a0", {"email": "wei@peaks.example"}),
    (5, "wei\ufe0f@peaks.example", {"email": "wei@peaks.example"}),
    (5, "\uff57ei@peaks.example", {"email": "wei@peaks.example"}),
    (12, "N/A", {"extension": ""}),
    (12, "x123", {"extension": "x123"}),
    (2, "Wei\u00a0\u00a0Ling", {"first_name": "Wei Ling"}),
    (2, "'Okoa", {"first_name": "'Okoa"}),
    (2, "'Wei'", {"first_name": "Wei"}),
    (0, " staff ", {"staff_type": "staff"}),
    (0, "STAFF\u200b", {"staff_type": "staff"}),
]


@pytest.mark.parametrize(("place", "text", "values"), MEANT)
async def test_what_is_plainly_meant_is_read(
    portal: Portal, draft: Draft, place: int, text: str, values: dict[str, str]
):
    row = await one(portal, draft, CODER, **{f"_{place}": text})
    assert row.good, row.errors
    assert {name: row.values[name] for name in values} == values


LICENSED = [
    (10, "NPI 1245319599", {"npi": "1245319599"}),
    (10, "NPI: 1245319599.", {"npi": "1245319599"}),
    (10, "1245319599.0", {"npi": "1245319599"}),
    (10, "'1245319599", {"npi": "1245319599"}),
    (10, "\ufeff1245319599\u00a0", {"npi": "1245319599"}),
    (9, "#12345", {"license_number": "12345"}),
    (9, "Lic. # 12345", {"license_number": "12345"}),
    (9, "MD\u201312345", {"license_number": "MD-12345"}),
    (9, "A123 (AZ)", {"license_number": "A123", "license_state": "AZ"}),
    (9, "012345", {"license_number": "012345"}),
    (8, "AZ", {"license_state": "AZ"}),
    (8, "Arizona (AZ)", {"license_state": "AZ"}),
    (1, "M.D.", {"suffix": "MD"}),
]


@pytest.mark.parametrize(("place", "text", "values"), LICENSED)
async def test_what_is_plainly_meant_of_a_license_is_read(
    portal: Portal, draft: Draft, place: int, text: str, values: dict[str, str]
):
    row = await one(portal, draft, DOCTOR, **{f"_{place}": text})
    assert row.good, row.errors
    assert {name: row.values[name] for name in values} == values


WRONG = [
    (1, "Medical Assistant (MA) of old", "suffix", ("Suffix", "Medical Assistant", "isn’t one of", "Coder")),
    (0, "Sta", "staff_type", ("Staff type", "\u201cSta\u201d isn’t one of", "Staff")),
    (1, "Cod", "suffix", ("Suffix", "\u201cCod\u201d isn’t one of", "Did you mean Coder?")),
    (7, "existing", "cerner", ("Cerner Millennium", "\u201cexisting\u201d is neither yes nor empty")),
    (6, "6.03E+09", "phone", ("Phone", "6.03E+09", "Format the column as text")),
    (8, "Ariz.", "license_state", ("State of the license: “Ariz.”", "Did you mean Arizona?")),
    (9, "pending", "license_number", ("“pending” was read as empty", "Enter the license number")),
    (6, "12", "phone", ("Phone number", "\u201c12\u201d", "(602) 555-0123")),
    (5, "a@peaks.example; b@peaks.example", "email", ("Email address", "a@peaks.example; b@")),
    (5, "n/a", "email", ("Email address", "n/a")),
    (2, "N/A", "first_name", ("First name", "N/A", "Write the name")),
]


@pytest.mark.parametrize(("place", "text", "name", "words"), WRONG)
async def test_every_message_names_column_text_and_what_is_allowed(
    portal: Portal, draft: Draft, place: int, text: str, name: str, words: Sequence[str]
):
    row = await one(portal, draft, DOCTOR if place > 7 else CODER, **{f"_{place}": text})
    assert [part for part in words if part not in row.errors.get(name, "")] == []


async def test_a_suffix_is_told_with_those_of_its_staff_type(portal: Portal, draft: Draft):
    words = (await one(portal, draft, CODER, _1="MD")).errors["suffix"]
    assert "\u201cMD\u201d isn’t one of" in words and "the staff type Staff" in words and "DO" not in words


async def test_two_unclear_boxes_are_told_apart(portal: Portal, draft: Draft):
    head = [*HEAD[:8], "PACS Synapse"]
    (row,) = (await read(portal, draft, text_of(head, [*CODER[:7], "maybe", "later"]))).rows
    assert "Cerner Millennium: \u201cmaybe\u201d" in row.errors["cerner"]
    assert "PACS Synapse: \u201clater\u201d" in row.errors["pacs"]


@pytest.mark.parametrize(
    ("text", "asked"), [("\u2714\ufe0f", True), ("X\u00a0", True), ("N/A", False), ("\u2013", False)]
)
async def test_a_box_is_yes_or_empty_in_many_spellings(portal: Portal, draft: Draft, text: str, asked: bool):
    row = await one(portal, draft, CODER, _7=text)
    assert row.good and bool(row.applications) is asked


async def test_what_was_changed_is_told(portal: Portal, draft: Draft):
    row = await one(portal, draft, CODER, _3="Louise", _5="mailto:wei@peaks.example", _6="602 555 0111\u200b")
    assert row.notes["middle_initial"] == "Read from \u201cLouise\u201d"
    assert row.notes["email"] == "Read from \u201cmailto:wei@peaks.example\u201d"
    assert row.notes["phone"] == "Spaces or invisible letters were taken out"


async def test_a_license_whose_state_contradicts_the_column_is_wrong(portal: Portal, draft: Draft):
    row = await one(portal, draft, DOCTOR, _9="A123 (NV)")
    assert "A123 (NV)" in row.errors["license_number"]


@pytest.mark.parametrize(("place", "spellings"), [
    (5, ("wei@peaks.example", "WEI@peaks.example\u00a0")),
    (5, ("wei@peaks.example", "w\u200bei@peaks.example")),
    (5, ("wei@peaks.example", "'mailto:wei@peaks.example")),
    (5, ("wei@b\u00fccher.example", "wei@xn--bcher-kva.example")),
])  # fmt: skip
async def test_a_padded_key_makes_no_second_person(
    portal: Portal, draft: Draft, place: int, spellings: Sequence[str]
):
    people = [[*CODER[:place], text, *CODER[place + 1 :]] for text in spellings]
    found = (await read(portal, draft, text_of(HEAD, *people))).rows
    assert [(row.good, row.aside) for row in found] == [(True, ""), (False, "The same as row 2")]
    differing = [people[0], [*people[1][:2], "Ann", *people[1][3:]]]
    found = (await read(portal, draft, text_of(HEAD, *differing))).rows
    assert re.match(r"Row 3 \(.+\) has the same email address", found[0].errors["email"])
    assert re.match(r"Row 2 \(.+\) has the same email address", found[1].errors["email"])


async def test_no_row_takes_the_place_of_another_with_the_same_npi(portal: Portal, draft: Draft):
    other = [*DOCTOR[:5], "other@peaks.example", *DOCTOR[6:10], "NPI 124-531-9599", "Surgery", ""]
    third = [*DOCTOR[:5], "third@peaks.example", *DOCTOR[6:10], "1245319599\u200b", "Surgery", ""]
    found = (await read(portal, draft, text_of(HEAD, DOCTOR, other, third))).rows
    named = [re.findall(r"\d+ (?=\()", row.errors["npi"].partition(" have")[0]) for row in found]
    assert named == [["3 ", "4 "], ["2 ", "4 "], ["2 ", "3 "]]


async def test_what_is_wrong_by_itself_is_said_before_that_it_stands_twice(portal: Portal, draft: Draft):
    people = [[*CODER[:2], first, *CODER[3:5], "no address", *CODER[6:]] for first in ("Wei", "Ann")]
    found = (await read(portal, draft, text_of(HEAD, *people))).rows
    assert all("same email" not in row.errors["email"] for row in found)


async def test_a_column_in_another_spelling_is_read_or_named(portal: Portal, draft: Draft):
    head = [
        "STAFF-TYPE*",
        "Credentials",
        "First_Name",
        "Middle name",
        "Surname",
        "e\u2011mail address",
        "Phone #",
    ]
    found = await read(portal, draft, text_of([*head, "Cerner Milennium", "Hired"], [*CODER, "2020"]))
    assert found.rows[0].good and found.rows[0].values["email"] == "wei@peaks.example"
    assert found.unused == ("Cerner Milennium (did you mean Cerner Millennium?)", "Hired")


async def test_a_heading_that_says_more_is_told(portal: Portal, draft: Draft):
    head = [*HEAD[:6], "Phone (mobile)", HEAD[7]]
    found = await read(portal, draft, text_of(head, CODER))
    assert found.rows[0].good and "\u201cPhone (mobile)\u201d was read as Phone number" in found.notices[0]


async def test_two_headings_of_one_meaning_are_both_named_and_neither_is_taken(portal: Portal, draft: Draft):
    found = await read(portal, draft, text_of([*HEAD, "Phone"], [*CODER, *[""] * 5, "602 555 0199"]))
    assert "“Phone” (column G) and “Phone” (column N) both say Phone number" in found.unclear[0]
    assert not found.rows[0].values.get("phone") and "phone" in found.rows[0].errors


async def test_a_surer_heading_wins_over_a_weaker_one(portal: Portal, draft: Draft):
    found = await read(portal, draft, text_of([*HEAD, "Cell"], [*CODER, *[""] * 5, "602 555 0199"]))
    assert found.rows[0].good and found.rows[0].values["phone"] == "602 555 0111"
    assert found.unused == ("Cell",) and not found.unclear


@pytest.mark.parametrize(
    ("whole", "first", "middle", "last"),
    [
        ("Chen, Wei", "Wei", "", "Chen"),
        ("Chen, Wei L.", "Wei", "L", "Chen"),
        ("Dr. Wei L. Chen", "Wei", "L", "Chen"),
        ("Wei Chen", "Wei", "", "Chen"),
        ("Maria de la Cruz", "Maria", "", "de la Cruz"),
        ("John Smith Jr.", "John", "", "Smith Jr."),
        ("Smith, John, Jr.", "John", "", "Smith Jr."),
    ],
)
async def test_a_whole_name_is_split_when_one_way_is_meant(
    portal: Portal, draft: Draft, whole: str, first: str, middle: str, last: str
):
    head = ["Name", "Title", "Email", "Phone", "Cerner"]
    person = [whole, "Coder", "wei@peaks.example", "602 555 0111", "x"]
    (row,) = (await read(portal, draft, text_of(head, person))).rows
    found = [row.values[name].rstrip(".") for name in ("first_name", "middle_initial", "last_name")]
    assert row.good and found == [first, middle, last.rstrip(".")]
    assert row.notes["full_name"] == f"Split from “{whole}”" and row.values["staff_type"] == "staff"


async def test_a_name_with_two_readings_is_asked_about_and_both_are_offered(portal: Portal, draft: Draft):
    head = ["Name", "Title", "Email", "Phone"]
    person = ["Maria Lopez Garcia", "Coder", "m@peaks.example", "602 555 0111"]
    (row,) = (await read(portal, draft, text_of(head, person))).rows
    assert set(row.errors) == {"full_name"} and "more than one way" in row.errors["full_name"]
    assert row.offers["full_name"] == ("Garcia, Maria Lopez", "Lopez Garcia, Maria")


async def test_a_name_with_its_credential_gives_both(portal: Portal, draft: Draft):
    head = ["Provider", "Email", "Phone", "License state", "License #", "NPI #", "Specialty"]
    person = ["Zoe O'Neill, MD", "z@peaks.example", "602 555 0110", "AZ", "A-77", "1245319599", "Surgery"]
    (row,) = (await read(portal, draft, text_of(head, person))).rows
    assert row.good, row.errors
    assert (row.values["suffix"], row.values["staff_type"], row.values["last_name"]) == (
        "MD", "provider", "O'Neill",
    )  # fmt: skip


async def test_an_exact_repeat_of_a_row_stays_aside_and_the_first_counts(portal: Portal, draft: Draft):
    found = await read(portal, draft, text_of(HEAD, CODER, CODER))
    assert [(row.good, row.aside) for row in found.rows] == [(True, ""), (False, "The same as row 2")]
    assert (found.good, found.bad, found.there) == (1, 0, 1)


async def test_what_a_person_is_not_asked_for_is_named_and_not_lost_silently(portal: Portal, draft: Draft):
    person = [*CODER, "Arizona", "A-1", "", ""]
    (row,) = (await read(portal, draft, text_of(HEAD, person))).rows
    assert row.good and set(row.unasked) == {"license_state", "license_number"}


async def test_the_headings_are_found_under_a_title(portal: Portal, draft: Draft):
    above = [["Desert Peaks - staff list, updated 11/20/2026"], [], ["Page 1"]]
    found = await read(portal, draft, text_of(*above, HEAD, CODER))
    assert [(row.number, row.good) for row in found.rows] == [(5, True)]


async def test_a_line_of_totals_is_named_once(portal: Portal, draft: Draft):
    found = await read(portal, draft, text_of(HEAD, CODER, ["Totals:", "", "", "", "", "", "", "1"]))
    assert len(found.rows) == 1 and "Row 3 looks like a line of totals" in found.notices[0]
