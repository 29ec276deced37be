"""A made-up practice for the patterns: its people, its form and what stands on its pages."""

from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel

from core.enrollment.drafts import DraftPerson
from core.enrollment.grid import Cell, Column, Grid, Row
from core.forms import Choice, Form, field, read
from web.parts import Event, Task

APPLICATIONS = (
    "Alpha Records",
    "Beta Images",
    "Gamma Secure Messaging",
    "Delta Rooms",
    "Epsilon Reports",
    "Zeta Charts",
)
PEOPLE = (
    ("Amara J Okafor", "sponsor", "sponsoring-physician", "MD", 6),
    ("Luis Fuentes", "administrator", "group-administrator", "Office Manager", 2),
    ("Grace T Whitehorse", "member", "provider", "NP", 6),
    ("Michelle A Reyes", "member", "staff", "Surgery Scheduler", 3),
    ("Brandon Charles", "member", "staff", "Surgery Scheduler", 3),
    ("Wei L Chen", "member", "staff", "Coder", 2),
)
STEPS = (
    "Practice",
    "Sponsor and administrator",
    "Members and access",
    "Additional information",
    "Check and submit",
)


class Sponsor(BaseModel):
    first_name: str = field(
        "First name", missing="Enter the sponsoring physician's first name", max_length=50
    )
    last_name: str = field("Last name", missing="Enter the last name", max_length=50)
    email: str = field(
        "Work email",
        kind="email",
        hint="Each person needs their own address",
        missing="Enter an email address",
        max_length=100,
    )
    phone: str = field(
        "Phone number",
        kind="tel",
        hint="For example (602) 555-0123",
        width="20",
        missing="Enter a phone number",
        max_length=30,
    )
    state: str = field("Licensed state", kind="select", missing="Choose a state")
    county: str = field("County", missing="Enter the county", shown_when=("state", "CO"), max_length=50)
    officer: str = field(
        "Does the practice have a corporate officer who must sign?",
        kind="radios",
        missing="Say whether there is one",
    )
    officer_name: str = field(
        "Full name", missing="Enter the officer's name", shown_when=("officer", "yes"), max_length=80
    )
    note: str = field("Anything else", kind="textarea", optional=True, max_length=500)


def sponsor_form() -> Form:
    choices = {
        "state": (Choice("AZ", "Arizona"), Choice("CO", "Colorado")),
        "officer": (Choice("yes", "Yes"), Choice("no", "No")),
    }
    typed = {
        "last_name": ["Okafor"],
        "email": ["amara@desertpeaks.example"],
        "phone": ["1"],
        "state": ["AZ"],
        "note": ["two\nlines"],
    }
    return read(Sponsor, typed, choices=choices).form


def grid() -> Grid:
    names = [(name.split()[0].lower(), name) for name in APPLICATIONS]
    columns = [Column(slug, name, eligible=6 - at % 3, ticked=1) for at, (slug, name) in enumerate(names)]
    rows = [Row(person(at), cells(at, [slug for slug, _ in names])) for at in range(len(PEOPLE))]
    return Grid(tuple(columns), tuple(rows), version=1)


def person(at: int) -> DraftPerson:
    name, role, staff_type, suffix, _ = PEOPLE[at]
    details = {"last_name": name, "email": f"{name.split()[0].lower()}@desertpeaks.example"}
    return DraftPerson(UUID(int=at), role, staff_type, suffix, details, complete=True)


def cells(at: int, slugs: list[str]) -> tuple[Cell, ...]:
    _, _, _, suffix, allowed = PEOPLE[at]
    return tuple(
        Cell(slug, "no", f"Not for {suffix}")
        if number >= allowed
        else Cell(slug, "ticked" if number == at % 3 else "open")
        for number, slug in enumerate(slugs)
    )


CONTEXT = {
    "steps": STEPS,
    "grid": grid(),
    "form": None,
    "tasks": [
        Task("Practice information", "/drawn", "Completed", done=True),
        Task(
            "Members and application access",
            "/drawn",
            "In progress",
            hint="4 of 6 people have an application",
        ),
        Task("Check and submit", None, "Can’t start yet"),
    ],
    "events": [
        Event("Access ready", None, text="Expected by Nov 24, 2026"),
        Event("Agreement signed by sponsor", datetime(2026, 11, 17, 21, 1, tzinfo=UTC), "Amara Okafor"),
        Event("Enrollment submitted", datetime(2026, 11, 16, 17, 14, tzinfo=UTC), "Luis Fuentes", "6 people"),
    ],
}
