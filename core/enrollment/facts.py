"""What plugins and rules learn of a draft: the typed details, as far as they can be relied on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.access.steps import Step
from core.access.why_not import against, offered, refusal, with_closed
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
    """Return the practice of a draft as plugins see it; an address the site does not accept is no address.

    It is found once for what was typed of it, and for each site.
    """
    practice = draft.section("practice")
    kept = practice.found("as a group", draft.id)
    if kept is None or kept[1][0] is not site:
        kept = (draft.id, (site, _group_facts(site, draft)))
        practice.keep("as a group", *kept)
    found: Group = kept[1][1]
    return found


def _group_facts(site: SiteProfile, draft: Draft) -> Group:
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
    found = with_closed(portal, _against(portal, person, slugs, group))
    if not person.sent:
        return found
    return {slug: None if step and step.closed else step for slug, step in found.items()}


def _against(
    portal: Portal, person: DraftPerson, slugs: Sequence[str], group: Group
) -> dict[str, Step | None]:
    """The rule of an application's own is asked each time; all else follows from the records, and is kept."""
    kept = _by_records(portal, person, group)
    asked = [slug for slug in slugs if slug not in kept]
    found = against(portal, asked, person_facts(portal.site, person), group) if asked else {}
    return {slug: kept[slug] if slug in kept else found[slug] for slug in slugs}


def _by_records(portal: Portal, person: DraftPerson, group: Group) -> Mapping[str, Step | None]:
    """What the applications without a rule of their own say, found once beside the same practice and site."""
    catalogue, site = portal.applications, portal.site
    kept = person.found("against", group)
    if kept is None or kept[1][0] is not catalogue or kept[1][1] is not site:
        found = against(portal, catalogue.without_a_rule, person_facts(site, person), group)
        kept = (group, (catalogue, site, found))
        person.keep("against", *kept)
    known: Mapping[str, Step | None] = kept[1][2]
    return known


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
