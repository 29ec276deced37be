"""Headings and opening words of the steps, in the site's own terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from core.enrollment.drafts import Draft
from core.identity.queries import account
from core.names import first_upper
from core.portal import Portal
from core.site import SiteProfile
from web.security.sessions import Who


class Opening(NamedTuple):
    """How a step begins."""

    heading: str
    lead: Sequence[str]


def of_section(portal: Portal, section: str, draft: Draft | None = None) -> Opening:
    """Write heading and opening words of a step; a draft adds what is known already."""
    return Opening(title_of(portal, section), _LEADS[section](portal.site, draft))


def title_of(portal: Portal, section: str) -> str:
    """Return the name of a step in the task list."""
    return _TITLES[section](portal.site)


async def known(who: Who, draft: Draft, section: str) -> Mapping[str, str] | None:
    """Return what the account already says about the administrator, until another address is typed."""
    there = draft.in_role("administrator")
    if section != "administrator" or (there and there.email):
        return None
    person = await account(who.account_id)
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "phone": person.phone,
        "extension": person.extension,
    }


def _nothing(_: SiteProfile, __: Draft | None) -> Sequence[str]:
    return ()


def _practice(_: SiteProfile, __: Draft | None) -> Sequence[str]:
    return ("Where it is and how we reach it.",)


def _additional(_: SiteProfile, __: Draft | None) -> Sequence[str]:
    return ("Some of the applications you selected ask you to agree first.",)


def _sponsor(site: SiteProfile, _: Draft | None) -> Sequence[str]:
    return (
        f"The licensed person who answers for the {site.terms.group} and everybody in it, "
        f"and signs the {site.terms.agreement}.",
    )


def _administrator(site: SiteProfile, draft: Draft | None) -> Sequence[str]:
    terms = site.terms
    manages = (
        "adds and removes people, asks for applications and gets all email about it"
        if site.enrollment.people == "listed"
        else "says who belongs to it, and gets all email about it"
    )
    hints = [each.hint for each in site.staff_types_in_role("administrator") if each.hint]
    usually = "" if hints else " Usually the office manager."
    lead = [f"The one person who manages the {terms.group}: {manages}.{usually}", *hints]
    sponsor = draft.in_role("sponsor") if draft else None
    if sponsor and sponsor.name:
        lead.append(
            f"The {terms.sponsor} is {sponsor.name}, {sponsor.email}. If it is the same person, "
            f"these details are used and are changed only at the step {first_upper(terms.sponsor)}."
        )
    return lead


def _shared(site: SiteProfile, _: Draft | None) -> Sequence[str]:
    return (
        "Some of the applications you selected ask everyone the same. Answer it here once.",
        "For someone who differs, open their details and select “Different answers for this person”.",
    )


def _backup(site: SiteProfile, _: Draft | None) -> Sequence[str]:
    return (
        f"Someone who can step in when the {site.terms.administrator} is away or leaves, "
        f"so that nobody in the {site.terms.practice} loses access because of one person.",
    )


_TITLES: Mapping[str, Callable[[SiteProfile], str]] = {
    "purpose": lambda site: site.enrollment.purpose.title,
    "practice": lambda site: f"Your {site.terms.practice}",
    "sponsor": lambda site: first_upper(site.terms.sponsor),
    "administrator": lambda site: first_upper(site.terms.administrator),
    "backup": lambda site: first_upper(site.terms.backup_administrator),
    "members": lambda _: "People and application access",
    "shared": lambda site: f"Answers for the whole {site.terms.group}",
    "additional": lambda _: "Additional information",
    "attestation": lambda site: site.enrollment.attestation.title,
}
_LEADS: Mapping[str, Callable[[SiteProfile, Draft | None], Sequence[str]]] = {
    "purpose": _nothing,
    "practice": _practice,
    "sponsor": _sponsor,
    "administrator": _administrator,
    "backup": _backup,
    "shared": _shared,
    "additional": _additional,
    "attestation": _nothing,
}
