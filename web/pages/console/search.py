"""One search for everything that staff look for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from core.console.queries.found import Results, results
from core.console.queries.looks import looked_at
from web.contexts import PageContext
from web.forms import see_other
from web.pages.console.words import GROUPS
from web.parts import COLORS
from web.rendering import render
from web.security.guards import staff_with_cases
from web.visit import Visit


@dataclass(frozen=True, slots=True)
class SearchPage(PageContext):
    """What was found, each person with how their applications stand."""

    template: ClassVar[str] = "support/search.html"
    results: Results
    colours: Mapping[str, str]
    groups: Mapping[str, str]


@get("/support/search", guards=[staff_with_cases()])
async def show_search(visit: NamedDependency[Visit], q: FromQuery[str] = "") -> Response[Any]:
    """Show what has all of these words, or go to the one thing that a whole number means."""
    found = await results(visit.portal, q)
    if found.only:
        return see_other(found.only)
    if found.count:
        await looked_at("search", found.count, by=visit.actor)
    return render(visit.request, SearchPage(found, COLORS, GROUPS))


handlers = [show_search]
