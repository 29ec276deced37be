"""What a person is offered, asks for, and still has to say about it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from pydantic import BaseModel

from core.access.steps import Step
from core.enrollment.details import NOT_ANSWERS, Values, as_values
from core.enrollment.drafts import Asked, Draft, DraftPerson, Typed
from core.enrollment.facts import group_facts, refused_each, refused_to
from core.enrollment.once import OWN, answered_once, choices_for, completed, differs, for_person
from core.forms import NOT_CHECKED, Form, Read, draw, read, read_all
from core.portal import Portal

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """One application for one person: offered or not and why, asked for or not, and its own questions.

    `form` is None when the application asks nothing, and where only what is asked for was looked at; its
    inputs carry the prefix `<slug>.`. `answers` are there when they were read for something wanted and
    nothing is wrong. What was asked for stays offered while the application cannot be asked, or is closed to
    new requests; `words` then say so, and nothing is sent.
    """

    slug: str
    name: str
    summary: str
    offered: bool
    words: str
    wanted: bool
    form: Form | None
    answers: BaseModel | None = None

    def with_form(self, form: Form | None, answers: BaseModel | None) -> Offer:
        """Return the offer with its questions, and the answers where they were read."""
        known = (self.slug, self.name, self.summary, self.offered, self.words, self.wanted)
        return Offer(*known, form, answers)

    @property
    def lacking(self) -> bool:
        """Whether it is asked for and its questions are not all answered."""
        return self.wanted and self.form is not None and self.form.wrong

    @property
    def unasked(self) -> str:
        """What keeps something that is asked for from being sent; empty when nothing does."""
        return self.words if self.wanted else ""


_NOT_ASKED = Asked(wanted=False)
# The questions of an application as they were answered, and the answers where nothing is wrong.
Checked = tuple[Form | None, BaseModel | None]


def _offers(portal: Portal, draft: Draft, person: DraftPerson, values: Values | None) -> tuple[Offer, ...]:
    """Every application of the site: as stored, or as submitted when there are values."""
    refused = refused_each(portal, person, group_facts(portal.site, draft))
    return tuple(_offer(portal, draft, person, (slug, step), values) for slug, step in refused.items())


def _offer(
    portal: Portal, draft: Draft, person: DraftPerson, at: tuple[str, Step | None], values: Values | None
) -> Offer:
    """One of them, with what keeps it from the person."""
    (slug, _), stored = at, person.applications.get(at[0], _NOT_ASKED)
    asked = _without_form(portal, person, at, values)
    form, answers = _form(portal, draft, slug, stored.answers, values if asked.wanted else None)
    if values is not None and not asked.wanted and form is not None:
        form = _typed_aside(portal, draft, slug, stored.answers, values)
    return asked.with_form(form, answers)


def _without_form(
    portal: Portal, person: DraftPerson, at: tuple[str, Step | None], values: Values | None
) -> Offer:
    """The same before its questions are looked at."""
    slug, step = at
    application, wanted = portal.applications[slug], person.applications.get(slug, _NOT_ASKED).wanted
    ticked = wanted if values is None else slug in values.get("applications", ())
    # What was just chosen on a page that is older than a pause is kept as well.
    offered = step is None or (step.passes and wanted) or (step.closed and ticked)
    words = step.words if step else ""
    return Offer(slug, application.name, application.summary, offered, words, offered and ticked, None)


def draw_offers(portal: Portal, draft: Draft, person: DraftPerson) -> tuple[Offer, ...]:
    """Draw every application of the site for this person, as stored, without a word on what is missing."""
    return _offers(portal, draft, person, None)


def read_offers(portal: Portal, draft: Draft, person: DraftPerson, values: Values) -> tuple[Offer, ...]:
    """Read the same as submitted: ticks in `applications`, answers under their prefixes.

    A tick for something that is not offered is not taken, whatever was sent.
    """
    return _offers(portal, draft, person, values)


def without_errors(portal: Portal, draft: Draft, offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """Draw the same with what was typed, and no words at what is wrong."""
    return tuple(
        offer.with_form(_drawn(portal, draft, offer.slug, offer.form.typed), offer.answers)
        if offer.form
        else offer
        for offer in offers
    )


def checked_offers(portal: Portal, draft: Draft, person: DraftPerson) -> tuple[Offer, ...]:
    """Read what somebody asks for as stored, as `checked_offers_of` reads it of many."""
    return checked_offers_of(portal, draft, [person])[person.id]


def checked_offers_of(
    portal: Portal, draft: Draft, people: Sequence[DraftPerson]
) -> Mapping[UUID, tuple[Offer, ...]]:
    """Read what people ask for as stored, by their keys, with words at what is missing.

    Nothing else has a form. Each application looks at all of them in one go.
    """
    group = group_facts(portal.site, draft)
    refused = [refused_each(portal, person, group) for person in people]
    read: list[dict[str, Checked]] = [{} for _ in people]
    for slug in portal.applications:
        wanted = [
            place
            for place, (person, steps) in enumerate(zip(people, refused, strict=True))
            if slug in person.wanted and ((step := steps[slug]) is None or step.passes)
        ]
        forms = _forms_as_stored(portal, draft, slug, [people[place] for place in wanted])
        for place, form in zip(wanted, forms, strict=True):
            read[place][slug] = form
    return {
        person.id: _checked(portal, person, steps, forms)
        for person, steps, forms in zip(people, refused, read, strict=True)
    }


def _checked(
    portal: Portal, person: DraftPerson, steps: Mapping[str, Step | None], forms: Mapping[str, Checked]
) -> tuple[Offer, ...]:
    """Every application for a person, made once of the same reasons and the same forms."""
    kept = person.found("checked", beside := (steps, forms))
    if kept is None or kept[1][0] is not portal.applications:
        made = [_without_form(portal, person, at, None) for at in steps.items()]
        made = [each.with_form(*forms[each.slug]) if each.slug in forms else each for each in made]
        kept = (beside, (portal.applications, tuple(made)))
        person.keep("checked", *kept)
    found: tuple[Offer, ...] = kept[1][1]
    return found


def _forms_as_stored(portal: Portal, draft: Draft, slug: str, people: Sequence[DraftPerson]) -> list[Checked]:
    """The questions of an application as these people answered them, each read once beside the same.

    What could not be checked is read again each time.
    """
    application = portal.applications[slug]
    if not application.fields.model_fields:
        return [(None, application.fields()) for _ in people]
    beside: object = (
        application,
        answered_once(portal, draft, slug),
        choices_for(portal, draft, slug),
        draft.addresses if application.against_answers else None,
    )
    what, found = f"asked by {slug}", dict[UUID, Checked]()
    for person in people:
        if (kept := person.found(what, beside)) is not None:
            beside, found[person.id] = kept
    unread = [person for person in people if person.id not in found]
    forms = _forms(portal, draft, slug, [_as_sent(person, slug) for person in unread]) if unread else []
    for person, (form, answers) in zip(unread, forms, strict=True):
        found[person.id] = form, answers
        if form and NOT_CHECKED not in form.problems:
            person.keep(what, beside, (form, answers))
    return [found[person.id] for person in people]


def _as_sent(person: DraftPerson, slug: str) -> Values:
    """What is stored of a person's answers to an application, as a browser would send it."""
    return {f"{slug}.{name}": sent for name, sent in as_values(person.applications[slug].answers).items()}


