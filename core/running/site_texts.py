"""The texts of a site that its administrators change: where each stands, and what it says now."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.errors import Invalid
from core.paper import letters_not_drawn
from core.portal import Portal
from core.running.editions import require_new_versions
from core.running.records import Path
from core.running.running import Running
from core.site import Text
from core.texts import Block, blocks_of, blocks_with_links

Kind = Literal["accepted", "confirmed", "signed", "consent", "guide"]
NOT_ON_PAPER = "Paper can’t show these letters: {letters}. Enter others."


@dataclass(frozen=True, slots=True)
class SiteText:
    """One text of the site: its key in addresses, its place in the profile, who deals with it and how.

    `text` has its version; a guide has none, only `markdown`. `slug` is that of the agreement or application,
    or the name under which it is accepted or confirmed.
    """

    key: str
    path: Path
    kind: Kind
    slug: str
    name: str
    markdown: str
    text: Text | None = None

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text as people read it."""
        return self.text.blocks if self.text else blocks_with_links(self.markdown)


def site_texts(portal: Portal) -> tuple[SiteText, ...]:
    """List the texts of a site, those that everybody accepts first."""
    return tuple(_each(portal))


def text_called(portal: Portal, key: str) -> SiteText | None:
    """Find a text of a site by its key."""
    return next((each for each in _each(portal) if each.key == key), None)


def path_called(key: str) -> Path:
    """Return where the text with this key stands in the profile."""
    kind, _, slug = key.partition("-")
    places: Mapping[str, Path] = {
        "guide": ("plugins", slug, "guide"),
        "agreement": ("agreements", slug, "text"),
        "consent": ("agreements", slug, "consent"),
        "terms": ("texts", "terms"),
        "privacy": ("texts", "privacy"),
    }
    return places.get(kind, ("enrollment", key))


def is_signed(path: Path) -> bool:
    """Tell whether a text is signed, and so has no links."""
    return path[0] == "agreements"


def blocks_at(path: Path, markdown: str) -> tuple[Block, ...]:
    """Read a text as the one at this place is read."""
    return blocks_of(markdown) if is_signed(path) else blocks_with_links(markdown)


async def require_good_texts(running: Running, settings: Mapping[Path, Any]) -> None:
    """Raise Invalid at `version` for one that stood for other words, at the words for what no paper takes."""
    require_new_versions(running, settings)
    for path, after in settings.items():
        markdown = after.get("markdown") if isinstance(after, Mapping) else after
        if isinstance(markdown, str) and (is_signed(path) or path[-1] == "guide"):
            letters = await asyncio.to_thread(letters_not_drawn, markdown)
            if letters:
                field = "guide" if path[-1] == "guide" else "markdown"
                raise Invalid({field: NOT_ON_PAPER.format(letters=" ".join(letters))})


def _each(portal: Portal) -> Iterator[SiteText]:
    site, enrollment = portal.site, portal.site.enrollment
    yield _of("terms", ("texts", "terms"), "accepted", site.texts.terms)
    yield _of("privacy", ("texts", "privacy"), "accepted", site.texts.privacy)
    yield _of("purpose", ("enrollment", "purpose"), "confirmed", enrollment.purpose)
    if enrollment.joining is not None:
        yield _of("joining", ("enrollment", "joining"), "confirmed", enrollment.joining)
    yield _of("attestation", ("enrollment", "attestation"), "confirmed", enrollment.attestation)
    for kind in site.agreements:
        place = ("agreements", kind.slug)
        yield _of(f"agreement-{kind.slug}", (*place, "text"), "signed", kind.text, kind.slug)
        yield _of(f"consent-{kind.slug}", (*place, "consent"), "consent", kind.consent, kind.slug)
    for slug, application in portal.applications.items():
        name = f"Guide to {application.name}"
        yield SiteText(f"guide-{slug}", ("plugins", slug, "guide"), "guide", slug, name, application.guide)


def _of(key: str, path: Path, kind: Kind, text: Text, slug: str = "") -> SiteText:
    return SiteText(key, path, kind, slug or key, text.title, text.markdown, text)
