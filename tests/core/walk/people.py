"""The practices and people of every walk: some are in two practices, some contradict what is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.core.enrollment.conftest import LICENSE, PRACTICE, WHO

Typed = dict[str, Any]
AMARA = {"first_name": "Amara", "last_name": "Okafor", "email": "amara@peaks.example", "npi": "1234567893"}
LUIS = {"first_name": "Luis", "last_name": "Fuentes", "email": "luis@valley.example", "npi": "1679576722"}
ROSA = {"first_name": "Rosa", "last_name": "Alvarez", "email": "rosa@mesa.example", "npi": "1245319599"}
BEN = {"first_name": "Ben", "last_name": "Ruiz", "email": "ben@peaks.example"}
OLGA = {"first_name": "Olga", "last_name": "Petrov", "email": "olga@valley.example"}
# Somebody of the staff, and the same people under other addresses or with another's number.
PEOPLE: tuple[Typed, ...] = (
    {"first_name": "Cara", "last_name": "Ruiz", "email": "cara@peaks.example"},
    LUIS,
    AMARA,
    AMARA | {"email": "amara@elsewhere.example"},
    LUIS | {"npi": "1234567893"},
    {"first_name": "Kim", "last_name": "Alvarez", "email": "kim@health.example"},
    {"first_name": "Dan", "last_name": "Ott", "email": "dan@valley.example"},
    BEN,
)


@dataclass(frozen=True)
class Practice:
    """A practice as its administrator types it; who is the administrator."""

    name: str
    administrator: str
    sponsor: Typed
    other: Typed | None
    officer: Typed


PRACTICES = (
    Practice("Desert Peaks", BEN["email"], AMARA, BEN, {"has_officer": "no"}),
    Practice("Green Valley", OLGA["email"], LUIS, OLGA, {"has_officer": "no"}),
    Practice(
        "Mesa Family Care",
        ROSA["email"],
        ROSA,
        None,
        {"has_officer": "yes", "officer_name": "Ines Legal", "officer_email": "ines@legal.example"},
    ),
)


def typed_sections(practice: Practice) -> dict[str, Typed]:
    """What is typed into each step that has a form of its own."""
    administrator: Typed = {"same_person": "yes"}
    if practice.other:
        administrator = WHO | {"same_person": "no", "suffix": "Office Manager"} | practice.other
    return {
        "practice": PRACTICE | {"name": practice.name} | practice.officer,
        "sponsor": WHO | LICENSE | {"suffix": "MD"} | practice.sponsor,
        "administrator": administrator,
        "backup": {"has_backup": "no"},
    }
