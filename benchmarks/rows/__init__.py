"""The rows, each with what measures it, or why nothing does yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from benchmarks.bench import Bench
from benchmarks.results import Line
from benchmarks.rows import (
    activating,
    enrolling,
    forms,
    lists,
    pages,
    reviews,
    signing_in,
    starting,
    streams,
    trail,
    uploads,
    working,
)

Measure = Callable[[Bench], Sequence[Line]]

ROWS: Mapping[str, Measure | str] = {
    "B1": lists.people_list,
    "B2": lists.grown_list,
    "B3": forms.grid,
    "B4": forms.pages,
    "B5": forms.sending,
    "B6": pages.statements,
    "B7": enrolling.enrollment,
    "B8": working.workers,
    "B9": starting.first_page,
    "B10": starting.memory,
    "B11": uploads.people,
    "B12": trail.events,
    "B13": reviews.campaign,
    "B14": "`make test` holds it, at 64 KB for now: tests/web/first_view.py",
    "B15": lists.search,
    "B16": lists.overview,
    "B17": activating.activation,
    "B18": forms.grid_on_the_wire,
    "B19": streams.live_pages,
    "B20": signing_in.sign_ins,
    "B21": uploads.roster,
}
