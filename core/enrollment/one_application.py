"""The answers of one person about one application."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from core.actor import Actor
from core.enrollment.details import Values
from core.enrollment.drafts import Asked, Draft, DraftPerson
from core.enrollment.members import Kept, person_of
from core.enrollment.offers import Offer, offer_of
from core.enrollment.sections import version_sent
from core.enrollment.storing import editing, not_older
from core.errors import NotFound
from core.forms import Form
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class OneApplication:
    """A person, the application, and its questions; `stored` is False where something is wrong."""

    draft: Draft
    person: DraftPerson
    offer: Offer
    form: Form
    stored: bool = True


def draw_answers(
    portal: Portal, draft: Draft, at: tuple[UUID, str], values: Values | None = None
) -> OneApplication:
    """Draw what an application asks a person, as stored or as typed; NotFound where it asks them nothing."""
    key, slug = at
    person = person_of(draft, key)
    if slug not in portal.applications:
        raise NotFound
    sent = None if values is None else {**values, "applications": [slug]}
    offer = offer_of(portal, draft, person, slug, sent)
    if offer.form is None or not offer.offered:
        raise NotFound
    return OneApplication(draft, person, offer, offer.form)


async def save_answers(
    portal: Portal,
    enrollment: UUID,
    at: tuple[UUID, str],
    values: Values,
    *,
    by: Actor,
    kept: Kept = "complete",
) -> OneApplication:
    """Store what a person answers about an application, which is ticked with it.

    Raises StaleDraft when the person was changed since the form was drawn, and NotFound like `draw_answers`.
    """
    key, slug = at
    details = {"person": key, "application": slug}
    typing = kept == "typing"
    async with editing(
        portal, "enrollment.access-answered", enrollment, by=by, typing=typing, **details
    ) as edit:
        before = draw_answers(portal, edit.draft, at)
        not_older(version_sent(values), before.person.version, before.form.typed)
        read = draw_answers(portal, edit.draft, at, values)
        stored = kept != "complete" or not read.offer.lacking
        if stored:
            asked = {**read.person.applications, slug: Asked(True, read.form.typed)}
            edit.draft = edit.draft.with_person(replace(read.person, applications=asked))
    person = edit.draft.person(key) or read.person
    return replace(read, draft=edit.draft, person=person, stored=stored)
