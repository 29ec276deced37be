"""What guides have in common: their form, the rules of use, what a computer needs and whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.mail import Attachment
from core.site import SiteProfile, Support
from core.texts import Block, as_data
from core.texts.blocks import Part, heading, link, paragraph, points, strong


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as it is true at a moment: `blocks` are all of its words but the title, `name` who has it."""

    title: str
    organization: str
    paper: str
    name: str
    blocks: tuple[Block, ...]

    def as_attachment(self, file_name: str) -> Attachment:
        """Make it a PDF that goes with a mail or is downloaded."""
        data = {name: getattr(self, name) for name in ("title", "organization", "paper", "name")}
        blocks = [as_data(block) for block in self.blocks]
        return Attachment(file_name, "getting-started", data | {"blocks": blocks})


def rules(site: SiteProfile) -> list[Block]:
    """Write what everybody keeps to."""
    return [heading(2, "Rules of use"), points(site.public.rules)]


def computer(site: SiteProfile) -> list[Block]:
    """Write what a computer needs; nothing where the site says nothing."""
    lines: list[Sequence[Part]] = [[strong(one.title), f": {one.text}"] for one in site.public.computer]
    return [heading(2, "What your computer needs"), points(lines)] if lines else []


def contacts(site: SiteProfile) -> list[Block]:
    """Write whom to ask about what."""
    return [
        heading(2, "Whom to ask"),
        *(block for contact in site.support for block in _contact(contact)),
    ]


def _contact(contact: Support) -> list[Block]:
    option = f", option {contact.phone_option}" if contact.phone_option else ""
    phone = [f"{contact.phone}{option}"] if contact.phone else []
    email = [link(contact.email, f"mailto:{contact.email}")] if contact.email else []
    between = [" or "] if phone and email else []
    return [
        heading(3, contact.name),
        paragraph(*phone, *between, *email),
        points(contact.topics),
    ]
