"""What plugins and rules learn of a draft: the typed details, as far as they can be relied on."""

from __future__ import annotations

from collections.abc import Sequence

from core.access.steps import Step
from core.access.why_not import offered, refusal, refusals
from core.enrollment.drafts import Draft, DraftPerson
from core.forms import Choice
from core.plugin_api import Group, Person
from core.portal import Portal
from core.site import SiteProfile


def person_facts(site: SiteProfile, person: DraftPerson) -> Person:
    """Return a person of a draft as plugins see them."""
    return Person(
        key=str(person.id),
        first_name=person.typed("first_name"),
        middle_initial=person.typed("middle_initial"),
        last_name=person.typed("last_name"),
        email=person.email,
        phone=person.typed("phone"),
        staff_type=person.staff_type,
        suffix=person.suffix,
        suffix_kind=site.suffix_kind(person.suffix) or "",
        specialty=person.typed("specialty"),
        identifiers=_identifiers(site, person),
        license_state=person.typed("license_state"),
        license_number=person.typed("license_number"),
    )


def _identifiers(site: SiteProfile, person: DraftPerson) -> dict[str, str]:
    typed = {each.slug: each.normal(person.typed(each.slug)) for each in site.identifiers}
    return {slug: text for slug, text in typed.items() if text}


def group_facts(site: SiteProfile, draft: Draft) -> Group:
    """Return the practice of a draft as plugins see it; an address the site does not accept is no address."""
    typed = {
        name: value if isinstance(value, str) else ""
        for name, value in draft.section("practice").answers.items()
    }
    state, postcode = typed.get("state", ""), typed.get("postcode", "")
    known = site.jurisdiction(state) is not None and site.is_postcode_of(state, postcode)
    return Group(
        key=str(draft.id),
        name=typed.get("name", ""),
        address=typed.get("address", ""),
        city=typed.get("city", ""),
        state=state if known else "",
        postcode=postcode if known else "",
        phone=typed.get("phone", ""),
        fax=typed.get("fax", ""),
        regions=site.region_slugs(state, postcode) if known else frozenset(),
        facility=typed.get("facility") or None,
    )


def refused_to(portal: Portal, person: DraftPerson, slug: str, group: Group) -> Step | None:
    """Find what keeps an application from somebody of a draft; None when they may ask for it."""
    if words := person.held.get(slug):
        return _held(words)
    if slug not in portal.applications:
        return refusal(portal, slug, person_facts(portal.site, person), group)
    return _refusals(portal, person, [slug], group)[slug]


def refused_each(portal: Portal, person: DraftPerson, group: Group) -> dict[str, Step | None]:
    """Find the same for every application of the site, in its order."""
    held = person.held
    found = _refusals(portal, person, [slug for slug in portal.applications if not held.get(slug)], group)
    return {slug: found[slug] if slug in found else _held(held[slug]) for slug in portal.applications}


def _refusals(
    portal: Portal, person: DraftPerson, slugs: Sequence[str], group: Group
) -> dict[str, Step | None]:
    found = refusals(portal, slugs, person_facts(portal.site, person), group)
    if not person.sent:
        return found
    return {slug: None if step and step.closed else step for slug, step in found.items()}


def _held(words: str) -> Step:
    return Step("rule", "broken", words, "nobody", decides=True)


def offered_in(portal: Portal, draft: Draft, person: DraftPerson) -> tuple[str, ...]:
    """List the applications a person of a draft may ask for, in the site's order."""
    found = offered(portal, person_facts(portal.site, person), group_facts(portal.site, draft))
    return tuple(slug for slug in found if slug not in person.held)


def member_choices(draft: Draft) -> tuple[Choice, ...]:
    """List the people whom an application's answers may name: those of the draft, and of its practice."""
    return tuple(
        Choice(str(person.member or person.id), person.name or person.email, person.email)
        for person in (*draft.people, *draft.colleagues)
        if person.email
    )
