"""The site's own words on the pages that everybody may read."""

from __future__ import annotations

from pydantic import EmailStr, Field

from core.site.parts import Link, Part, Words


class Titled(Part):
    """A heading with a paragraph under it."""

    title: Words
    text: Words


class WebLink(Part):
    """A link people may need, with what they find there."""

    label: Words
    url: Link
    text: str = ""


class Feedback(Part):
    """What the site wants to hear about the registration, and the address to which people write it."""

    text: Words
    email: EmailStr


class PublicPages(Part):
    """The site's own words on the public pages.

    With `feedback` they say to whom people write what was unclear, or took too long.
    """

    introduction: tuple[Words, ...] = Field(min_length=1)
    who_may_use: tuple[Titled, ...] = Field(min_length=1)
    requirements: tuple[Titled, ...] = ()
    rules: tuple[Words, ...] = Field(min_length=1)
    after_enrollment: tuple[Words, ...] = ()
    administrator_duties: tuple[Words, ...] = ()
    turnaround: Words
    computer: tuple[Titled, ...] = ()
    links: tuple[WebLink, ...] = ()
    feedback: Feedback | None = None
