"""What applications ask the same for everybody: answered once, and differently for some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from pydantic import BaseModel

from core.enrollment.details import NOT_ANSWERS, Values
from core.enrollment.drafts import Draft, Typed
from core.enrollment.facts import member_choices
from core.forms import Choice, Form, Input, draw, field, questions, read, still_offered
from core.portal import Portal

SHARED = "shared"
# No field of a model can have this name.
OWN = "own-answers"


class _Tick(BaseModel):
    """What puts the answers of a person in place of those of the practice."""

    differs: bool = field(
        "Different answers for this person",
        kind="checkbox",
        hint="Otherwise the answers you give once for everyone count.",
        optional=True,
    )


def shared_names(portal: Portal, slug: str) -> frozenset[str]:
    """Return the names of what an application asks once for the whole practice."""
    fields: type[BaseModel] = portal.applications[slug].fields
    return _of_practice(fields)


@lru_cache(maxsize=256)
def _of_practice(fields: type[BaseModel]) -> frozenset[str]:
    return frozenset(each.name for each in questions(fields) if each.scope == "practice")


def asked_once(portal: Portal, draft: Draft) -> tuple[str, ...]:
    """List the applications that ask the practice something, for whoever has no answers of their own."""
    counting = {
        slug
        for person in draft.people
        for slug in person.wanted
        if not differs(person.applications[slug].answers)
    }
    return tuple(slug for slug in portal.applications if slug in counting and shared_names(portal, slug))


def choices_for(portal: Portal, draft: Draft, slug: str) -> Mapping[str, Sequence[Choice]]:
    """Return the lists that an application's questions may use in this draft."""
    # A draft may have two thousand people, and few applications ask which of them.
    fields: type[BaseModel] = portal.applications[slug].fields
    asks = any(each.source == "members" for each in questions(fields))
    return portal.applications.choices(slug, member_choices(draft) if asks else ())


def answered_once(portal: Portal, draft: Draft, slug: str) -> Typed:
    """Return what the practice answered for an application."""
    answers, names = draft.section(SHARED).answers, shared_names(portal, slug)
    return {name: answers[f"{slug}.{name}"] for name in names if f"{slug}.{name}" in answers}


def without_leavers(portal: Portal, draft: Draft) -> Draft:
    """Return the draft whose answers for the whole practice name nobody who left."""
    section = draft.section(SHARED)
    kept: dict[str, object] = {}
    for slug in portal.applications if section.answers else ():
        fields, choices = portal.applications[slug].fields, choices_for(portal, draft, slug)
        current = still_offered(fields, answered_once(portal, draft, slug), choices=choices)
        kept |= {f"{slug}.{name}": value for name, value in current.items()}
    answers = {**section.answers, **kept}
    return draft if answers == section.answers else draft.with_section(replace(section, answers=answers))


def differs(answers: Typed) -> bool:
    """Tell whether a person answers for themselves what the practice answers for everybody."""
    return answers.get(OWN) == "yes"


def completed(portal: Portal, draft: Draft, slug: str, answers: Typed) -> Typed:
    """Return the answers of a person with those of the practice, unless they have their own."""
    return answers if differs(answers) else {**answers, **answered_once(portal, draft, slug)}


def draw_once(portal: Portal, draft: Draft) -> Form:
    """Draw the questions for the whole practice as they are answered so far."""
    forms = []
    for slug in asked_once(portal, draft):
        fields, choices = portal.applications[slug].fields, choices_for(portal, draft, slug)
        answers = answered_once(portal, draft, slug)
        forms.append(_kept(portal, slug, draw(fields, answers, choices=choices, prefix=f"{slug}.")))
    return _together(forms)


def read_once(portal: Portal, draft: Draft, values: Values) -> Form:
    """Read the answers for the whole practice, with words at what is wrong."""
    return _together([_read(portal, draft, slug, values) for slug in asked_once(portal, draft)])


def beside_once(portal: Portal, draft: Draft) -> object:
    """Return what decides, beside the answers, how those for the whole practice are read."""
    asked = asked_once(portal, draft)
    return tuple((portal.applications[slug], choices_for(portal, draft, slug)) for slug in asked)


def for_person(portal: Portal, draft: Draft, slug: str, form: Form, own: bool) -> Form:
    """Put what is asked once behind a tick of the person; without it, its faults are not theirs.

    What the practice answered rightly and does not fit the rest of this person is told as a problem.
    """
    names = shared_names(portal, slug)
    if not names:
        return form
    tick = _tick(form.prefix, own)
    first = [each for each in form if each.name.removeprefix(form.prefix) not in names]
    once = [_behind(each, tick) for each in form if each.name.removeprefix(form.prefix) in names]
    if own:
        return replace(form, inputs=(*first, tick, *once))
    told = () if not any(each.error for each in once) else _told(portal, draft, slug, once, form.prefix)
    calm = (each._replace(error=None) if each.error else each for each in once)
    return replace(form, inputs=(*first, tick, *calm), problems=(*form.problems, *told))


@lru_cache(maxsize=256)
def _tick(prefix: str, own: bool) -> Input:
    return draw(_Tick, {"differs": own}, prefix=prefix)["differs"]._replace(name=f"{prefix}{OWN}")


def _told(portal: Portal, draft: Draft, slug: str, once: Sequence[Input], prefix: str) -> tuple[str, ...]:
    """What is wrong with this person alone: the practice is told of its own faults at its own step."""
    answered = answered_once(portal, draft, slug)
    if not answered:
        return ()
    fields, choices = portal.applications[slug].fields, choices_for(portal, draft, slug)
    sent = draw(fields, answered, choices=choices, prefix=prefix).sent
    faults = {id for id, _ in _read(portal, draft, slug, sent).errors}
    return tuple(f"{each.label}: {each.error}" for each in once if each.error and each.id not in faults)


def _behind(each: Input, tick: Input) -> Input:
    return each if each.shown_when else each._replace(shown_when=(tick.name, "yes"))


def _read(portal: Portal, draft: Draft, slug: str, values: Values) -> Form:
    fields, choices = portal.applications[slug].fields, choices_for(portal, draft, slug)
    form = read(fields, values, choices=choices, prefix=f"{slug}.", ignore=NOT_ANSWERS).form
    return _kept(portal, slug, form)


def _kept(portal: Portal, slug: str, form: Form) -> Form:
    names = shared_names(portal, slug)
    inputs = tuple(each for each in form if each.name.removeprefix(form.prefix) in names)
    return replace(form, inputs=inputs)


def _together(forms: Sequence[Form]) -> Form:
    return Form(
        tuple(each for form in forms for each in form),
        tuple(problem for form in forms for problem in form.problems),
    )
