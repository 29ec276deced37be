"""What every piece of a profile has in common, and the kinds of text in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal, get_args
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=60)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Link = Annotated[str, StringConstraints(pattern=r"^(https://|mailto:|/)\S+$", max_length=300)]

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class Part(BaseModel):
    """A piece of the profile: nothing unknown goes in, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class NpiRegister(Part):
    """Where the register of National Provider Identifiers is asked; without it, nobody asks."""

    name: Words = "NPI register"
    address: Annotated[
        str,
        StringConstraints(
            pattern=r"^(https://[a-zA-Z0-9.-]+|http://127\.0\.0\.1)(:\d{1,5})?(/[^\s?#{}]*)?$", max_length=300
        ),
    ] = "https://npiregistry.cms.hhs.gov/api/"


class Register(Part):
    """A public register of licensed people; `{license}` and the slug of an identifier in its address are
    a person’s own."""

    name: Words
    address: Annotated[
        str,
        StringConstraints(
            pattern=r"^https://[a-zA-Z0-9.-]+(/([^\s{}]|\{[a-z][a-z0-9_]*\})*)?$", max_length=300
        ),
    ]

    def address_for(self, known: Mapping[str, str]) -> str:
        """Return where a person is looked up; empty when what it takes is not known of them."""
        needed = re.findall(r"\{(\w+)\}", self.address)
        if not all(known.get(each) for each in needed):
            return ""
        return self.address.format(**{each: quote(known[each], safe="") for each in needed})


class Digest(Part):
    """When people get what could wait in one mail: at an hour of every day, or of one day of the week."""

    hour: Annotated[int, Field(ge=0, le=23)] = 7
    weekday: Weekday | None = None
