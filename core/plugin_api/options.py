"""What a site may say about an application, in its section of the site profile."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

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

    suffix_kinds: Slugs | None = Field(None, description="only for these kinds of suffix")
    staff_types: Slugs | None = Field(None, description="only for these staff types")
    regions: Slugs | None = Field(None, description="only for groups whose address lies in one of these")
    facilities: Slugs | None = Field(None, description="the facilities its form offers; all when left out")
    launch_url: WebAddress | None = Field(None, description="where a person opens it")
    browser: Line | None = Field(None, description="the browser in which it is supported")
    guide: Prose | None = Field(None, description="Markdown, in place of the plugin's own guide")
    consent: Consent | None = Field(None, description="in place of the plugin's own consent")
