"""The people of a practice and what they have as staff see them: who acts, and the way to each page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from core import clock
from core.access.states import GRANT
from core.console.plugin_pages import reads_as
from core.console.queries.accesses import HeldAccess, OpenWork
from core.console.queries.practices import PracticePerson, PracticeView
from core.identity.roles import StaffRoles
from core.names import first_upper
from core.portal import Portal
from core.requests.plugin_pages import Reads, pages_for
from web.matrix import OPEN, Cell, Detail, Link, Matrix, Row, filtered, summary
from web.parts import COLORS

_NOT_ASKED = Cell(reason="Not requested")
_LATE, _NOBODY, _AWAY = "late", "nobody", "away"
_FILTERS = {OPEN: "Work is open", _LATE: "Work is late", _NOBODY: "Work of nobody yet", _AWAY: "Away or left"}


def matrix_of_practice(
    portal: Portal, view: PracticeView, roles: StaffRoles, show: str = "", *, everything: bool
) -> Matrix:
    """Draw the people of a practice with every application of the site, as far as the filter finds them.

    With these roles somebody opens the pages of applications that are led to.
    """
    columns = {slug: application.name for slug, application in portal.applications.items()}
    columns |= {each.slug: each.name for person in view.people for each in person.access}
    order = list(dict.fromkeys(GRANT.in_words(state) for state in ("active", *GRANT.table)))
    states = sorted((each.words for person in view.people for each in person.access), key=order.index)
    matrix = Matrix(
        columns=list(columns.values()),
        rows=[_row(portal, person, list(columns), reads_as(roles)) for person in view.people],
        summary=summary(len(view.people), states, 0),
    )
    filters = _FILTERS | {_mark(words): words for words in states}
    return filtered(matrix, show, filters, f"/support/practices/{view.id}{'?all=yes' if everything else ''}")


def _mark(words: str) -> str:
    return words.lower().replace(" ", "-").replace("’", "")


def _row(portal: Portal, person: PracticePerson, columns: Sequence[str], reads: Reads) -> Row:
    held = {each.slug: each for each in person.access}
    own = frozenset() if person.state == "active" else frozenset({_AWAY})
    return Row(
        key=person.id,
        name=person.name,
        email=person.email,
        role=person.staff_type,
        suffix=person.suffix,
        cells=[
            _cell(portal, held[slug], own) if slug in held else _NOT_ASKED._replace(marks=own)
            for slug in columns
        ],
        details=[_keys(portal, person), *(_detail(portal, person, each, reads) for each in person.access)],
        login=person.login,
        standing="" if person.state == "active" else person.words,
        page=f"/support/people/{person.id}",
    )


def _cell(portal: Portal, access: HeldAccess, own: frozenset[str]) -> Cell:
    dates, work = portal.site.dates, access.work
    marks = {*own, _mark(access.words), *(_of_work(work) if work else ())}
    late = work is not None and work.late
    return Cell(
        words=access.words,
        color="red" if late else COLORS[access.state],
        note="work is late" if late else _when(access, partial(dates.brief_day, now=clock.now())),
        when=_when(access, dates.day),
        marks=frozenset(marks),
    )


def _when(access: HeldAccess, day: Callable[[date], str]) -> str:
    return f"until {day(access.ends_on)}" if access.ends_on else f"since {day(access.since)}"


def _of_work(work: OpenWork) -> set[str]:
    return {OPEN} | ({_LATE} if work.late else set()) | (set() if work.holder else {_NOBODY})


def _keys(portal: Portal, person: PracticePerson) -> Detail:
    domain, login = portal.site.portal_ids.upn_domain, person.login
    keys = (
        (first_upper(portal.site.terms.login), login),
        ("UPN", f"{login}@{domain}" if login and domain else ""),
        ("Email", person.email),
    )
    return Detail("IDs", keys=[each for each in keys if each[1]])


def _detail(portal: Portal, person: PracticePerson, access: HeldAccess, reads: Reads) -> Detail:
    work, about = access.work, f": {access.name} for {person.name}"
    lines = [f"{access.words} since {portal.site.dates.day(access.since)}."]
    lines += [f"Ends after {portal.site.dates.day(access.ends_on)}."] if access.ends_on else []
    lines += [access.reason] if access.reason else []
    lines += [f"{work.kind}: {work.holder or 'nobody yet'}."] if work else []
    todo = [Link("Open the work", f"/support/work/{work.id}", about)] if work else []
    why = Link("See why", f"/support/people/{person.id}?why={access.id}#why", about)
    own = pages_for(portal, reads, grant=access.id, application=access.slug, state=access.state)
    return Detail(
        access.name,
        lines=lines,
        keys=[("Account", access.account)] if access.account else [],
        links=[*todo, *(Link(title, address, about) for title, address in own), why],
    )
