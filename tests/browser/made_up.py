"""A made-up practice for the patterns: its people, its form and what stands on its pages."""

from datetime import UTC, datetime

from pydantic import BaseModel

from core.forms import Choice, Form, field, read
from web.parts import Cell, Column, Event, Member, Row, Task

APPLICATIONS = (
    "Alpha Records",
    "Beta Images",
    "Gamma Secure Messaging",
    "Delta Rooms",
    "Epsilon Reports",
    "Zeta Charts",
)
PEOPLE = (
    ("Amara J Okafor", "Sponsoring Physician", "MD", 6),
    ("Luis Fuentes", "Group Administrator", "Office Manager", 2),
    ("Grace T Whitehorse", "Provider", "NP", 6),
    ("Michelle A Reyes", "Staff", "Surgery Scheduler", 3),
    ("Brandon Charles", "Staff", "Surgery Scheduler", 3),
    ("Wei L Chen", "Staff", "Coder", 2),
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
        "Work e-mail",
        kind="email",
        hint="Each person needs their own address",
        missing="Enter an e-mail address",
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


def columns() -> list[Column]:
    return [
        Column(name.split()[0].lower(), name, "mixed", 6 - at % 3) for at, name in enumerate(APPLICATIONS)
    ]


def members() -> list[Member]:
    return [
        Member(
            key=str(at),
            name=name,
            email=f"{name.split()[0].lower()}@desertpeaks.example",
            role=role,
            suffix=suffix,
            cells=[
                Cell(column.slug, f"access-{at}-{column.slug}", ticked=number == at % 3)
                if number < allowed
                else Cell(
                    column.slug, "", why_not=f"Not for {suffix}", why_not_href="/drawn" if number % 2 else ""
                )
                for number, column in enumerate(columns())
            ],
            edit="/drawn/dialog",
            remove="/drawn/remove" if at > 1 else None,
        )
        for at, (name, role, suffix, allowed) in enumerate(PEOPLE)
    ]


CONTEXT = {
    "steps": STEPS,
    "columns": columns(),
    "members": members(),
    "form": None,
    "tasks": [
        Task("Practice information", "/drawn", "Completed", done=True),
        Task(
            "Members and application access",
            "/drawn",
            "In progress",
            hint="4 of 6 people have an application",
        ),
        Task("Check and submit", None, "Cannot start yet"),
    ],
    "rows": [
        Row("Practice", "Desert Peaks Family Medicine", "/drawn"),
        Row("Address", ("1 Main Street", "Mesa AZ 85201"), "/drawn"),
        Row("Fax", ""),
    ],
    "events": [
        Event("Access ready", None, text="Expected by Nov 24, 2026"),
        Event("Agreement signed by sponsor", datetime(2026, 11, 17, 21, 1, tzinfo=UTC), "Amara Okafor"),
        Event("Enrolment submitted", datetime(2026, 11, 16, 17, 14, tzinfo=UTC), "Luis Fuentes", "6 people"),
    ],
}
