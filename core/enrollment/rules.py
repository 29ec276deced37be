"""What must hold between the people of a draft: every e-mail and every identifier belongs to one person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.enrollment.drafts import Draft, DraftPerson
from core.site import SiteProfile


def lists_people(site: SiteProfile, draft: Draft) -> bool:
    """Tell whether a draft lists people with what they need; where people join, a registration does not."""
    return draft.group is not None or site.enrollment.people == "listed"


def against_person(site: SiteProfile, draft: Draft, person: DraftPerson) -> dict[str, str]:
    """Say what the others of the draft have against this person's answers, by field.

    What the draft holds of the person is not looked at.
    """
    if person.typed("is_oneself") == "yes":
        return {"is_oneself": _own_address(site, draft)}
    if person.stands_for_nobody:
        return {}
    found: dict[str, str] = {}
    if person.email and (other := _another(draft.by_email.get(person.email, ()), person)):
        found["email"] = _taken(site, person, other)
    elif person.email:
        found |= _against_officer(site, draft, person)
    key = person.known_by(site)
    if key and (other := _another(draft.by_number(site).get(key, ()), person)):
        found |= identifier_taken(site, key, other.name)
    return found


def _another(people: Iterable[DraftPerson], person: DraftPerson) -> DraftPerson | None:
    return next((each for each in people if each.id != person.id), None)


def identifier_taken(site: SiteProfile, key: str, other: str) -> dict[str, str]:
    """Say at its field that somebody else of the same practice has this identifier."""
    slug, named = key.partition(":")[0], f", {other}," if other else ""
    group, number = site.terms.group, site.identifier(slug)
    called = number.name.short if number else site.terms.identifier.short
    return {
        slug: f"Someone else in the {group}{named} has this {called}. Each person has their own: check both."
    }


def email_taken(site: SiteProfile, other: str) -> str:
    """Say that somebody else of the same practice has this email address."""
    named = f", {other}," if other else ""
    return (
        f"Someone else in the {site.terms.group}{named} has this email address. Each person needs their own."
    )


def against_practice(site: SiteProfile, draft: Draft, answers: Mapping[str, object]) -> dict[str, str]:
    """Say what the people of the draft have against the answers about the practice, by field."""
    email = str(answers.get("officer_email", "")).strip().lower()
    asked = answers.get("has_officer", "yes") == "yes"
    if not (email and asked and email in _signers(site, draft)):
        return {}
    return {"officer_email": f"Another signer has this email address. {_one_each(site)}"}


def _own_address(site: SiteProfile, draft: Draft) -> str:
    return (
        f"Your account has the email address {draft.address}. Use it for the {site.terms.administrator}, "
        "or say that another person is"
    )


def _taken(site: SiteProfile, person: DraftPerson, other: DraftPerson) -> str:
    if {person.role, other.role} == {"sponsor", "administrator"}:
        sponsor, administrator = site.terms.sponsor, site.terms.administrator
        return (
            f"The {sponsor} and the {administrator} have the same email address. "
            f"Give each their own, or say that they are the same person."
        )
    return email_taken(site, other.name)


def _against_officer(site: SiteProfile, draft: Draft, person: DraftPerson) -> dict[str, str]:
    practice = draft.section("practice").answers
    if person.role not in site.agreement.signers or "officer" not in site.agreement.signers:
        return {}
    asked = practice.get("has_officer", "yes") == "yes" and site.enrollment.officer != "never"
    if not asked or str(practice.get("officer_email", "")).strip().lower() != person.email:
        return {}
    return {"email": f"The {site.terms.officer} has this email address. {_one_each(site)}"}


def _signers(site: SiteProfile, draft: Draft) -> set[str]:
    if "officer" not in site.agreement.signers:
        return set()
    return {person.email for person in draft.people if person.role in site.agreement.signers}


def _one_each(site: SiteProfile) -> str:
    return f"Everybody who signs the {site.terms.agreement} needs their own."
