"""The people of a request and their applications as a matrix, for practice and staff alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

from core import clock
from core.access.states import GRANT
from core.forms import NOT_GIVEN
from core.names import first_upper
from core.portal import Portal
from core.requests.answers import BEING_SET_UP
from core.requests.queries.people import Access, MemberLine
from core.requests.queries.views import RequestView
from web.matrix import OPEN, Cell, Detail, Link, Matrix, Row, filtered, summary
from web.parts import COLORS

Side = Literal["practice", "support"]
_WAITS: Mapping[Side, Mapping[str, str]] = {
    "practice": {"practice": "Needs you", "support": "Waiting for support", "signers": "Waiting for signers"},
    "support": {
        "support": "Needs support",
        "practice": "Waiting for the {practice}",
        "signers": "Waiting for signers",
    },
}
_NOT_ASKED = Cell(reason="Not requested")
_KINDS = {"xlsx": "Download (Excel)", "csv": "Download (CSV)"}


@dataclass(frozen=True, slots=True)
class _Shown:
    """For whom a request is drawn, whether they may ask for other answers, and where its pages stand."""

    portal: Portal
    view: RequestView
    side: Side
    asks: bool

    @property
    def path(self) -> str:
        """The page of the request on this side."""
        return f"{'/support' if self.side == 'support' else ''}/requests/{self.view.line.number}"


def matrix_of(
    portal: Portal, view: RequestView, side: Side, show: str = "", came: str = "", *, asks: bool = False
) -> Matrix:
    """Draw everybody in a request with every application of the site, as far as the filter finds them.

    `came` is what links of the page add to keep the list it was opened from; `asks` is whether whoever looks
    may ask for other answers.
    """
    shown = _Shown(portal, view, side, asks)
    columns = _columns(portal, view)
    every = [access for line in view.members for access in line.access]
    matrix = Matrix(
        columns=list(columns.values()),
        rows=[_row(shown, line, columns) for line in view.members],
        summary=summary(len(view.members), _in_order(every), len(view.signers)),
        files=[Link(words, f"{shown.path}/access/{kind}") for kind, words in _KINDS.items()],
    )
    return filtered(matrix, show, _filters(shown, every), f"{shown.path}{came}")


def _columns(portal: Portal, view: RequestView) -> dict[str, str]:
    """The applications of the site, and those it no longer has that somebody here was given."""
    ours = {slug: application.name for slug, application in portal.applications.items()}
    return ours | {each.slug: each.name for line in view.members for each in line.access}


def _in_order(every: Iterable[Access]) -> list[str]:
    """The state of each access in words, what works first and what has ended last."""
    order = ["active", *(state for state in GRANT.table if state != "active")]
    return [each.words for each in sorted(every, key=lambda each: order.index(each.state))]


def _filters(shown: _Shown, every: Iterable[Access]) -> dict[str, str]:
    states = {_mark(each.words): each.words for each in every}
    said = shown.portal.site.terms.said
    waits = {key: said(words) for key, words in _WAITS[shown.side].items()}
    return {OPEN: "Needs action", **waits, **states}


def _mark(words: str) -> str:
    return words.lower().replace(" ", "-").replace("’", "")


def _row(shown: _Shown, line: MemberLine, columns: Mapping[str, str]) -> Row:
    asked = {each.slug: each for each in line.access}
    known = [(label, value) for label, value in line.shown if value != NOT_GIVEN]
    about = [Detail(f"About {line.name}", facts=known, links=_correcting(shown, line))] if known else []
    return Row(
        key=line.id,
        name=line.name,
        email=line.email,
        role=line.staff_type,
        suffix=line.suffix,
        cells=[_cell(shown, asked[slug]) if slug in asked else _NOT_ASKED for slug in columns],
        details=[*_known_by(shown, line), *(_detail(shown, line, each) for each in line.access), *about],
        login=line.login,
        page=f"/support/people/{line.id}" if shown.side == "support" else "",
    )


def _correcting(shown: _Shown, line: MemberLine) -> list[Link]:
    """Where staff ask for a correction of what somebody answered, while that can be asked."""
    if shown.side != "support" or shown.view.line.state != "checking-credentials":
        return []
    return [Link("Ask for a correction", f"{shown.path}/give-back#{line.id}", f" from {line.name}")]


def _known_by(shown: _Shown, line: MemberLine) -> list[Detail]:
    """What staff look somebody up by in another system."""
    if shown.side != "support":
        return []
    site = shown.portal.site
    domain = site.portal_ids.upn_domain
    keys = (
        (first_upper(site.terms.login), line.login),
        ("UPN", f"{line.login}@{domain}" if line.login and domain else ""),
        *line.numbers,
        (first_upper(site.terms.license), line.license),
        ("Phone", line.phone),
        ("Email", line.email),
    )
    return [Detail("IDs", keys=[each for each in keys if each[1]])]


def _cell(shown: _Shown, access: Access) -> Cell:
    yours, dates = shown.side == access.acts == "practice", shown.portal.site.dates
    marks = {_mark(access.words), access.acts, OPEN if access.acts else ""}
    return Cell(
        words="Your turn" if yours else access.words,
        color="yellow" if yours else COLORS[access.state],
        note=_when(access, partial(dates.brief_day, now=clock.now())),
        when=_when(access, dates.day),
        marks=frozenset(filter(None, marks)),
    )


def _when(access: Access, day: Callable[[date], str]) -> str:
    """The day by which it is expected, or since when it stands so."""
    return f"by {day(access.expected_by)}" if access.expected_by else f"since {day(access.since)}"


def _detail(shown: _Shown, line: MemberLine, access: Access) -> Detail:
    since = f"{access.words} since {shown.portal.site.dates.day(access.since)}."
    about = f"{access.name} for {line.name}"
    return Detail(
        access.name,
        lines=[since, *([access.reason] if access.reason else [])],
        facts=access.shown,
        links=_links(shown, line, access, about)
        if shown.side == "practice"
        else _asking(shown, access, about),
    )


def _asking(shown: _Shown, access: Access, about: str) -> list[Link]:
    """Where staff ask for other answers, while that can be asked."""
    open_now = shown.view.line.state in ("checking-credentials", *BEING_SET_UP)
    if not (shown.asks and access.to_correct and open_now):
        return []
    href = f"{shown.path}/give-back?field={access.to_correct}#{access.to_correct}"
    return [Link("Ask for a correction", href, f" of {about}")]


def _links(shown: _Shown, line: MemberLine, access: Access, about: str) -> list[Link]:
    words = "See how it was set up" if access.state == "active" else "See why it isn’t working yet"
    why = f"{shown.path}/why/{line.id}/{access.slug}"
    pages = [Link(title, href, f" of {about}") for title, href in access.pages]
    return [*pages, Link(words, why, f": {about}", f"why-{line.id}-{access.slug}")]
