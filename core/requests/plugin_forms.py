"""The form and the file of a plugin's page: what stands in it, what it offers, and what of it is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from core.errors import Unavailable
from core.forms import Choice, Form, Read, draw, read
from core.plugin_api import PageFile
from core.requests.plugin_pages import asked
from core.requests.site_openings import AnyOpening

MOST_CHOICES, LONGEST_LABEL, MOST_LETTERS = 500, 300, 200_000
MOST_LINES, MOST_CELLS, LONGEST_CELL = 5_000, 50, 500
_NAME = re.compile(r"[a-z]+(-[a-z]+)*")
Lists = Mapping[str, Sequence[Choice]]


@dataclass(frozen=True, slots=True)
class PageForm:
    """What a page's form asks: its model, what stands in it first, and the lists it offers."""

    fields: type[BaseModel]
    values: Mapping[str, Any]
    lists: Lists

    def drawn(self) -> Form:
        """Draw the form as it stands first."""
        return draw(self.fields, self.values, choices=self.lists)

    def read(self, submitted: Mapping[str, Sequence[str]]) -> Read[Any]:
        """Read what was sent; nothing that is not offered is taken."""
        return read(self.fields, submitted, choices=self.lists)


async def asking(opening: AnyOpening) -> PageForm | None:
    """Find what a page's form asks, or None where it has none."""
    page = opening.page
    if page.fields is None:
        return None
    own = await opening.lists()
    if page.values is None and page.choices is None:
        return PageForm(page.fields, {}, own)
    values, lists = await asked(opening, lambda mine: _said(opening, mine))
    return PageForm(page.fields, values, {**own, **_within(lists, own)})


async def file_of(opening: AnyOpening) -> PageFile:
    """Make the file of a page; Unavailable for what is no table, or is too large."""
    make = opening.page.file
    found: PageFile | None = await asked(opening, lambda mine: _cells(make, mine)) if make else None
    if found is None:
        raise Unavailable(f"{opening.page.title} isn’t available at the moment.")
    heads, *lines = found.lines
    return PageFile(name=found.name, lines=[[*map(opening.portal.site.terms.said, heads)], *lines])


async def _said(opening: AnyOpening, mine: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What the plugin says, as plain values: read where its own code may run."""
    values = await opening.page.values(mine) if opening.page.values else None
    lists = await opening.page.choices(mine) if opening.page.choices else {}
    stored = values.model_dump(mode="json") if isinstance(values, BaseModel) else dict(values or {})
    written = json.dumps(stored, default=str)
    if len(written) > MOST_LETTERS:
        message = "the values of a form are too long"
        raise ValueError(message)
    return json.loads(written), {str(name): _plain(some) for name, some in lists.items()}


def _plain(some: Sequence[Choice]) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(each.value)[:100], str(each.label)[:LONGEST_LABEL], str(each.hint)[:LONGEST_LABEL])
        for each in some[:MOST_CHOICES]
    )


def _within(lists: Mapping[str, Sequence[Choice]], own: Lists) -> dict[str, Sequence[Choice]]:
    """The plugin's lists; of members and facilities no more than the host offers, in the plugin's words."""
    allowed = {source: {each.value for each in some} for source, some in own.items()}
    return {
        name: tuple(each for each in some if name not in allowed or each.value in allowed[name])
        for name, some in lists.items()
    }


async def _cells(make: Any, mine: Any) -> PageFile | None:
    made = await make(mine)
    lines = [[str(cell)[:LONGEST_CELL] for cell in line[:MOST_CELLS]] for line in made.lines[:MOST_LINES]]
    whole = len(made.lines) <= MOST_LINES and bool(lines and lines[0])
    return PageFile(name=made.name, lines=lines) if whole and _NAME.fullmatch(made.name) else None
