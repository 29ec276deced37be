"""What a site tells people for some days: all of them, or those of an application or a region."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import StringConstraints, ValidationInfo, field_validator

from core.site.parts import Part, Slug


class Announcement(Part):
    """One text, from the beginning of its first day to the end of its last, in the zone of the site.

    With an `application` it is for those who have it or requested it, with a `region` for the groups there,
    and with both for those who have it there.
    """

    slug: Slug
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    application: Slug | None = None
    region: Slug | None = None
    first_day: dt.date
    last_day: dt.date

    @field_validator("last_day")
    @classmethod
    def _not_before_the_first(cls, day: dt.date, info: ValidationInfo) -> dt.date:
        first = info.data.get("first_day")
        if first and day < first:
            message = "must not be before the first day"
            raise ValueError(message)
        return day

    @property
    def for_everybody(self) -> bool:
        """Whether it is for everybody, strangers too."""
        return self.application is None and self.region is None

    def runs_on(self, day: dt.date) -> bool:
        """Tell whether it is shown on a day of the site."""
        return self.first_day <= day <= self.last_day
