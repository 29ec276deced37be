"""What is typed for a believable practice, its sponsor and its administrator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Typed = Mapping[str, Any]
PRACTICE: Typed = {
    "name": "Desert Peaks Family Medicine",
    "address": "1 Main St",
    "city": "Phoenix",
    "state": "AZ",
    "postcode": "85004",
    "phone": "(602) 555-0123",
    "has_ehr": "yes",
    "ehr": "Chartwell",
    "facility": "BUMCP",
    "has_officer": "no",
}
WHO: Typed = {
    "first_name": "Amara",
    "no_middle_initial": "yes",
    "last_name": "Okafor",
    "phone": "602 555 0100",
}
LICENSE: Typed = {
    "license_state": "AZ",
    "license_number": "12345",
    "npi": "1679576722",
    "specialty": "Family medicine",
}
SPONSOR: Typed = {**WHO, **LICENSE, "npi": "1234567893", "suffix": "MD", "email": "amara@peaks.example"}
ADMINISTRATOR: Typed = {
    "same_person": "no",
    "is_oneself": "no",
    "suffix": "Office Manager",
    "first_name": "Ben",
    "middle_initial": "Q",
    "last_name": "Ruiz",
    "email": "ben@peaks.example",
    "phone": "602-555-0101",
}
