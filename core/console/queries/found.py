"""What staff find with one search: people with their applications, practices, requests, work and drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.access.states import REQUEST_WORDS
from core.access.tables import Request
from core.console.queries.accesses import HeldAccess, OpenWork, accesses_of
from core.console.queries.drafts import BegunRegistration, drafts_found, drafts_of, latest_of
from core.console.queries.meant import these
from core.database import at_once
from core.groups.records import GroupDetails
from core.groups.rights import KNOWN
from core.groups.states import GROUP
from core.groups.tables import Group, Member
from core.identity.tables import Person
from core.names import full_name
from core.portal import Portal
from core.search import DRAFT, PERSON, PRACTICE, REQUEST, FoundEntries, find_by_words

# As many of each kind are shown.
SHOWN = 25


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody who was found, and in which practices they have what; `id` leads to their page."""

    id: UUID
    name: str
    email: str
    login: str
    practices: tuple[tuple[UUID, str], ...]
    access: tuple[HeldAccess, ...]


@dataclass(frozen=True, slots=True)
class FoundPractice:
    """A practice that was found."""

    id: UUID
    name: str
    place: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """A request that was found, or one of a practice that was."""

    id: UUID
    number: str
    practice: str
    state: str
    words: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was found; `more` names the kinds of which there is more than is shown.

    `only` is the address of the one thing that was meant, where a whole number or name was typed.
    """

    words: tuple[str, ...]
    people: tuple[FoundPerson, ...] = ()
    practices: tuple[FoundPractice, ...] = ()
    requests: tuple[FoundRequest, ...] = ()
    work: tuple[tuple[FoundPerson, OpenWork], ...] = ()
    drafts: tuple[BegunRegistration, ...] = ()
    more: frozenset[str] = frozenset()
    only: str = ""

    @property
    def count(self) -> int:
        """How much is shown."""
        parts: tuple[Sequence[Any], ...] = (self.people, self.practices, self.requests, self.drafts)
        return sum(map(len, parts))


async def results(portal: Portal, text: str) -> Results:
    """Find everything that a text leads to; the same few statements, whatever it finds."""
    found = await find_by_words(text)
    named = found.subjects(PRACTICE)[:SHOWN]
    (people, theirs), begun, practices, requests = await at_once(
        _people(portal, found.subjects(PERSON)),
        drafts_found(found.subjects(DRAFT)[:SHOWN]),
        _practices(named),
        _requests(found.subjects(REQUEST), named),
    )
    return Results(
        words=found.words,
        people=people[:SHOWN],
        practices=practices,
        requests=requests[:SHOWN],
        work=tuple((each, one.work) for each in people[:SHOWN] for one in each.access if one.work),
        drafts=latest_of(begun, theirs),
        more=found.more
        | {PERSON for _ in people[SHOWN:]}
        | {PRACTICE for _ in found.subjects(PRACTICE)[SHOWN:]}
        | {REQUEST for _ in requests[SHOWN:]},
        only=_only(found, people, requests),
    )


def _only(found: FoundEntries, people: Sequence[FoundPerson], requests: Sequence[FoundRequest]) -> str:
    """Where somebody wants to go who typed one whole number, login name or address that is nothing else."""
    exact = [hit for hits in found.hits.values() for hit in hits if hit.exact]
    if not exact or sum(map(len, found.hits.values())) != len(exact):
        return ""
    word = found.words[0]
    if len(requests) == 1 and not people:
        return f"/support/requests/{requests[0].number}"
    if len(people) == 1 and not requests and not found.subjects(PRACTICE):
        one = people[0]
        strong = word.isdecimal() and len(word) >= 10
        return f"/support/people/{one.id}" if strong or word == one.login else ""
    return ""


async def _people(
    portal: Portal, keys: list[UUID]
) -> tuple[tuple[FoundPerson, ...], tuple[BegunRegistration, ...]]:
    """Everybody behind these keys once, in their order, and the registrations they have begun."""
    if not keys:
        return (), ()
    columns = (*Member.all_columns(exclude=[Member.details]), Member.group.name.as_alias("practice"))
    members = await Member.select(*columns).where(these(keys)).order_by(Member.position).limit(200)
    known = {row["person"] for row in members if row["person_state"] in KNOWN}
    behind = [*keys, *filter(None, known)]
    accounts = Person.select(Person.account).where(Person.id.is_in(behind))
    persons, access, begun = await at_once(
        _persons(behind), accesses_of(portal, [row["id"] for row in members]), drafts_of(accounts)
    )
    seats: dict[UUID, list[Mapping[str, Any]]] = {key: [] for key in keys if key in persons}
    for row in members:
        seats.setdefault(
            row["person"] if row["person"] in persons and row["person"] in known else row["id"], []
        ).append(row)
    place = {key: n for n, key in enumerate(keys)}
    order = sorted(seats, key=lambda key: min(place.get(each, len(keys)) for each in _keys(key, seats[key])))
    found = tuple(_person(key, persons.get(key), seats[key], access) for key in order)
    return found, begun


async def _persons(keys: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    return {row["id"]: row for row in await Person.select().where(Person.id.is_in([*keys]))}


def _keys(key: UUID, seats: Sequence[Mapping[str, Any]]) -> list[UUID]:
    return [key, *(row["id"] for row in seats)]


def _person(
    key: UUID,
    person: Mapping[str, Any] | None,
    seats: Sequence[Mapping[str, Any]],
    access: Mapping[UUID, tuple[HeldAccess, ...]],
) -> FoundPerson:
    named = seats[0] if seats else person or {}
    return FoundPerson(
        id=key,
        name=full_name(named["first_name"], named.get("middle_initial", ""), named["last_name"]),
        email=seats[0]["email"] if seats else named["email_key"],
        login=(person["portal_id"] or "") if person else "",
        practices=tuple((row["group"], row["practice"]) for row in seats),
        access=tuple(each for row in seats for each in access.get(row["id"], ())),
    )


async def _practices(keys: list[UUID]) -> tuple[FoundPractice, ...]:
    if not keys:
        return ()
    rows = {row["id"]: row for row in await Group.select().where(Group.id.is_in(keys)).output(load_json=True)}
    return tuple(_practice(rows[key]) for key in keys if key in rows)


def _practice(row: Mapping[str, Any]) -> FoundPractice:
    city = GroupDetails.model_validate(row["details"]).city
    place = ", ".join(part for part in (city, row["jurisdiction"], row["postcode"]) if part)
    return FoundPractice(row["id"], row["name"], place, row["state"], GROUP.in_words(row["state"]))


async def _requests(keys: list[UUID], practices: list[UUID]) -> tuple[FoundRequest, ...]:
    """The requests that were found, and the newest of the practices that were."""
    if not keys and not practices:
        return ()
    columns = (
        Request.id,
        Request.number,
        Request.state,
        Request.submitted_at,
        Request.group.name.as_alias("name"),
    )
    theirs: Any = Request.id.is_in(keys) if keys else Request.group.is_in(practices)
    if keys and practices:
        theirs |= Request.group.is_in(practices)
    newest = Request.select(*columns).where(theirs).order_by(Request.number, ascending=False)
    return tuple(
        FoundRequest(
            row["id"],
            row["number"],
            row["name"],
            row["state"],
            REQUEST_WORDS[row["state"]],
            row["submitted_at"],
        )
        for row in await newest.limit(SHOWN + 1)
    )
