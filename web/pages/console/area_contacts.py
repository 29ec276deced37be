"""Contacts: where people turn to, on the help page, in guides and in emails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from core.forms import Email, field
from core.portal import Portal
from web.pages.console.area_words import own_key
from web.pages.console.areas import Area, Entry, Settings


class ContactForm(BaseModel):
    """One place to turn to."""

    slug: str = field("Short name", max_length=60, width="20", hint="Lower case letters, digits and dashes.")
    name: str = field("Name", max_length=200)
    email: Email = field("Email address", kind="email", optional=True)
    phone: str = field("Phone number", kind="tel", optional=True, max_length=40, width="20")
    phone_option: str = field(
        "Option", optional=True, max_length=10, width="5", hint="What to choose when the phone answers."
    )
    topics: str = field("What it is for", kind="textarea", hint="One line for each topic.", max_length=4000)


def _entries(portal: Portal) -> Sequence[Entry]:
    return [
        Entry(each.slug, each.name, ", ".join(filter(None, (each.phone, each.email or ""))))
        for each in portal.site.support
    ]


def _values(portal: Portal, key: str) -> Mapping[str, Any]:
    found = next((each for each in portal.site.support if each.slug == key), None)
    return {**found.model_dump(), "topics": "\n".join(found.topics)} if found else {}


def _settings(_: Portal, key: str, given: ContactForm) -> Settings:
    slug = own_key(key, given.slug, "slug")
    topics = [each.strip() for each in given.topics.splitlines() if each.strip()]
    ways = {"email": given.email, "phone": given.phone, "phone_option": given.phone_option}
    kept = {name: value for name, value in ways.items() if value}
    return {("support", slug): {"slug": slug, "name": given.name, **kept, "topics": topics}}


def _removing(_: Portal, key: str) -> Settings:
    return {("support", key): None}


async def _consequences(before: Portal, after: Portal, _: str) -> Sequence[str]:
    was, will = before.site.support_address, after.site.support_address
    told = ["The help page, the guides and new emails name it as it is then."]
    if was == will:
        return told
    if not will:
        return [
            *told,
            "No contact has an email address then: nobody reads what the portal writes to support.",
        ]
    return [*told, f"What the portal writes to support goes to {will} then."]


CONTACTS = Area(
    "contacts",
    "Contacts",
    "Whom people call or write to, and what for.",
    ContactForm,
    _entries,
    _values,
    _settings,
    _removing,
    "Add a contact",
    consequences=_consequences,
)
