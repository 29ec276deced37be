"""What privacy officers and site administrators do about a case, each act asked on a page of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.errors import Invalid, NotFound, Stale
from core.forms import Choice, Form, at_site, draw, field, read
from core.groups.people import members_of
from core.misuse import handling
from core.misuse.bundles import handed_out, make_bundle
from core.misuse.queries.cases import CaseView, case_view
from core.misuse.queries.officers import all_officers
from core.misuse.states import OUTCOMES
from web.ending_answers import Nothing
from web.forms import see_other, submitted
from web.pages.console.forms import StaffQuestion
from web.pages.console.misuse import ACTS, CASE, LOOKS, acts_of
from web.rendering import render
from web.visit import Visit


class WhyLifted(BaseModel):
    """Why something about a case is done."""

    reason: str = field("Reason", kind="textarea", max_length=500, missing="Say why")


class CaseNote(BaseModel):
    """Something to write down."""

    text: str = field("Note", kind="textarea", missing="Write your note", hint="Don’t name any patient.")


class Outcome(BaseModel):
    """What came of a case."""

    outcome: Literal["confirmed", "not-confirmed", "unclear"] = field(
        "What came of it?",
        kind="radios",
        choices=tuple(Choice(value, words) for value, words in OUTCOMES.items()),
        missing="Choose what came of it",
    )
    reason: str = field("Reason", kind="textarea", max_length=500, missing="Say why")


class HandOver(BaseModel):
    """Who looks into the case from now on."""

    to: UUID = field(
        "Hand the case to", kind="select", choices="officers", missing="Choose who gets the case"
    )


class WhoItIs(BaseModel):
    """Whom a report is about."""

    member: UUID = field("Who is it about?", kind="select", choices="members", missing="Choose the person")


class HandOut(BaseModel):
    """Who outside gets the evidence."""

    to: str = field(
        "Who gets it?", max_length=200, missing="Enter who gets it", hint="Such as the police, with the name."
    )


@dataclass(frozen=True, slots=True)
class CaseQuestion:
    """One question about a case, and what follows its answer."""

    lines: tuple[str, ...]
    button: str
    model: type[BaseModel]
    act: Callable[[Any], Awaitable[object]]
    warn: bool = False


@get(f"{CASE}/{{act:str}}", guards=[LOOKS])
async def show_case_act(
    visit: NamedDependency[Visit], case: FromPath[UUID], act: FromPath[str]
) -> Response[Any]:
    """Say what will happen, and ask."""
    view, asked = await _asked(visit, case, act)
    form = draw(_model(visit, asked), choices=await _choices(view))
    return render(visit.request, _page(view, act, asked, form))


@post(f"{CASE}/{{act:str}}", guards=[LOOKS])
async def send_case_act(
    visit: NamedDependency[Visit], case: FromPath[UUID], act: FromPath[str]
) -> Response[Any]:
    """Do it."""
    view, asked = await _asked(visit, case, act)
    reading = read(_model(visit, asked), await submitted(visit.request), choices=await _choices(view))
    if reading.answers is None:
        return render(visit.request, _page(view, act, asked, reading.form), status=422)
    try:
        await asked.act(reading.answers)
    except Invalid as wrong:
        return render(visit.request, _page(view, act, asked, reading.refused(wrong.errors)), status=422)
    except Stale as problem:
        return render(visit.request, _page(view, act, asked, reading.refused({"": str(problem)})), status=422)
    return see_other(f"/support/misuse/{case}")


@get(f"{CASE}/handed-out/{{bundle:uuid}}/{{kind:str}}", guards=[LOOKS])
async def download_evidence(
    visit: NamedDependency[Visit], case: FromPath[UUID], bundle: FromPath[UUID], kind: FromPath[str]
) -> Response[bytes]:
    """Send the sealed document, or the trail as CSV."""
    content, media_type = await handed_out(case, bundle, kind, by=visit.actor)
    headers = {"Content-Disposition": f'attachment; filename="evidence-{bundle}.{kind}"'}
    return Response(content, media_type=media_type, headers=headers)


async def _asked(visit: Visit, case: UUID, act: str) -> tuple[CaseView, CaseQuestion]:
    view = await case_view(visit.portal, case, visit.actor)
    if act != "note" and act not in acts_of(view):
        raise NotFound
    return view, _question(visit, view, act)


def _question(visit: Visit, view: CaseView, act: str) -> CaseQuestion:
    return {**_about_access(visit, view), **_about_case(visit, view.case.id)}[act]


def _about_access(visit: Visit, view: CaseView) -> dict[str, CaseQuestion]:
    """What is done about the person."""
    portal, by, key = visit.portal, visit.actor, view.case.id
    name, practice = view.case.about_name, portal.site.terms.practice

    async def suspend(_: Nothing) -> None:
        await handling.suspend_person(portal, key, by=by)

    async def lift(given: WhyLifted) -> None:
        await handling.lift(portal, key, given.reason, by=by)

    async def end(_: Nothing) -> None:
        await handling.end_for_person(portal, key, by=by)

    async def set_person(given: WhoItIs) -> None:
        await handling.name_person(portal, key, given.member, by=by)

    suspended = (f"All access of {name} is suspended at once.", f"The {practice} can’t end this suspension.")
    lifted = ("Access comes back where nothing else is against it.", "Whoever suspended it can’t end it.")
    ended = (f"All access of {name} ends at once.", "A sealed receipt follows.")
    return {
        "suspend": CaseQuestion(suspended, "Suspend all access", Nothing, suspend, warn=True),
        "keep": CaseQuestion(suspended, "Keep the suspension", Nothing, suspend, warn=True),
        "lift": CaseQuestion(lifted, "End the suspension", WhyLifted, lift),
        "end": CaseQuestion(ended, "End all access", Nothing, end, warn=True),
        "name": CaseQuestion(
            ("We keep their record as it stands now.",), "Save the person", WhoItIs, set_person
        ),
    }


def _about_case(visit: Visit, key: UUID) -> dict[str, CaseQuestion]:
    """What is done about the case itself."""
    portal, by = visit.portal, visit.actor

    async def add(given: CaseNote) -> None:
        await handling.note_case(key, given.text, by=by)

    async def hand_over(given: HandOver) -> None:
        await handling.hand_case_over(portal, key, given.to, by=by)

    async def hand_out(given: HandOut) -> None:
        await make_bundle(portal, visit.signing.settings, key, given.to, by=by)

    async def close(given: Outcome) -> None:
        await handling.close_case(key, given.outcome, given.reason, by=by)

    async def reopen(given: WhyLifted) -> None:
        await handling.reopen(key, given.reason, by=by)

    mailed = ("They get an email with a link to the case.",)
    made = ("You get a sealed PDF of everything in this case, and the trail as CSV with its proof.",)
    return {
        "note": CaseQuestion((), "Add the note", CaseNote, add),
        "hand-over": CaseQuestion(mailed, "Hand the case over", HandOver, hand_over),
        "evidence": CaseQuestion(made, "Make the evidence", HandOut, hand_out),
        "close": CaseQuestion((), "Close the case", Outcome, close),
        "reopen": CaseQuestion((), "Open the case again", WhyLifted, reopen),
    }


def _page(view: CaseView, act: str, asked: CaseQuestion, form: Form) -> StaffQuestion:
    about = view.case.about_name or view.group.name
    heading = f"{ACTS.get(act, 'Add a note')}: {about}"
    back = f"/support/misuse/{view.case.id}"
    return StaffQuestion(heading, "", asked.button, back, warn=asked.warn, form=form, lines=asked.lines)


def _model(visit: Visit, asked: CaseQuestion) -> type[BaseModel]:
    site = visit.portal.site
    return at_site(site.asking, asked.model)


async def _choices(view: CaseView) -> dict[str, list[Choice]]:
    officers = [Choice(str(each.account), each.name) for each in await all_officers()]
    members = [Choice(str(each.id), each.name) for each in await members_of(view.group.id)]
    return {"officers": officers, "members": members}


handlers = [show_case_act, send_case_act, download_evidence]
