"""Practices in the real tables, made by the product's own acts, for tests of what comes after."""

from tests.practices.made import (
    Practice,
    active,
    bring_in_force,
    check_credentials,
    practice,
    sign_another,
    state_of,
    themselves,
)
from tests.practices.people import AMARA, ANALYST, BEN, ROSA, Someone, numbered, twelve
from tests.practices.portals import KEYS, portal_for, portal_of, signing_for, where_members_sign

LINE = "This access is no longer needed."

__all__ = [
    "AMARA",
    "ANALYST",
    "BEN",
    "KEYS",
    "LINE",
    "ROSA",
    "Practice",
    "Someone",
    "active",
    "bring_in_force",
    "check_credentials",
    "numbered",
    "portal_for",
    "portal_of",
    "practice",
    "sign_another",
    "signing_for",
    "state_of",
    "themselves",
    "twelve",
    "where_members_sign",
]
