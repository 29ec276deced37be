"""What is asked of somebody who wants to join: drawn, and read with words at what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel

from core.enrollment.details import draw_details, from_practice, read_details, with_likely
from core.enrollment.drafts import Draft
from core.enrollment.forms import texts
from core.enrollment.forms.texts import Agreeing
from core.enrollment.members import PersonPage
from core.enrollment.offers import draw_offers, names_of_offers, not_taken, read_offers, with_offers
from core.enrollment.offers import without_errors as offers_without_errors
from core.forms import Choice, Form, draw, field, read
from core.joining.asked import AskedToJoin
from core.newcomers.drafts import authorizers_for, without_others
from core.portal import Portal

Values = Mapping[str, Sequence[str]]
WHO = "authorizers"
NOTHING_CHOSEN = "Select at least one application"
NOBODY = "Nobody who may authorize you is in this {practice} yet"
_NONE = Form(())


class Authorizers(BaseModel):
    """On whose authority somebody is to act."""

    authorizers: tuple[str, ...] = field(
        "Who authorizes you",
        kind="checkboxes",
        choices=WHO,
        missing="Choose at least one colleague",
        hint="We ask each of them once you belong here. You work on the authority of whoever agrees.",
    )


@dataclass(frozen=True, slots=True)
class JoinPage:
    """Everything that is asked: the person with their applications, who authorizes them, texts to agree to.

    `nobody` says that somebody has to authorize them, and nobody can.
    """

    drawn: PersonPage
    authorizers: Form
    agreeing: Form
    texts: tuple[Agreeing, ...]
    problems: tuple[str, ...] = ()
    nobody: bool = False

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """(id of the input, message) for the whole page, in its order."""
        return (*self.drawn.errors, *self.authorizers.errors, *self.agreeing.errors)

    @property
    def wrong(self) -> bool:
        """Whether anything is to be put right before it can be sent."""
        forms = (self.authorizers, self.agreeing)
        refused = self.problems or self.drawn.left_out or self.drawn.form.problems
        return bool(refused or self.drawn.wrong) or any(each.wrong for each in forms)

    @property
    def asked(self) -> AskedToJoin:
        """What is kept of it."""
        person = self.drawn.person
        return AskedToJoin(
            staff_type=person.staff_type,
            suffix=person.suffix,
            details=dict(person.details),
            applications={slug: dict(person.applications[slug].answers) for slug in person.wanted},
            agreed=tuple((each.title, each.version) for each in self.texts),
            purposes=tuple(
                chosen
                for each in self.texts
                if each.purposes
                for chosen in self.agreeing.typed.get(each.purposes_field, ())
            ),
            authorizers=self.authorizers.typed.get(WHO, ()),
        )


def draw_join(portal: Portal, draft: Draft) -> JoinPage:
    """Draw it as far as it is known."""
    (person,) = draft.everybody
    alone = without_others(draft)
    form = draw_details(portal.site, person, from_practice(alone))
    return _page(portal, draft, PersonPage(person, _own(form), draw_offers(portal, alone, person)))


def read_join(portal: Portal, draft: Draft, values: Values) -> JoinPage:
    """Read it as it was sent."""
    drawn = _person(portal, draft, values)
    page = _page(portal, draft, drawn, values)
    agreed = texts.agreeing_model(page.texts)
    sent = {name: sent for name, sent in values.items() if name in agreed.model_fields}
    problems = tuple(f"{each.name}: {each.unasked}" for each in drawn.offers if each.unasked)
    problems += () if drawn.person.wanted else (NOTHING_CHOSEN,)
    if page.nobody:
        problems = (*problems, portal.site.terms.said(NOBODY))
    return replace(
        page, agreeing=texts.with_texts_of_now(page.texts, read(agreed, sent).form), problems=problems
    )


def redraw_join(portal: Portal, draft: Draft, values: Values) -> JoinPage:
    """Draw what was typed so far, with the questions that staff type and suffix ask for and no errors."""
    typed, alone = _person(portal, draft, values), without_others(draft)
    person = with_likely(alone, typed.person, values)
    offers = offers_without_errors(portal, alone, typed.offers)
    drawn = PersonPage(typed.person, _own(draw_details(portal.site, person)), offers)
    return _page(portal, draft, drawn)


def _person(portal: Portal, draft: Draft, values: Values) -> PersonPage:
    alone = without_others(draft)
    (person,) = alone.everybody
    own: Values = {**values, "email": [draft.address]}
    typed, form, _ = read_details(portal.site, alone, person, own, also=_others(portal))
    alone = alone.with_person(typed)
    offers = read_offers(portal, alone, typed, values)
    left_out = not_taken(portal, offers, values)
    return PersonPage(with_offers(typed, offers), _own(form), offers, left_out)


def _others(portal: Portal) -> frozenset[str]:
    """The names of the page that are no details of the person."""
    agreed = {name for each in texts_for(portal, portal.applications) for name in each.fields}
    return names_of_offers(portal) | agreed | {WHO}


def _page(portal: Portal, draft: Draft, drawn: PersonPage, values: Values | None = None) -> JoinPage:
    agreed = texts_for(portal, drawn.person.wanted)
    agreeing = draw(texts.agreeing_model(agreed), texts.as_it_stands(agreed, {}))
    choices = authorizers_for(portal.site, draft, drawn.person.staff_type)
    return JoinPage(drawn, _authorizers(choices, values), agreeing, agreed, nobody=choices == ())


def _authorizers(choices: Sequence[Choice] | None, values: Values | None) -> Form:
    if not choices:
        return _NONE
    offered = {WHO: tuple(choices)}
    if values is None:
        return draw(Authorizers, {}, choices=offered)
    return read(Authorizers, {WHO: values.get(WHO, ())}, choices=offered).form


def texts_for(portal: Portal, slugs: Iterable[str]) -> tuple[Agreeing, ...]:
    """List what somebody reads and agrees to who asks to join and for these applications."""
    own = texts.attestation_of_oneself(portal)
    return (*texts.purpose_of_joining(portal), *texts.consents(portal, slugs), *own)


def _own(form: Form) -> Form:
    """The form of a person without the address, which is that of their account."""
    return replace(form, inputs=tuple(each for each in form if each.name != "email"))
