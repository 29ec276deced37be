"""Rows ticked in a list, the look at what would happen to them, and what came of it: without scripts too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response

from core.errors import NotFound
from web.contexts import PageContext
from web.forms import Values
from web.rendering import render
from web.security.guards import own_path
from web.tabs import count_tabs
from web.visit import Visit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a decision: a heading, what was done in words, and each that was not with the reason.

    `done` are (words, path); `not_done` are (words, path, why), without a path where nothing can be opened.
    """

    heading: str
    told: str
    done: Sequence[tuple[str, str]]
    not_done: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class OutcomePage(PageContext):
    """What was done and what was not, the list somebody comes from, and what comes next there."""

    template: ClassVar[str] = "support/outcome.html"
    outcome: Outcome
    back: str
    following: tuple[str, str] | None


def ticked(visit: Visit, name: str) -> list[str]:
    """List what was chosen under this name: the single boxes, or everything `shown` with the box `every`."""
    said = visit.request.query_params
    return [str(each) for each in said.getall("shown" if said.get("every") else name, [])]


def seen_with(values: Values, name: str) -> Mapping[str, UUID | None]:
    """Read what a look's form sends on: each key, and who had it at that time."""
    pairs = [each.partition("~") for each in values.get(name, []) if isinstance(each, str)]
    return {key: key_of(holder) if holder else None for key, _, holder in pairs}


def key_of(text: str) -> UUID:
    """Read the key a text stands for; NotFound for anything else."""
    try:
        return UUID(text)
    except ValueError as problem:
        raise NotFound from problem


def back_to(text: str, otherwise: str) -> str:
    """Return the list somebody came from, with its filters; only pages of the console."""
    path = own_path(text)
    return path if path and path.startswith("/support/") else otherwise


async def tell(
    visit: Visit, outcome: Outcome, back: str, following: tuple[str, str] | None = None
) -> Response[Any]:
    """Show the page that says what was done, and what was not and why; `following` are words and path."""
    await count_tabs(visit.request, visit.who.roles)  # as it is after what was done
    return render(visit.request, OutcomePage(outcome, back, following))
