"""Keeping corrected answers about a practice and its people; part of the change that corrects them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from core.errors import Invalid
from core.groups.looked_at_again import look_again
from core.groups.marks import mark_practice
from core.groups.people import load_member, members_of
from core.groups.practice_names import folded_practice
from core.groups.records import GroupDetails, MemberDetails, MemberFacts
from core.groups.searched import index_group, index_members
from core.groups.tables import Group, Member
from core.site import SiteProfile

SAME_ADDRESS = "{name}, on the same list, has this email address. Each person needs their own."
_ROLE = ("staff_type", "suffix")
_COLUMNS = ("staff_type", "suffix", "first_name", "middle_initial", "last_name", "phone")


async def correct_group(group: UUID, answers: Mapping[str, Any]) -> None:
    """Keep everything that was answered about a practice, in place of what it had."""
    answered = GroupDetails.model_validate(answers).stored()
    values: dict[Any, Any] = {Group.details: answered, Group.facility: answers.get("facility")}
    await Group.update(values).where(Group.id == group)
    await mark_practice(group)
    await index_group(group)


async def rename_and_move(group: UUID, answers: Mapping[str, Any]) -> None:
    """Give a practice the name and the place that were answered; its people are found by its name, too."""
    values: dict[Any, Any] = {
        Group.name: answers["name"],
        Group.folded_name: folded_practice(answers["name"]),
        Group.jurisdiction: answers["state"],
        Group.postcode: answers["postcode"],
    }
    await Group.update(values).where(Group.id == group)
    await index_members([each.id for each in await members_of(group)])


async def correct_member(
    site: SiteProfile, member: UUID, answers: Mapping[str, Any], shown: Sequence[Sequence[str]]
) -> None:
    """Keep everything that was answered about a person, and the rows as people saw them.

    Invalid at `email` for an address that somebody else of the practice has. With the group locked.
    """
    before = await load_member(member)
    if "email" in answers and answers["email"] != before.email:
        await correct_address(before, answers["email"])
    details = MemberDetails.answered(site, answers, shown)
    values: dict[Any, Any] = {Member.details: details.stored()}
    values |= {getattr(Member, name): answers[name] for name in _COLUMNS if name in answers}
    await Member.update(values).where(Member.id == member)
    if any(answers.get(name, getattr(before, name)) != getattr(before, name) for name in _ROLE):
        await look_again("role", member)
    await mark_practice(before.group)
    await index_members([member])


async def correct_address(member: MemberFacts, email: str) -> MemberFacts:
    """Keep another address of a person, in place of one that is somebody else's; Invalid at `email`.

    Return the person as they are then. With the group locked.
    """
    for each in await members_of(member.group):
        if each.email == email and each.id != member.id:
            raise Invalid({"email": SAME_ADDRESS.format(name=each.name)})
    values: dict[Any, Any] = {Member.email: email, Member.key: f"{member.group}:{email}"}
    answered = member.details.at_address(member.email, email)
    await Member.update({**values, Member.details: answered.stored()}).where(Member.id == member.id)
    await index_members([member.id])
    return replace(member, email=email, details=answered)
