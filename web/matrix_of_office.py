"""The people of a practice and what they have as a matrix, with the acts about each of them."""

from __future__ import annotations

from core import clock
from core.access.states import ALIVE, GRANT
from core.groups.standing import stands_as
from core.names import first_upper
from core.office.disuse import UNUSED
from core.office.queries.people import Office, OfficeAccess, OfficePerson
from core.portal import Portal
from web.matrix import Cell, Detail, Link, Matrix, Row, filtered, summary
from web.parts import COLORS

_NONE = Cell(reason="Not requested")
_KINDS = {"xlsx": "Download (Excel)", "csv": "Download (CSV)"}
_FILTERS = {
    "here": "Active",
    "coming": "Not in it yet",
    "away": "On leave",
    "dormant": "Suspended, not used",
    "gone": "Left",
    "ending": "End date set",
    "unused": "Never opened",
    "no-factor": "No second factor",
    "unsigned": "Not signed",
}
_MEMBER = {"proposed": "coming", "active": "here", "on-leave": "away", "dormant": "dormant", "left": "gone"}


def matrix_of_office(portal: Portal, office: Office, show: str = "") -> Matrix:
    """Draw everybody of a practice with every application of the site, as far as the filter finds them."""
    path = f"/office/{office.group.id}"
    columns = {slug: application.name for slug, application in portal.applications.items()}
    columns |= {each.slug: each.name for person in office.people for each in person.access}
    states = [each.words for person in office.people for each in person.access]
    order = list(dict.fromkeys(GRANT.in_words(state) for state in ("active", *GRANT.table)))
    matrix = Matrix(
        columns=list(columns.values()),
        rows=[_row(portal, person, list(columns)) for person in office.people],
        summary=summary(len(office.people), sorted(states, key=order.index), 0),
        files=[Link(words, f"{path}/access/{kind}") for kind, words in _KINDS.items()],
    )
    return filtered(matrix, show, _FILTERS, path)


def standing(portal: Portal, person: OfficePerson) -> str:
    """Say what is special about somebody: away, gone, or about to go."""
    dates, member = portal.site.dates, person.member
    if member.state == "left":
        return f"Left {dates.day(member.since)}" if member.since else "Left"
    until = f" until {dates.day(member.away_until)}" if member.away_until else ""
    words = [f"{person.words}{until}"] if member.state != "active" else []
    if member.state == "dormant":
        words = [next((each.reason for each in person.access if each.reason.startswith(UNUSED)), words[0])]
    if member.away_from is not None:
        words.append(f"Leave from {dates.day(member.away_from)}{until}")
    if member.until is not None:
        words.append(f"Last day {dates.day(member.until)}")
    if person.signs and person.signs.missing:
        words.append(f"{person.signs.name} not signed")
    return ", ".join(words)


def standing_word(person: OfficePerson) -> str:
    """Say in the administrator's one word how somebody stands."""
    states = [each.state for each in person.access if each.state in ALIVE]
    return stands_as(person.member.state, person.member.person_state, states)


def factor_words(person: OfficePerson) -> str:
    """Say whether somebody's second factor is set up, as far as it is certain who they are."""
    return {True: "Set up", False: "Not set up", None: "Not known yet"}[person.factor]


def _row(portal: Portal, person: OfficePerson, columns: list[str]) -> Row:
    held = {each.slug: each for each in person.access}
    member, path = person.member, f"/office/people/{person.member.id}"
    login = first_upper(portal.site.terms.login)
    about = Detail(
        member.name,
        facts=[
            ("State", standing_word(person)),
            ("Second factor", factor_words(person)),
            *([(person.signs.name, person.signs.words)] if person.signs else []),
            ("Phone", member.phone),
        ],
        keys=[(login, person.login)] if person.login else [],
        links=[Link("Open the page", path, f" of {member.name}")],
    )
    marks = {
        _MEMBER[member.state],
        "ending" if member.until else "",
        "no-factor" if person.factor is False else "",
        "unsigned" if person.signs and person.signs.missing else "",
    }
    return Row(
        key=member.id,
        name=member.name,
        email=member.email,
        role=person.role,
        suffix=person.suffix,
        cells=[
            _cell(portal, held[slug], marks)
            if slug in held
            else Cell(reason=_NONE.reason, marks=frozenset(marks - {""}))
            for slug in columns
        ],
        details=[about, *(_detail(portal, person, each) for each in person.access)],
        login=person.login,
        standing=standing(portal, person),
    )


def _cell(portal: Portal, access: OfficeAccess, marks: set[str]) -> Cell:
    dates = portal.site.dates
    unused = access.state == "active" and access.last_used is None
    own = {*marks, "ending" if access.ends_on else "", "unused" if unused else ""}
    note = (
        f"until {dates.brief_day(access.ends_on, clock.now())}"
        if access.ends_on
        else f"since {dates.brief_day(access.since, clock.now())}"
    )
    full = f"until {dates.day(access.ends_on)}" if access.ends_on else f"since {dates.day(access.since)}"
    return Cell(access.words, COLORS[access.state], note, full, marks=frozenset(own - {""}))


def _detail(portal: Portal, person: OfficePerson, access: OfficeAccess) -> Detail:
    dates, about = portal.site.dates, f" of {access.name} for {person.member.name}"
    used = "Never opened from here."
    if access.last_used:
        day = dates.day(access.last_used)
        used = (
            f"Last used {day}, says {access.name}." if access.used_there else f"Last opened from here {day}."
        )
    ends = [f"Ends after {dates.day(access.ends_on)}."] if access.ends_on else []
    links = (
        []
        if access.state in {"denied", "revoked", "expired"}
        else [Link("Set the last day", f"/office/access/{access.id}/end", about)]
    )
    since = f"{access.words} since {dates.day(access.since)}."
    return Detail(
        access.name, lines=[since, *ends, used, *([access.reason] if access.reason else [])], links=links
    )
