"""Whether a plugin says of everybody whether they may have it, and why not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from core.plugin_api import Eligibility, Group, Person
from core.plugin_testing import a_person, a_practice
from core.site import SiteProfile
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject

LONGEST = 300


@rule("S12", Level.SAFE, "Says of everybody whether they may have it, and why not")
def eligibility(subject: Subject) -> Iterator[str]:
    """Its eligibility is asked for every staff type with every suffix in every region of the made-up site,
    for somebody of whom nothing is known yet, and for a practice without an address. Each time it answers,
    the same when it is asked twice, with words of up to 300 characters when the answer is no. Somebody may
    have it.

    Why: it is asked on each page on which somebody is entered, while most is still empty, and again before
    access is given. An answer that changes in between is found by the person who was promised something else.

    To fix it: let `rule` read `person` and `group` alone, no clock and no memory. Every text of theirs may be
    empty, and `group.facility` None. Let it return None, or one sentence for whoever reads it.
    """
    rule_of_it, allowed = subject.record.eligibility, False
    site = subject.site
    for person, group in _everybody(site):
        said = f"{person.staff_type or 'nobody yet'}, {person.suffix or 'no suffix'}, {_where(group)}"
        found = _asked(rule_of_it, person, group)
        if isinstance(found, Exception):
            yield f"{said}: raises {type(found).__name__}: {found}"
            continue
        allowed = allowed or found is None
        if found is not None and not _is_words(found):
            yield f"{said}: answers {found!r:.60}, which must be words of up to {LONGEST} characters, or None"
        if _asked(rule_of_it, person, group) != found:
            yield f"{said}: answers differently when it is asked again"
    if not allowed:
        yield "nobody at the made-up site may have it"


def _everybody(site: SiteProfile) -> Iterator[tuple[Person, Group]]:
    yield Person(key="person-1"), Group(key="practice-1")
    yield Person(key="person-1"), a_practice()
    for kind, suffix in product(site.staff_types, site.suffixes):
        person = a_person(
            staff_type=kind.slug, suffix=suffix.code, suffix_kind=suffix.kind, identifiers={}, specialty=""
        )
        for group in _places(site):
            yield person, group


def _places(site: SiteProfile) -> Iterator[Group]:
    yield a_practice(state="", postcode="", address="", regions=frozenset(), facility=None)
    for region in site.regions:
        facility = next((each.code for each in site.facilities if each.region == region.slug), None)
        yield a_practice(state=region.jurisdiction, regions=frozenset({region.slug}), facility=facility)
    everywhere = frozenset(each.slug for each in site.regions)
    yield a_practice(regions=everywhere, facility=None)
    for each in site.facilities:
        yield a_practice(regions=everywhere, facility=each.code)


def _where(group: Group) -> str:
    return f"{', '.join(sorted(group.regions)) or 'no region'}, {group.facility or 'no facility'}"


def _asked(eligibility: Eligibility, person: Person, group: Group) -> object:
    try:
        return eligibility.why_not(person, group)
    except Exception as problem:
        return problem


def _is_words(said: object) -> bool:
    return isinstance(said, str) and 0 < len(said.strip()) <= LONGEST
