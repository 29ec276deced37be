"""Headings and opening words of the steps, in the site's own terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.enrollment.drafts import Draft
from core.identity.queries import account
from core.names import first_upper
from core.portal import Portal
from core.site.terms import Terms
from web.security.sessions import Who


class Opening(NamedTuple):
    """How a step begins."""

    heading: str
    lead: Sequence[str]


def of_section(portal: Portal, section: str, draft: Draft | None = None) -> Opening:
    """Write heading and opening words of a step; a draft adds what is known already."""
    terms = portal.site.terms
    opening = {
        "purpose": Opening(heading=portal.site.enrollment.purpose.title, lead=()),
        "practice": Opening(heading=f"Your {terms.practice}", lead=("Where it is and how we reach it.",)),
        "sponsor": _sponsor(terms),
        "administrator": _administrator(portal, terms, draft),
        "backup": _backup(terms),
        "shared": _shared(terms),
        "additional": Opening(
            heading="Additional information",
            lead=("Some of the applications you selected ask you to agree first.",),
        ),
        "attestation": Opening(heading=portal.site.enrollment.attestation.title, lead=()),
    }
    return opening[section]


def title_of(portal: Portal, section: str) -> str:
    """Return the name of a step in the task list."""
    if section == "members":
        return f"{first_upper(portal.site.terms.member.plural)} and application access"
    return of_section(portal, section).heading


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


def _sponsor(terms: Terms) -> Opening:
    lead = (
        f"The licensed person who answers for the {terms.group} and everybody in it, "
        f"and signs the {terms.agreement}."
    )
    return Opening(heading=first_upper(terms.sponsor), lead=(lead,))


def _administrator(portal: Portal, terms: Terms, draft: Draft | None) -> Opening:
    lead = [
        f"The one person who manages the {terms.group}: adds and removes people, asks for applications "
        "and gets all email about it. Usually the office manager."
    ]
    lead += [each.hint for each in portal.site.staff_types_in_role("administrator") if each.hint]
    sponsor = draft.in_role("sponsor") if draft else None
    if sponsor and sponsor.name:
        lead.append(
            f"The {terms.sponsor} is {sponsor.name}, {sponsor.email}. If it is the same person, "
            f"these details are used and are changed only at the step {first_upper(terms.sponsor)}."
        )
    return Opening(heading=first_upper(terms.administrator), lead=lead)


def _shared(terms: Terms) -> Opening:
    return Opening(
        heading=f"Answers for the whole {terms.group}",
        lead=(
            "Some of the applications you selected ask everyone the same. Answer it here once.",
            f"For a {terms.member} who differs, open their details and select "
            "“Different answers for this person”.",
        ),
    )


def _backup(terms: Terms) -> Opening:
    lead = (
        f"Someone who can step in when the {terms.administrator} is away or leaves, "
        f"so that nobody in the {terms.practice} loses access because of one person.",
    )
    return Opening(heading=first_upper(terms.backup_administrator), lead=lead)
