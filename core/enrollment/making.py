"""What a complete draft becomes: a group, its members, and a grant for each application asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel

from core import clock
from core.access.asking import line_of
from core.access.records import AgreedText, RequestDetails, SignerNote
from core.access.states import GRANT
from core.access.tables import Grant, RequestLine
from core.enrollment.drafts import Draft, DraftPerson
from core.enrollment.forms.people import person_choices
from core.enrollment.forms.practice import practice_choices
from core.enrollment.offers import Offer, choices_for
from core.enrollment.review import CheckedPerson, Review
from core.enrollment.signers import administrator_in, officer_in, signers
from core.forms import rows, to_json
from core.groups.appointments import Holder, Part
from core.groups.tables import Group, Member
from core.names import bare_name
from core.portal import Portal
from core.site import SiteProfile

Members = Mapping[UUID, Member]


def group_of(site: SiteProfile, draft: Draft, looked: Review) -> Group:
    """The group that the answers about the practice describe."""
    answers = to_json(_practice(looked))
    return Group(
        enrollment=draft.id,
        name=answers["name"],
        name_key=bare_name(answers["name"]),
        jurisdiction=answers["state"],
        postcode=answers["postcode"],
        facility=answers.get("facility"),
        details=answers,
        created_at=clock.now(),
    )


def members_of(site: SiteProfile, draft: Draft, group: Group, looked: Review) -> Members:
    """A member for everybody listed, by their id in the draft."""
    return {checked.person.id: _member(site, group, checked) for checked in looked.people}


def holders_of(draft: Draft, members: Members) -> Mapping[Part, Holder]:
    """Who plays each part; the account that registers the practice acts for its administrator at first."""
    found: dict[Part, Holder] = {}
    if sponsor := draft.in_role("sponsor"):
        found["sponsor"] = Holder(members[sponsor.id].id)
    if administrator := administrator_in(draft):
        found["administrator"] = Holder(members[administrator.id].id, account=draft.account)
    backup = draft.in_role("backup")
    if backup and not backup.stands_for_nobody:
        found["backup"] = Holder(members[backup.id].id)
    if officer := officer_in(draft):
        own = next((each.id for each in members.values() if each.email == officer.email), None)
        found["officer"] = Holder(own) if own else Holder(name=officer.name, email=officer.email)
    return found


def grants_of(desk: Portal, draft: Draft, members: Members, looked: Review) -> list[Grant]:
    """A grant for each person and application asked for; answers name members, not people of the draft."""
    keys = {str(person): str(member.id) for person, member in members.items()}
    return [
        _grant(desk, draft, offer, keys, members[checked.person.id])
        for checked in looked.people
        for offer in checked.offers
        if offer.wanted
    ]


def lines_of(request: UUID, grants: Sequence[Grant]) -> list[RequestLine]:
    """A line of the request for each grant, with the answers it has."""
    return [
        line_of(
            request,
            each.id,
            {"answers": each.answers, "fields_version": each.fields_version, "shown": each.shown},
        )
        for each in grants
    ]


def request_details(desk: Portal, draft: Draft, looked: Review) -> RequestDetails:
    """What a request remembers as people saw it: the practice, who signs, which texts were agreed to."""
    practice = _practice(looked)
    shown = rows(type(practice), practice, choices=practice_choices(desk.site))
    return RequestDetails(
        practice=shown,
        people=len(looked.people),
        signers=tuple(
            SignerNote(roles=each.roles, name=each.name, email=each.email)
            for each in signers(desk.site, draft)
        ),
        agreed=tuple(
            AgreedText(text=text.title, version=text.version)
            for page in looked.sections
            for text in page.texts
        ),
    )


def _practice(looked: Review) -> BaseModel:
    return next(page.answers for page in looked.sections if page.name == "practice" and page.answers)


def _member(site: SiteProfile, group: Group, checked: CheckedPerson) -> Member:
    person, key = checked.person, uuid4()
    answers = to_json(checked.answers) if checked.answers else {}
    return Member(
        id=key,
        group=group.id,
        asked_as=person.role,
        staff_type=person.staff_type,
        suffix=person.suffix,
        first_name=answers["first_name"],
        middle_initial=answers["middle_initial"],
        last_name=answers["last_name"],
        email=answers["email"],
        phone=answers["phone"],
        details=answers | {"shown": _shown(site, person, checked.answers)},
        position=person.position,
        key=f"{group.id}:{answers['email']}",
    )


def _shown(site: SiteProfile, person: DraftPerson, answers: BaseModel | None) -> list[list[str]]:
    if answers is None:
        return []
    choices = person_choices(site, person.role, person.staff_type)
    return [list(row) for row in rows(type(answers), answers, choices=choices)]


def _grant(desk: Portal, draft: Draft, offer: Offer, keys: Mapping[str, str], member: Member) -> Grant:
    application, answers = desk.applications[offer.slug], offer.answers
    choices = choices_for(desk, draft, offer.slug)
    shown = rows(type(answers), answers, choices=choices) if answers else ()
    return Grant(
        id=uuid4(),
        member=member.id,
        application=offer.slug,
        application_name=offer.name,
        state=GRANT.first,
        answers=_renamed(to_json(answers) if answers else {}, keys),
        fields_version=str(application.fields_version),
        shown=[list(row) for row in shown],
        changed_at=clock.now(),
        key=f"{member.id}:{offer.slug}",
    )


def _renamed(answers: Any, keys: Mapping[str, str]) -> Any:
    """The same answers with the ids of members in place of those of the draft."""
    if isinstance(answers, dict):
        return {name: _renamed(value, keys) for name, value in answers.items()}
    if isinstance(answers, list):
        return [_renamed(value, keys) for value in answers]
    return keys.get(answers, answers) if isinstance(answers, str) else answers
