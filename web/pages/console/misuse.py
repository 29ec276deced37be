"""The cases of suspected misuse, for privacy officers and site administrators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.console.visits import looks_at
from core.forms import phone_in_words
from core.misuse.deadlines import in_words
from core.misuse.queries.cases import CaseView, ListedCase, case_view, cases
from core.misuse.states import SEEN
from core.office.possible import possible
from web.contexts import PageContext
from web.parts import COLORS
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

LIST, CASE = "/support/misuse", "/support/misuse/{case:uuid}"
LOOKS = staff("privacy-officer", "site-administrator")
TAGS = {"awaiting": "orange", "open": "blue", "closed": "grey"}


@dataclass(frozen=True, slots=True)
class CasesPage(PageContext):
    """The list, what waits longest first; or those that are closed."""

    template: ClassVar[str] = "support/misuse.html"
    cases: Sequence[tuple[ListedCase, str]]
    closed: bool
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage(PageContext):
    """One case: the report, the record as it stood, and what happened since."""

    template: ClassVar[str] = "support/misuse_case.html"
    view: CaseView
    clock: str
    seen: str
    acts: Sequence[tuple[str, str]]
    record: RecordShown
    tags: Mapping[str, str]
    colours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RecordShown:
    """The record with its moments read."""

    taken_at: datetime
    facts: Sequence[tuple[str, str]]
    access: Sequence[Mapping[str, Any]]
    openings: Sequence[Mapping[str, Any]]
    sign_ins: Sequence[Mapping[str, Any]]
    changes: Sequence[Mapping[str, Any]]


ACTS = {
    "suspend": "Suspend all access",
    "keep": "Keep the suspension",
    "lift": "End the suspension",
    "end": "End all access",
    "name": "Say whom it’s about",
    "hand-over": "Hand the case over",
    "evidence": "Make the evidence",
    "close": "Close the case",
    "reopen": "Open the case again",
}


@get(LIST, guards=[LOOKS])
async def show_cases(visit: NamedDependency[Visit], closed: FromQuery[str] = "") -> Response[Any]:
    """List the cases that are not closed, or those that are."""
    found = await cases(visit.actor, closed=closed == "yes")
    lines = [(each, in_words(visit.portal, each.case)) for each in found]
    return render(visit.request, CasesPage(lines, closed == "yes", TAGS))


@get(CASE, guards=[LOOKS])
async def show_case(visit: NamedDependency[Visit], case: FromPath[UUID]) -> Response[Any]:
    """Show one case; that somebody saw it stands in the trail."""
    view = await case_view(visit.portal, case, visit.actor)
    await looks_at("misuse", case, by=visit.actor)
    page = CasePage(
        view=view,
        clock=in_words(visit.portal, view.case),
        seen=SEEN.get(view.case.seen, ""),
        acts=[(name, ACTS[name]) for name in acts_of(view)],
        record=_record(visit, view.record),
        tags=TAGS,
        colours=COLORS,
    )
    return render(visit.request, page)


def acts_of(view: CaseView) -> list[str]:
    """List what is possible about a case as it stands."""
    if view.case.state == "closed":
        return ["evidence", "reopen"]
    found = [] if view.person else ["name"]
    if view.person:
        member = view.person.member
        allowed = possible("support", member.state, member.until, view.person.access, held_by=member.held_by)
        suspended = any(each.state == "suspended" for each in view.person.access)
        names = {"suspend": "keep" if suspended else "suspend", "resume": "lift", "end": "end"}
        found = [names[each] for each in ("suspend", "resume", "end") if each in allowed]
    return [*found, "hand-over", "evidence", "close"]


def _record(visit: Visit, record: Mapping[str, Any]) -> RecordShown:
    person, practice = record.get("person", {}), record["practice"]
    agreement, terms = practice["agreement"] or {}, visit.portal.site.terms
    sponsors = ", ".join(each["email"] for each in practice["sponsor"])
    in_force = _moment(agreement.get("in_force_since"))
    facts = [
        ("Email", person.get("email")),
        ("Phone", phone_in_words(person["phone"]) if person.get("phone") else ""),
        ("Role", ", ".join(filter(None, (person.get("role"), person.get("suffix"))))),
        ("Plays", ", ".join(person.get("parts", ()))),
        (terms.login, person.get("login")),
        (terms.practice, practice["state"]),
        (
            terms.agreement.short,
            f"In force since {visit.portal.site.dates.day(in_force)}" if in_force else "None",
        ),
        (terms.sponsor.short, sponsors),
        (terms.administrator.short, practice["administrator"]),
    ]
    return RecordShown(
        datetime.fromisoformat(record["taken_at"]),
        [(str(name), str(value)) for name, value in facts if value],
        *(_lines(record.get(name, ())) for name in ("access", "openings", "sign_ins", "changes")),
    )


def _lines(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Read the moments of lines."""
    moments = ("at", "since", "last_opened", "last_seen")
    return [
        {name: _moment(value) if name in moments else value for name, value in line.items()} for line in lines
    ]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


handlers = [show_cases, show_case]
