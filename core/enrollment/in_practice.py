"""What a draft that asks for more in a practice has from there: its people, and what they have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from core.access.lines import Line, lines_of
from core.access.queries import states_held
from core.access.states import ALIVE
from core.enrollment.drafts import Draft, DraftPerson, Section
from core.groups.people import load_group, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.groups.standing import stands_as

_OWN = ("first_name", "middle_initial", "last_name", "email", "phone")
_HELD: Mapping[str, str] = {
    "active": "This person has it already.",
    "suspended": "This person has it already. It is suspended.",
}


async def as_it_stands(draft: Draft, group: UUID) -> Draft:
    """Return the draft with the practice and its people as they are now; who is not there now falls out."""
    found, members = await load_group(group), {each.id: each for each in await members_of(group)}
    there = [each for each in draft.everybody if each.member is None or _is_there(members, each.member)]
    held = await _held(found, [members[each.member] for each in there if each.member is not None])
    states = await states_held(group)
    colleagues = {key: _colleague(each, states.get(key, ())) for key, each in members.items()}
    everybody = tuple(
        each if each.member is None else _taken_up(each, colleagues[each.member], held.get(each.member, {}))
        for each in there
    )
    named = {each.member for each in everybody}
    others = tuple(each for key, each in colleagues.items() if key not in named)
    practice = Section("practice", _answers(found), complete=True)
    return replace(draft.with_section(practice), everybody=everybody, colleagues=others)


def _is_there(members: Mapping[UUID, MemberFacts], key: UUID) -> bool:
    return key in members and members[key].state == "active"


def _colleague(member: MemberFacts, states: Collection[str]) -> DraftPerson:
    """Return a member as somebody whom a draft may take up, under the member's own key."""
    own = {name: getattr(member, name) for name in _OWN}
    return DraftPerson(
        member.id,
        "member",
        member.staff_type,
        member.suffix,
        details={**member.details.answers, **own},
        complete=True,
        member=member.id,
        standing=stands_as(member.state, member.person_state, states),
        there=member.state == "active",
    )


def _taken_up(person: DraftPerson, known: DraftPerson, held: Mapping[str, str]) -> DraftPerson:
    """Return somebody of the draft as they are known in the practice."""
    asked = {name: getattr(person, name) for name in ("id", "applications", "position", "version")}
    return replace(known, held=held, **asked)


async def _held(group: GroupFacts, members: list[MemberFacts]) -> dict[UUID, dict[str, str]]:
    """Say of each access that is not over why it cannot be asked for."""
    found: dict[UUID, dict[str, str]] = {}
    for line in await lines_of(group, members, *ALIVE):
        found.setdefault(line.member.id, {})[line.grant.application] = _words(line)
    return found


def _words(line: Line) -> str:
    asked = f"It was requested already, with {line.request.number}."
    return _HELD.get(line.grant.state, asked)


def _answers(group: GroupFacts) -> dict[str, object]:
    own = {"name": group.name, "state": group.jurisdiction, "postcode": group.postcode}
    return {**group.details.stored(), **own, "facility": group.facility or ""}
