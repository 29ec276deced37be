"""The words of one version of a text, as people read them, whether or not it is the present one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.errors import NotFound
from core.running.editions import Edition, editions
from core.running.running import Running
from core.running.site_texts import blocks_at, text_called
from core.texts import Block
from web.contexts import PageContext
from web.pages.console.site_changes import LEADS, SITE
from web.rendering import render
from web.visit import Visit


@dataclass(frozen=True, slots=True)
class VersionPage(PageContext):
    """One version of a text."""

    template: ClassVar[str] = "support/site_text.html"
    key: str
    edition: Edition
    blocks: tuple[Block, ...]
    current: bool


@get(f"{SITE}/{{area:str}}/{{key:str}}/versions/{{version:str}}", guards=[LEADS])
async def show_version(
    visit: NamedDependency[Visit],
    running: NamedDependency[Running],
    area: FromPath[str],
    key: FromPath[str],
    version: FromPath[str],
) -> Response[Any]:
    """Show one version of a text."""
    text = text_called(visit.portal, key) if area == "texts" else None
    if text is None or text.text is None:
        raise NotFound
    found = next((each for each in editions(running, text.path) if each.version == version), None)
    if found is None:
        raise NotFound
    blocks = blocks_at(text.path, found.markdown)
    page = VersionPage(key, found, blocks, text.text.version == found.version)
    return render(visit.request, page)


handlers = [show_version]
