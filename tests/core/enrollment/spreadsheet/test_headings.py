"""Headings of real lists: nearly all are understood unaided, and none is taken for what it is not."""

import pytest

from core.enrollment.spreadsheet.columns import readable
from core.enrollment.spreadsheet.headings import first_matches
from core.portal import Portal

VARIANTS = {
    "first_name": (
        *("First", "FIRST NAME", "First Name:", "Given Name", "F. Name", "FName", "Legal First Name"),
        *("Employee First Name", "First_Name*"),
    ),
    "last_name": (
        *("Last", "Surname", "L. Name", "Family name", "LName", "Staff Last Name", "Last Name (legal)"),
    ),
    "middle_initial": ("MI", "M.I.", "Middle", "Middle Name", "Mid. Init.", "Middle Initial (optional)"),
    "email": (
        *(
            "E-mail Address",
            "Email",
            "e-mail",
            "Work Email",
            "Business E-Mail",
            "Email Addr.",
            "Provider Email",
        ),
    ),
    "phone": (
        "Cell",
        "Mobile",
        "Telephone",
        "Phone #",
        "Contact Number",
        "Office Phone",
        "Tel. No.",
        "Cell Phone",
    ),
    "extension": ("Ext.", "Ext", "Phone Ext", "Extn"),
    "suffix": ("Credentials", "Job Title", "Degree", "Title", "Position", "Credential(s)"),
    "staff_type": ("Staff Type", "Role", "Type of staff", "User Type"),
    "license_number": (
        "License #",
        "Lic. No.",
        "State License Number",
        "Medical License #",
        "Licence number",
    ),
    "license_state": ("License State", "Lic State", "State of Licensure", "State of License"),
    "npi": ("Provider NPI #", "NPI", "NPI Number", "National Provider Identifier", "Individual NPI"),
    "specialty": ("Speciality", "Specialties", "Primary Specialty"),
    "full_name": ("Name", "Full Name", "Employee Name", "Name (Last, First)", "Provider"),
}
OTHERS = (
    *(
        "Employee #",
        "Staff ID",
        "Date of birth",
        "SSN",
        "Hire date",
        "Home phone",
        "Emergency contact",
        "Manager",
    ),
    *(
        "Notes",
        "License expiration",
        "DEA #",
        "Group NPI",
        "Address",
        "City",
        "State",
        "Preferred name",
        "Fax",
    ),
)


def understood(portal: Portal, heading: str) -> str:
    return first_matches(readable(portal), {0: heading})[0]


def test_95_of_100_real_headings_are_found_unaided(portal: Portal) -> None:
    asked = [(text, name) for name, texts in VARIANTS.items() for text in texts]
    wrong = [(text, found) for text, name in asked if (found := understood(portal, text)) != name]
    assert len(asked) >= 50
    assert len(wrong) <= 0.05 * len(asked), wrong
    assert [text for text, found in wrong if found] == []


@pytest.mark.parametrize("heading", OTHERS)
def test_what_is_no_column_of_the_list_is_taken_for_none(portal: Portal, heading: str) -> None:
    assert understood(portal, heading) == ""
