"""A person and a practice that are obviously made up, for the tests of plugins."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from core.plugin_api import Group, Person

_PERSON = MappingProxyType(
    {
        "key": "person-1",
        "first_name": "Robin",
        "last_name": "Example",
        "email": "robin.example@example.com",
        "phone": "+12015550123",
        "staff_type": "provider",
        "suffix": "MD",
        "suffix_kind": "provider",
        "identifiers": {"npi": "1234567893"},
        "license_state": "NL",
        "license_number": "EX-0001",
        "portal_id": "rexample",
        "identity": "human-1",
    }
)
_PRACTICE = MappingProxyType(
    {
        "key": "practice-1",
        "name": "Example Practice",
        "address": "1 Example Street",
        "city": "Exampleton",
        "state": "NL",
        "postcode": "00501",
        "phone": "+12015550100",
        "fax": "+12015550101",
        "regions": frozenset({"northland"}),
        "facility": "NORTH",
    }
)


def a_person(**changes: Any) -> Person:
    """Make a provider of the made-up site, with a login; `changes` are fields of `Person`."""
    return Person(**{**_PERSON, **changes})


def a_practice(**changes: Any) -> Group:
    """Make a practice in the north of the made-up site, without people; `changes` are fields of `Group`."""
    return Group(**{**_PRACTICE, **changes})
