"""What a complete draft becomes: a group, its members, and a grant for each application asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel

from core.access.asking import Asked
from core.access.filing import NewGrant
from core.access.records import AgreedText, RequestDetails, SignerNote
from core.enrollment.drafts import Draft, DraftPerson
from core.enrollment.forms.people import person_choices
from core.enrollment.forms.practice import practice_choices
from core.enrollment.offers import Offer
from core.enrollment.once import choices_for
from core.enrollment.review import CheckedPerson, Review
from core.enrollment.signers import administrator_in, officer_in, signers
from core.forms import rows, to_json
from core.groups.appointments import Holder, Part
from core.groups.records import GroupDetails, GroupFacts, MemberDetails, MemberFacts
from core.groups.states import GROUP, MEMBER
from core.portal import Portal
from core.site import SiteProfile

Members = Mapping[UUID, MemberFacts]


def group_of(looked: Review) -> GroupFacts:
    """Make the group that the answers about the practice describe."""
    answers = to_json(_practice(looked))
    return GroupFacts(
        id=uuid4(),
        name=answers["name"],
        jurisdiction=answers["state"],
        postcode=answers["postcode"],
        facility=answers.get("facility"),
        details=GroupDetails.model_validate(answers),
        state=GROUP.first,
        activated_at=None,
    )


def members_of(site: SiteProfile, group: UUID, looked: Review) -> Members:
    """Make a member for everybody listed, by their id in the draft, in the order of its list."""
    return {checked.person.id: _member(site, group, checked) for checked in looked.people}


def holders_of(draft: Draft, members: Members, acting: UUID) -> Mapping[Part, Holder]:
    """Say who plays each part; the account `acting` acts for the administrator at first."""
    found: dict[Part, Holder] = {}
    if sponsor := draft.in_role("sponsor"):
        found["sponsor"] = Holder(members[sponsor.id].id)
    if administrator := administrator_in(draft):
        found["administrator"] = Holder(members[administrator.id].id, account=acting)
    backup = draft.in_role("backup")
    if backup and not backup.stands_for_nobody:
        found["backup"] = Holder(members[backup.id].id)
    if officer := officer_in(draft):
        own = next((each.id for each in members.values() if each.email == officer.email), None)
        found["officer"] = Holder(own) if own else Holder(name=officer.name, email=officer.email)
    return found


def grants_of(portal: Portal, draft: Draft, members: Members, looked: Review) -> list[NewGrant]:
    """Make a grant for each person and application asked for; answers name members, not people of a draft."""
    keys = {str(person): str(member.id) for person, member in members.items()}
    return [
        _grant(portal, draft, offer, keys, members[checked.person.id].id)
        for checked in looked.people
        for offer in checked.offers
        if offer.wanted
    ]


def request_details(portal: Portal, draft: Draft, looked: Review) -> RequestDetails:
    """Return what a request remembers as people saw it: the practice, who signs, the texts agreed to."""
    practice = _practice(looked)
    shown = rows(type(practice), practice, choices=practice_choices(portal.site))
    return RequestDetails(
        practice=shown,
        people=len(looked.people),
        signers=tuple(
            SignerNote(roles=each.roles, name=each.name, email=each.email)
            for each in signers(portal.site, draft)
        ),
        agreed=agreed_texts(looked),
    )


def agreed_texts(looked: Review) -> tuple[AgreedText, ...]:
    """List the texts that were agreed to, each in the version that was read."""
    return tuple(
        AgreedText(text=text.title, version=text.version) for page in looked.sections for text in page.texts
    )


def members_added(site: SiteProfile, group: UUID, looked: Review) -> list[MemberFacts]:
    """Make a member of each person whom a draft adds to a practice, under the key that answers name."""
    new = [each for each in looked.people if each.person.member is None]
    return [replace(_member(site, group, each), id=each.person.id) for each in new]


def asked_in(looked: Review) -> list[Asked]:
    """List what a draft asks for in a practice, with the answers."""
    return [
        Asked(checked.person.member or checked.person.id, offer.slug, offer.answers, sent=checked.person.sent)
        for checked in looked.people
        for offer in checked.offers
        if offer.wanted
    ]


def _practice(looked: Review) -> BaseModel:
    return next(page.answers for page in looked.sections if page.name == "practice" and page.answers)


def _member(site: SiteProfile, group: UUID, checked: CheckedPerson) -> MemberFacts:
    person = checked.person
    answers = to_json(checked.answers) if checked.answers else {}
    return MemberFacts(
        id=uuid4(),
        group=group,
        asked_as=person.role,
        staff_type=person.staff_type,
        suffix=person.suffix,
        first_name=answers["first_name"],
        middle_initial=answers["middle_initial"],
        last_name=answers["last_name"],
        email=answers["email"],
        phone=answers["phone"],
        details=_details(site, person, checked.answers),
        person=None,
        person_state="",
        state=MEMBER.first,
        since=None,
        until=None,
    )


def _details(site: SiteProfile, person: DraftPerson, answers: BaseModel | None) -> MemberDetails:
    if answers is None:
        return MemberDetails(shown=())
    shown = rows(type(answers), answers, choices=person_choices(site, person.role, person.staff_type))
    return MemberDetails.answered(site, to_json(answers), shown)


def _grant(portal: Portal, draft: Draft, offer: Offer, keys: Mapping[str, str], member: UUID) -> NewGrant:
    application, answers = portal.applications[offer.slug], offer.answers
    choices = choices_for(portal, draft, offer.slug)
    shown = rows(type(answers), answers, choices=choices) if answers else ()
    return NewGrant(
        id=uuid4(),
        member=member,
        application=offer.slug,
        application_name=offer.name,
        answers=_renamed(to_json(answers) if answers else {}, keys),
        fields_version=str(application.fields_version),
        shown=shown,
    )


def _renamed(answers: Any, keys: Mapping[str, str]) -> Any:
    """The same answers with the ids of members in place of those of the draft."""
    if isinstance(answers, dict):
        return {name: _renamed(value, keys) for name, value in answers.items()}
    if isinstance(answers, list):
        return [_renamed(value, keys) for value in answers]
    return keys.get(answers, answers) if isinstance(answers, str) else answers
