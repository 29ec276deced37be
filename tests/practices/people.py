"""The people of practices, and those who act for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4
from zlib import crc32

from core.actor import Actor
from core.demo.making import npi
from core.names import full_name
from core.site import SiteProfile
from tests.practices.typed import ADMINISTRATOR, LICENSE, SPONSOR, WHO

ANALYST = Actor("staff", uuid4(), "Ines Analyst", "203.0.113.9", "Firefox")


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody in a practice, and what is asked for them.

    A provider shows a license, with an NPI of their own unless one is given. What `answers` leave open of an
    application's questions is answered all the same.
    """

    first: str
    last: str
    email: str
    wants: tuple[str, ...] = ("cerner",)
    suffix: str = "MD"
    npi: str = ""
    administrator: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name in full."""
        return full_name(self.first, self.last)

    def is_provider(self, site: SiteProfile) -> bool:
        """Whether their suffix is that of somebody with a license."""
        return any(self.suffix == each.code and each.kind == "provider" for each in site.suffixes)

    def typed(self, site: SiteProfile, staff_type: str) -> dict[str, Any]:
        """What is typed about them as somebody of this staff type."""
        own = {"first_name": self.first, "last_name": self.last, "email": self.email, "suffix": self.suffix}
        known = {**WHO, **own} | ({} if self.first else {"one_name": "yes"})
        if site.needs_license(self.suffix):
            known |= {**LICENSE, "npi": self.npi or npi(crc32(self.email.encode()) % 10**7)}
        return known

    def staff_type(self, site: SiteProfile) -> str:
        """The staff type of a member with their suffix."""
        kinds = site.staff_types_in_role("member")
        return next(
            kind.slug for kind in kinds if self.suffix in {each.code for each in site.suffixes_for(kind.slug)}
        )


def numbered(first: str, number: int) -> str:
    """A first name of its own for each of many people, counted in letters: names of people have no digits."""
    return first + chr(ord("a") + number // 26) + chr(ord("a") + number % 26)


BEN = Someone(
    ADMINISTRATOR["first_name"],
    ADMINISTRATOR["last_name"],
    ADMINISTRATOR["email"],
    suffix=ADMINISTRATOR["suffix"],
    administrator=True,
)
AMARA = Someone(
    SPONSOR["first_name"], SPONSOR["last_name"], SPONSOR["email"], ("cerner", "pacs"), npi=SPONSOR["npi"]
)
ROSA = Someone("Rosa", "Alvarez", "rosa@peaks.example", ())


def sponsor_of(practice: str) -> Someone:
    """A sponsor for a practice in which nobody else could be; asks for nothing, and is in no other one."""
    house = re.sub(r"[^a-z0-9]", "", practice.lower())[:20] or "practice"
    return replace(ROSA, email=f"rosa@{house}.example")


def twelve(slugs: Iterable[str]) -> tuple[Someone, ...]:
    """A whole practice: five providers who ask for everything they may have, and seven others."""
    every = tuple(slugs)
    providers = [
        replace(
            AMARA, first=numbered("Prov", place), email=f"provider{place}@peaks.example", npi="", wants=every
        )
        for place in range(4)
    ]
    others = [
        Someone(
            numbered("Staff", place), "Whitehorse", f"staff{place}@peaks.example", ("cerner", "pacs"), suffix
        )
        for place, suffix in enumerate(("Coder", "Billing", "Other", "Coder", "Billing", "Other"))
    ]
    return (BEN, replace(AMARA, wants=every), *providers, *others)
