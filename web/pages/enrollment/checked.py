"""The answers of a registration as they are checked: label and value, and people as a matrix."""

from __future__ import annotations

from collections.abc import Sequence

from core.enrollment.drafts import Draft
from core.enrollment.offers import Offer
from core.enrollment.review import CheckedPerson, Review
from core.enrollment.signers import signers
from core.forms import Form, Input, phone_in_words
from core.names import first_upper
from core.portal import Portal
from web.matrix import Cell, Detail, Drawn, Link, Matrix, Row, summary
from web.pages.enrollment.conflicts import NOT_TICKED, TICKED, in_words
from web.pages.enrollment.shared import CHECK, address

Facts = Sequence[tuple[str, str]]
_IN_ROW = frozenset(
    {"no_middle_initial", "first_name", "middle_initial", "last_name", "suffix", "staff_type"}
)


def facts(form: Form, without: frozenset[str] = frozenset()) -> Facts:
    """List what was answered, without the questions named and those that were not asked.

    A yes that only leads on to another answer is said by that answer.
    """
    answered = ((drawn, in_words(drawn)) for drawn in form if drawn.name not in without)
    shown = [
        (drawn, said)
        for drawn, said in answered
        if drawn.kind != "hidden" and said not in ("", NOT_TICKED) and _asked(form, drawn.shown_when)
    ]
    led_on = {drawn.shown_when for drawn, _ in shown if drawn.shown_when and drawn.shown_when[1] == "yes"}
    return [
        (drawn.label, _words(drawn, said)) for drawn, said in shown if (drawn.name, drawn.value) not in led_on
    ]


def change_link(draft: Draft, section: str) -> str:
    """Return where a part is changed, from where one comes back to the answers."""
    return f"{address(draft, section)}?then={CHECK}"


def people_of(portal: Portal, draft: Draft, looked: Review) -> Matrix:
    """Draw everybody of a registration with what is requested for them."""
    rows = [_row_of(portal, draft, each) for each in looked.people]
    return Matrix(
        columns=[application.name for application in portal.applications.values()],
        rows=rows,
        summary=summary(
            len(rows),
            ["" for row in rows for cell in row.cells if cell.words],
            len(signers(portal.site, draft)) if draft.group is None else 0,
        ),
        files=[Link("Change", change_link(draft, "members"), " people and applications")],
    )


def _row_of(portal: Portal, draft: Draft, checked: CheckedPerson) -> Row:
    """The row of somebody, which is the same as long as what was found of them is."""
    beside = (portal, draft.id, checked)
    kept = checked.person.found("row", beside)
    if kept is None:
        kept = (beside, _row(portal, draft, checked))
        checked.person.keep("row", *kept)
    row: Row = kept[1]
    return row


def _row(portal: Portal, draft: Draft, checked: CheckedPerson) -> Row:
    person, site = checked.person, portal.site
    staff_type, suffix = site.staff_type(person.staff_type), site.suffix(person.suffix)
    part = first_upper(site.terms.backup_administrator) if person.role == "backup" else ""
    details = [
        Detail(offer.name, facts=facts(offer.form)) for offer in checked.offers if offer.wanted and offer.form
    ]
    name = person.name or "No name yet"
    return Row(
        key=person.id,
        name=name,
        email=person.email,
        role=part or (staff_type.name if staff_type else "Staff type missing"),
        suffix=suffix.label if suffix else "Suffix missing",
        cells=[_cell(offer) for offer in checked.offers],
        details=[
            Detail(f"About {name}", facts=facts(checked.form, _IN_ROW)),
            *details,
            *_not_possible(checked),
        ],
        change=change_link(draft, f"members/{person.id}"),
        drawn=Drawn(),
    )


def _cell(offer: Offer) -> Cell:
    if not offer.wanted:
        return Cell(reason=offer.words or "Not requested")
    if offer.lacking:
        return Cell("Details missing", "orange")
    return Cell("Requested", "yellow")


def _not_possible(checked: CheckedPerson) -> list[Detail]:
    """Why a person cannot have the rest."""
    refused = [(offer.name, offer.words) for offer in checked.offers if not offer.offered]
    return [Detail("Not possible", facts=refused)] if refused else []


def _words(drawn: Input, said: str) -> str:
    if drawn.kind == "tel":
        return phone_in_words(said)
    return "Yes" if drawn.kind == "checkbox" and said == TICKED else said


def _asked(form: Form, shown_when: tuple[str, str] | None) -> bool:
    if shown_when is None:
        return True
    parent = next((drawn for drawn in form if drawn.name == shown_when[0]), None)
    if parent is None or not _asked(form, parent.shown_when):
        return False
    return shown_when[1] in ((parent.value,) if isinstance(parent.value, str) else parent.value)