def with_offers(person: DraftPerson, offers: Iterable[Offer]) -> DraftPerson:
    """Return the person asking for what the offers say, with the answers they hold."""
    asked = {
        offer.slug: Asked(offer.wanted, offer.form.typed if offer.form else {})
        for offer in offers
        if offer.wanted or (offer.form and any(offer.form.typed.values()))
    }
    unknown = {slug: each for slug, each in person.applications.items() if slug not in asked}
    kept = {slug: replace(each, wanted=False) for slug, each in unknown.items() if each.answers}
    return replace(person, applications={**kept, **asked})


def names_of_offers(portal: Portal) -> frozenset[str]:
    """Return the names under which a page sends ticks and answers, for forms that stand beside them."""
    return frozenset({"applications", *(f"{slug}.*" for slug in portal.applications)})


def not_taken(portal: Portal, offers: Iterable[Offer], values: Values) -> tuple[tuple[str, str], ...]:
    """List (name, words) of everything that was ticked and is not offered."""
    sent = set(values.get("applications", ()))
    refused = tuple((offer.name, offer.words) for offer in offers if offer.slug in sent and not offer.offered)
    strange = sorted(sent - set(portal.applications))
    return refused + tuple((slug[:60], "This application isn’t offered here.") for slug in strange)


def offer_of(portal: Portal, draft: Draft, person: DraftPerson, slug: str, values: Values | None) -> Offer:
    """Draw one application for a person as stored, or read it as submitted when there are values."""
    step = refused_to(portal, person, slug, group_facts(portal.site, draft))
    return _offer(portal, draft, person, (slug, step), values)


