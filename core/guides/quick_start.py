"""The quick-start guide of a role, from the site profile alone: what to have at hand, and the steps."""

from __future__ import annotations

from core.guides.parts import Guide, computer, contacts, rules
from core.guides.quick_steps import OwnStep, own_minutes, steps_of
from core.paper import paper_of
from core.portal import Portal
from core.site import SiteProfile, StaffType
from core.texts import Facts
from core.texts.blocks import Part, facts, heading, paragraph, points, steps, strong


def quick_start(portal: Portal, kind: StaffType) -> Guide:
    """Write the guide of one staff type, for the page and for paper alike."""
    site = portal.site
    return Guide(
        title=f"Quick start: {kind.name}",
        organization=site.brand.organization,
        paper=paper_of(site.address.country),
        name=site.brand.name,
        blocks=(
            _facts(portal, kind),
            heading(2, "Have these at hand"),
            points(_at_hand(site, kind)),
            heading(2, "Step by step"),
            paragraph("Where a step has no minutes, someone else acts."),
            steps([_line(each) for each in steps_of(site, kind)]),
            *rules(site),
            *computer(site),
            *contacts(site),
        ),
    )


def _facts(portal: Portal, kind: StaffType) -> Facts:
    site = portal.site
    authorized = any(each.authorized_by for each in site.staff_types)
    return facts(
        ["For", *(each.label for each in site.suffixes_for(kind.slug))],
        ["Applications", *(_applications(portal, kind) or ("None",))],
        *([["Authorization", _authorization(site, kind)]] if authorized else []),
        ["Your own time", f"About {own_minutes(site, kind)} minutes"],
    )


def _applications(portal: Portal, kind: StaffType) -> tuple[str, ...]:
    """What somebody of this staff type may have, with one suffix or another."""
    found = []
    for each in portal.applications.values():
        types, kinds = each.eligibility.staff_types, each.eligibility.suffix_kinds
        if kinds & {*kind.suffix_kinds} and (types is None or kind.slug in types):
            paused = " (not open to new requests now)" if portal.applications.closed(each.slug) else ""
            found.append(f"{each.name}{paused}")
    return tuple(found)


def _authorization(site: SiteProfile, kind: StaffType) -> str:
    names = [each.name for slug in kind.authorized_by if (each := site.staff_type(slug))]
    if not names:
        return "You need nobody’s."
    return f"A colleague of the same {site.terms.practice} has to give it first: {' or '.join(names)}."


def _at_hand(site: SiteProfile, kind: StaffType) -> list[str]:
    found = ["a work email address that nobody else uses", "a phone for the second step of signing in"]
    found += _numbers(site, kind)
    if kind.role == "administrator":
        return found + _of_practice(site)
    if site.enrollment.people == "join":
        found.append(f"the name of your {site.terms.practice}, as it is registered")
    if kind.authorized_by:
        found.append("the name of the colleague who authorizes you")
    return found


def _numbers(site: SiteProfile, kind: StaffType) -> list[str]:
    suffixes, license = site.suffixes_for(kind.slug), site.terms.license
    needing = [each for each in suffixes if site.needs_license(each.code)]
    found = []
    if needing and site.enrollment.license_number:
        found.append(f"your {license} number{f', if you have {license.a}' * (len(needing) < len(suffixes))}")
    for number in site.identifiers:
        having = [each for each in suffixes if number in site.identifiers_of(each.code)]
        perhaps = len(having) < len(suffixes) or not number.required
        if having:
            found.append(f"your {number.label}{', if you have one' * perhaps}")
    return found


def _of_practice(site: SiteProfile) -> list[str]:
    terms, asked = site.terms, site.enrollment
    found = [f"name, address, phone{' and fax' * asked.fax} of your {terms.practice}"]
    if asked.sponsor:
        found.append(f"name, email address and {terms.license} number of the {terms.sponsor}")
    if asked.officer != "never":
        perhaps = ", if there is one" if asked.officer == "ask" else ""
        found.append(f"name and email address of the {terms.officer}{perhaps}")
    if asked.people == "listed":
        found.append("name, email address and phone number of everybody who needs access")
    return found


def _line(step: OwnStep) -> list[Part]:
    minutes = f" (about {step.minutes} minutes)" if step.minutes else ""
    return [strong(f"{step.title}{minutes}. "), step.words]
