"""The quick-start guides, one for each role: a list, a page for each, and the same to keep."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from core import clock
from core.errors import NotFound
from core.guides.parts import Guide
from core.guides.quick_start import quick_start
from core.guides.quick_steps import own_minutes
from core.portal import Portal
from core.site import StaffType
from web.answers import pdf_answer
from web.contexts import PageContext
from web.rendering import render
from web.security.guards import anyone

PAGE = "/quick-start"


class Role(NamedTuple):
    """One role: what it is called, and how long it takes somebody to get in."""

    kind: StaffType
    minutes: int


@dataclass(frozen=True, slots=True)
class QuickStartsPage(PageContext):
    """The roles there are, each with its guide."""

    template: ClassVar[str] = "guides/quick_starts.html"
    roles: Sequence[Role]


@dataclass(frozen=True, slots=True)
class QuickStartPage(PageContext):
    """The guide of one role: the same words that are set on paper."""

    template: ClassVar[str] = "guides/quick_start.html"
    slug: str
    guide: Guide


@get(PAGE, guards=[anyone])
async def listed(request: Request[Any, Any, Any], portal: NamedDependency[Portal]) -> Response[str]:
    """List the guides by role."""
    site = portal.site
    return render(
        request, QuickStartsPage([Role(each, own_minutes(site, each)) for each in site.staff_types])
    )


@get(PAGE + "/{slug:str}", guards=[anyone])
async def show(
    request: Request[Any, Any, Any], portal: NamedDependency[Portal], slug: FromPath[str]
) -> Response[str]:
    """Show the guide of one role."""
    return render(request, QuickStartPage(slug, _guide(portal, slug)))


@get(PAGE + "/{slug:str}/guide.pdf", guards=[anyone])
async def download(portal: NamedDependency[Portal], slug: FromPath[str]) -> Response[bytes]:
    """Send the guide of one role as a file to keep."""
    guide, day = _guide(portal, slug), clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return pdf_answer(await asyncio.to_thread(_on_paper, guide, day), f"quick-start-{slug}")


handlers = [listed, show, download]


def _guide(portal: Portal, slug: str) -> Guide:
    kind = portal.site.staff_type(slug)
    if kind is None:
        raise NotFound
    return quick_start(portal, kind)


@lru_cache(maxsize=32)
def _on_paper(guide: Guide, day: datetime) -> bytes:
    """Draw a guide once a day, however many strangers ask for it."""
    return guide.as_attachment("Quick start.pdf").pdf(day)