def against_answers(
    portal: Portal, slug: str, answers: BaseModel, addresses: frozenset[str]
) -> Mapping[str, str]:
    """Say what the application has against answers that are right by themselves, by field.

    `addresses` are those of everybody in the practice. A plugin may raise anything: then nobody may go on.
    """
    application = portal.applications[slug]
    if application.against_answers is None:
        return {}
    try:
        return dict(application.against_answers(answers, addresses))
    except (Exception, SystemExit) as crash:
        _log.error("Answers for %s could not be checked: %s", slug, type(crash).__name__)
        return {"": NOT_CHECKED}


def _form(
    portal: Portal, draft: Draft, slug: str, stored: Typed, values: Values | None
) -> tuple[Form | None, BaseModel | None]:
    """The questions of an application: as submitted when there are values, else as stored."""
    fields = portal.applications[slug].fields
    if not fields.model_fields:
        return None, fields()
    if values is None:
        return _drawn(portal, draft, slug, stored), None
    return _forms(portal, draft, slug, [values])[0]


def _forms(portal: Portal, draft: Draft, slug: str, values: Sequence[Values]) -> list[Checked]:
    """The questions of an application as each of these submitted them."""
    fields = portal.applications[slug].fields
    if not fields.model_fields:
        return [(None, fields()) for _ in values]
    answered = [_answered(portal, draft, slug, each) for each in values]
    choices, prefix = choices_for(portal, draft, slug), f"{slug}."
    sent = [each for _, each in answered]
    found = read_all(fields, sent, choices=choices, prefix=prefix, ignore=NOT_ANSWERS)
    return [
        _of_person(portal, draft, slug, result, own) for result, (own, _) in zip(found, answered, strict=True)
    ]


def _of_person(
    portal: Portal, draft: Draft, slug: str, result: Read[BaseModel], own: bool
) -> tuple[Form, BaseModel | None]:
    form = result.form
    if result.answers is not None:
        form = result.refused(against_answers(portal, slug, result.answers, draft.addresses))
    answers = None if form.wrong else result.answers
    return for_person(portal, draft, slug, form, own), answers


def _answered(portal: Portal, draft: Draft, slug: str, values: Values) -> tuple[bool, Values]:
    """What was sent for an application, with the answers of the practice for whoever has no others."""
    tick = f"{slug}.{OWN}"
    own = "yes" in values.get(tick, ())
    sent = {name: texts for name, texts in values.items() if name != tick}
    if own or not (given := completed(portal, draft, slug, {})):
        return own, sent
    return own, sent | {f"{slug}.{name}": texts for name, texts in as_values(given).items()}


def _typed_aside(portal: Portal, draft: Draft, slug: str, stored: Typed, values: Values) -> Form:
    """What was typed for something that is not asked for: kept, and nobody has to put it right."""
    if not any(name.startswith(f"{slug}.") for name in values):
        return _drawn(portal, draft, slug, stored)
    fields, choices = portal.applications[slug].fields, choices_for(portal, draft, slug)
    own, sent = _answered(portal, draft, slug, values)
    typed = read(fields, sent, choices=choices, prefix=f"{slug}.", ignore=NOT_ANSWERS).form.typed
    return _drawn(portal, draft, slug, {**typed, OWN: "yes"} if own else typed)


def _drawn(portal: Portal, draft: Draft, slug: str, answers: Typed) -> Form:
    fields, choices = portal.applications[slug].fields, choices_for(portal, draft, slug)
    form = draw(fields, completed(portal, draft, slug, answers), choices=choices, prefix=f"{slug}.")
    return for_person(portal, draft, slug, form, differs(answers))
