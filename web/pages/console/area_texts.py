"""Texts: terms, policy, what is confirmed while registering, agreements, their consent, and guides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel

from core import clock
from core.errors import Invalid
from core.forms import field
from core.portal import Portal
from core.running.editions import Edition, editions
from core.running.records import still_standing
from core.running.running import Running
from core.running.site_texts import SiteText, path_called, site_texts, text_called
from web.pages.console.areas import Area, Entry, Settings
from web.pages.console.text_consequences import what_follows

LONGEST = 50_000
LONGEST_GUIDE = 20_000
MARKDOWN = "## begins a heading, - a point of a list, **two stars** make words bold."
LATER = "Enter a day after the one from which the text holds"


def _one_word(version: str) -> str:
    if not version or any(each.isspace() or each in "=/?#" for each in version):
        raise ValueError("Enter letters and digits without spaces, such as 2 or 2027-01")
    return version


class TextForm(BaseModel):
    """One version of a text."""

    title: str = field("Title", max_length=200, width="full")
    version: Annotated[str, AfterValidator(_one_word)] = field(
        "Version", max_length=40, width="10", hint="A new one for new words, such as 2 or 2027-01."
    )
    markdown: str = field("Text", kind="textarea", max_length=LONGEST, hint=MARKDOWN)


class SignedTextForm(TextForm):
    """One version of an agreement."""

    sign_by: date | None = field(
        "Signed again by",
        kind="date",
        optional=True,
        width="10",
        hint="Whoever signed an earlier version signs again by this day. Leave it empty to have them sign "
        "when their term ends.",
    )


class GuideForm(BaseModel):
    """The guide to an application."""

    guide: str = field("Guide", kind="textarea", max_length=LONGEST_GUIDE, hint=MARKDOWN)


def _model(portal: Portal, key: str) -> type[BaseModel]:
    found = text_called(portal, key)
    kinds: Mapping[str, type[BaseModel]] = {"signed": SignedTextForm, "guide": GuideForm}
    return kinds.get(found.kind, TextForm) if found else TextForm


def _entries(portal: Portal) -> Sequence[Entry]:
    return [Entry(each.key, each.name, _standing(portal, each)) for each in site_texts(portal)]


def _standing(portal: Portal, text: SiteText) -> str:
    if text.text is None:
        own = "guide" in portal.site.plugins.get(text.slug, {})
        return "The site’s own" if own else "As the application brings it"
    of = portal.site.agreement_called(text.slug) if text.kind == "consent" else None
    also = f"For the {of.name}. " if of else ""
    return f"{also}Version {text.text.version} since {portal.site.dates.day(text.text.date)}"


def _coming(running: Running, portal: Portal, key: str) -> Sequence[str]:
    found, now = text_called(portal, key), clock.now()
    return [
        f"{_what(setting.after)} from {portal.site.dates.day(each.begins_at)}"
        for each in still_standing(running.changes)
        for setting in each.settings
        if found and setting.path == found.path and not each.has_begun(now)
    ]


def _what(content: Any) -> str:
    return f"Version {content['version']}" if isinstance(content, Mapping) else "Another text"


def _values(portal: Portal, key: str) -> Mapping[str, Any]:
    found = text_called(portal, key)
    if found is None:
        return {}
    if found.text is None:
        return {"guide": found.markdown}
    version = found.text.version
    new = str(int(version) + 1) if version.isdecimal() else ""
    return {"title": found.text.title, "version": new, "markdown": found.text.markdown}


def _settings(portal: Portal, key: str, given: Any) -> Settings:
    found = text_called(portal, key)
    if found is None:
        return {}
    if isinstance(given, GuideForm):
        return {found.path: given.guide}
    begins = given.begins or clock.now().astimezone(portal.site.zone).date()
    content = {
        "title": given.title,
        "version": given.version,
        "date": begins.isoformat(),
        "file": f"texts/{key}-{given.version}.md",
        "markdown": given.markdown,
    }
    if not isinstance(given, SignedTextForm):
        return {found.path: content}
    if given.sign_by is not None and given.sign_by <= begins:
        raise Invalid({"sign_by": LATER})
    by = given.sign_by.isoformat() if given.sign_by else None
    return {found.path: content, (*found.path[:2], "sign_by"): by}


def _versions(running: Running, portal: Portal, key: str) -> Sequence[Edition]:
    found = text_called(portal, key)
    return editions(running, found.path) if found and found.text else ()


async def _follows(before: Portal, after: Portal, key: str) -> Sequence[str]:
    was, will_be = text_called(before, key), text_called(after, key)
    return await what_follows(after, was, will_be) if was and will_be else ()


TEXTS = Area(
    "texts",
    "Texts",
    "What people accept, confirm and sign, and the guides they read. Each change is a new version.",
    TextForm,
    _entries,
    _values,
    _settings,
    consequences=_follows,
    form=_model,
    path=path_called,
    coming=_coming,
    versions=_versions,
)
