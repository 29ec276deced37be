"""How addresses and phone numbers are written at a site."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import AfterValidator, StringConstraints, model_validator

from core.forms import Home, example_phone, in_normal_form, read_phone
from core.site.harmless import harmless_pattern
from core.site.parts import Part, Words


class Address(Part):
    """How addresses and phone numbers are written at this site.

    `phone_example` is what people see where a number can't be read; without it, one of the country's.
    """

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    postcode_pattern: Annotated[str, AfterValidator(harmless_pattern)]
    postcode_example: Words
    phone_example: str = ""

    @property
    def phone(self) -> str:
        """What a phone number looks like here."""
        return self.phone_example or example_phone(self.country)

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        if not Home(self.country).dials:
            raise ValueError(
                f'has the country "{self.country}", which there is not: use two letters, as in "US"'
            )
        if not re.fullmatch(self.postcode_pattern, in_normal_form(self.country, self.postcode_example)):
            raise ValueError(f'has the postcode "{self.postcode_example}", which is none by its own pattern')
        read_phone(Home(self.country, self.phone), self.phone)
        return self
