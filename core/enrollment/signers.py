"""Who has to sign for a practice."""

from __future__ import annotations

from dataclasses import dataclass

from core.agreements.content import Practice
from core.agreements.signers import Party
from core.enrollment.drafts import Draft, DraftPerson
from core.groups.records import GroupFacts
from core.site import SiteProfile


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody whose signature the agreement needs; one person may sign in several parts."""

    roles: tuple[str, ...]
    name: str
    email: str


def parties(site: SiteProfile, draft: Draft) -> tuple[Party, ...]:
    """List everybody named for each part in which the site's agreement is signed."""
    found = ((role, _named(draft, role)) for role in site.agreement.signers)
    return tuple(Party(role, signer.name, signer.email) for role, signer in found if signer)


def practice_of(draft: Draft, group: GroupFacts) -> Practice:
    """Return the practice as its agreement names it; its administrator is told what becomes of that."""
    administrator = administrator_in(draft)
    return Practice(group.id, group.name, group.address_lines, administrator.email if administrator else "")


def signers(site: SiteProfile, draft: Draft) -> tuple[Signer, ...]:
    """List everybody who must sign, in the order of the site's agreement; nobody twice."""
    found: dict[str, Signer] = {}
    for role in site.agreement.signers:
        signer = _named(draft, role)
        if signer is None:
            continue
        earlier = found.get(signer.email)
        roles = (*(earlier.roles if earlier else ()), role)
        found[signer.email] = Signer(roles, signer.name, signer.email)
    return tuple(found.values())


def administrator_in(draft: Draft) -> DraftPerson | None:
    """Find the person who gets all mail about the group: the sponsor where both are the same person."""
    administrator = draft.in_role("administrator")
    if administrator and administrator.stands_for_nobody:
        return draft.in_role("sponsor")
    return administrator


def officer_in(draft: Draft) -> Signer | None:
    """Find the officer who signs for the practice, where it has one."""
    typed = draft.section("practice").answers
    if typed.get("has_officer", "yes") != "yes" or not typed.get("officer_email"):
        return None
    return Signer(("officer",), str(typed["officer_name"]), str(typed["officer_email"]).strip().lower())


def _named(draft: Draft, role: str) -> Signer | None:
    return officer_in(draft) if role == "officer" else _of_people(draft, role)


def _of_people(draft: Draft, role: str) -> Signer | None:
    person = administrator_in(draft) if role == "administrator" else draft.in_role(role)
    return Signer((role,), person.name, person.email) if person else None
