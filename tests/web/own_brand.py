"""Whether a page is of its own site: its name, mark and style, and no word of another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import httpx

from core.site import SiteProfile, find_site, load_site
from web.assets import load_assets
from web.rendering import mark_of

NAMES = ("banner", "careconnect")


class Brand:
    """One site as every page of it shows it, and what another site alone is called."""

    def __init__(self, site: SiteProfile, others: tuple[SiteProfile, ...]) -> None:
        assets = load_assets(site.folder)
        name = site.brand.name
        self.shows = (
            f" – {name}</title>",
            f'href="{assets.url("site/site.css")}"',
            f'src="{assets.url(mark_of(assets))}"',
            f"{site.brand.organization} </span>{name}</span>",
            f"<p>{site.brand.organization}</p>",
        )
        foreign = {word for other in others for word in (other.brand.name, other.brand.organization)}
        words = sorted(map(re.escape, foreign - {name, site.brand.organization}))
        self.foreign = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)

    def faults(self, answer: httpx.Response) -> Iterator[str]:
        """What is not its own about a whole page; nothing of what is no page."""
        page = answer.text
        if answer.headers.get("content-type", "").startswith("text/html") and "<html" in page:
            yield from (f"without {each}" for each in self.shows if each not in page)
            yield from (f"with {each}" for each in self.foreign.findall(page))


@cache
def brand_of(name: str) -> Brand:
    """The brand of one of the sites that ship."""
    sites = {each: load_site(find_site(each)) for each in NAMES}
    return Brand(sites.pop(name), tuple(sites.values()))
