"""The people of a request as its pages draw them, for practice and staff alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.requests.queries.people import Access, MemberLine
from core.requests.queries.views import RequestView
from web.parts import COLORS


class Person(NamedTuple):
    """One person of a request, with the colour of each state beside its words."""

    line: MemberLine
    applications: Sequence[tuple[Access, str]]


def people_of(view: RequestView) -> list[Person]:
    """List everybody in a request, with every application."""
    return [Person(line, [(each, COLORS[each.state]) for each in line.access]) for line in view.members]
