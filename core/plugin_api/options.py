"""What a site may say about an application, in its section of the site profile."""

from datetime import date
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from core.texts import blocks_with_links

Slugs = Annotated[frozenset[str], Field(min_length=1)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"']+$", max_length=500)]


def _can_be_drawn(text: str) -> str:
    blocks_with_links(text)
    return text


Prose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(_can_be_drawn),
]


class NoFields(BaseModel):
    """The fields of an application that asks nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Consent(BaseModel):
    """A text that must be agreed to before a request with this application is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Line
    text: Prose = Field(description="Markdown")
    label: Line = Field(description="what stands beside the box to tick")


class Options(BaseModel):
    """The section `[plugins.<slug>]` of a site profile. A plugin with more to set makes a subclass.

    These hold for every application. Nothing here can widen who may have it: a site only takes away.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    offered: bool = Field(True, description="whether it can be requested; what people have stays either way")
    paused: Line | None = Field(None, description="why it cannot be requested for now, as pages say it")
    paused_until: date | None = Field(None, description="the day from which it can be requested again")
    suffix_kinds: Slugs | None = Field(None, description="only for these kinds of suffix")
    staff_types: Slugs | None = Field(None, description="only for these staff types")
    regions: Slugs | None = Field(None, description="only for groups whose address lies in one of these")
    facilities: Slugs | None = Field(None, description="the facilities its form offers; all when left out")
    launch_url: WebAddress | None = Field(None, description="where a person opens it")
    browser: Line | None = Field(None, description="the browser in which it is supported")
    guide: Prose | None = Field(None, description="Markdown, in place of the plugin's own guide")
    consent: Consent | None = Field(None, description="in place of the plugin's own consent")

    @field_validator("paused_until")
    @classmethod
    def _of_a_pause(cls, day: date | None, info: ValidationInfo) -> date | None:
        if day is not None and "paused" in info.data and info.data["paused"] is None:
            message = "needs a notice in paused"
            raise ValueError(message)
        return day

    def closed(self, today: date) -> str:
        """Say why nobody new can request it on a day; empty when it can be requested."""
        if not self.offered:
            return "It can’t be requested any more. Whoever has it keeps it."
        if self.paused is None or (self.paused_until and self.paused_until <= today):
            return ""
        return f"New requests are paused. {self.paused}"
