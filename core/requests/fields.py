"""Which answers of a request can be given back to be corrected, and the forms they belong to.

What stands in the agreement that everybody signs cannot change under the signers: the name and address of the
practice, and the names of the people who sign. Their addresses are corrected at the agreement, and only the
sponsor's here, once nobody is asked to sign: it is proved anew by support.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from core.access.places import person_renamed
from core.access.records import RequestFacts, Shown
from core.access.request_moves import CHECKING, CORRECTING, remember
from core.agreements.queries import latest_of_group
from core.enrollment.forms.people import license_names, person_choices, person_model
from core.enrollment.forms.practice import practice_choices, practice_model
from core.forms import Form, Offered, draw, read, rows, with_gone
from core.groups.correcting import correct_group, correct_member
from core.groups.people import load_group, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import parts_played
from core.portal import Portal
from core.site import SiteProfile

PRACTICE = "practice"
KIND = ("staff_type", "suffix")
_OF_PRACTICE = ("phone", "extension", "fax", "has_ehr", "ehr", "facility")
_NUMBERS = ("phone", "extension")
_NAMES = ("first_name", "one_name", "no_middle_initial", "middle_initial", "last_name", "email")


@dataclass(frozen=True, slots=True)
class Part:
    """The practice, one person of it or one line, with the form of everything that was answered.

    `key` is `practice` or the key of a member or grant; `names` are the fields that can be given back.
    """

    key: str
    title: str
    model: type[BaseModel]
    choices: Offered
    stored: Mapping[str, Any]
    names: tuple[str, ...]
    member: MemberFacts | None = None

    @property
    def prefix(self) -> str:
        """What stands before the names of its inputs."""
        return f"{self.key}."

    @property
    def form(self) -> Form:
        """Everything as it is stored now."""
        return draw(self.model, self.stored, choices=self.choices, prefix=self.prefix)

    @property
    def shown(self) -> Shown:
        """The stored answers, label and value, as people read them."""
        known = with_gone(self.choices)
        stored = read(self.model, self.form.sent, choices=known, prefix=self.prefix).answers
        return rows(self.model, stored, choices=self.choices) if stored else ()

    def value(self, name: str) -> str:
        """Return what was answered to a field, as people read it."""
        return dict(self.shown).get(self.label(name), "")

    def label(self, name: str) -> str:
        """Return what people read for a field."""
        return self.form[name].label

    def opened(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the inputs that are open when these fields were given back."""
        return names


async def parts_of(portal: Portal, request: RequestFacts) -> tuple[Part, ...]:
    """List the practice, then everybody in it, while credentials are checked; four statements."""
    if request.state not in (CHECKING, CORRECTING):
        return ()
    group, members = await load_group(request.group), await members_of(request.group)
    played, sent = await parts_played(group.id), await latest_of_group(group.id)
    signing = set(portal.site.agreement.signers)
    waits = sent is not None and sent.agreement.state == "out"
    return (
        _practice(portal.site, group),
        *(person_part(portal.site, each, signing & {*played.get(each.id, ())}, waits) for each in members),
    )


async def store(
    site: SiteProfile, part: Part, request: RequestFacts, stored: Mapping[str, Any], shown: Shown
) -> None:
    """Keep the corrected answers of the practice or a person; part of a change."""
    if part.member is None:
        await correct_group(request.group, stored)
        await remember(request, request.details.model_copy(update={"practice": shown}))
    else:
        await correct_member(site, UUID(part.key), stored, shown)
        await person_renamed(UUID(part.key))


def _practice(site: SiteProfile, group: GroupFacts) -> Part:
    model = practice_model(site)
    names = tuple(name for name in _OF_PRACTICE if name in model.model_fields)
    return Part(PRACTICE, group.name, model, practice_choices(site), group.details.stored(), names)


def person_part(
    site: SiteProfile,
    member: MemberFacts,
    signs_as: set[Literal["sponsor", "administrator", "officer", "member"]],
    waits: bool,
) -> Part:
    """Return somebody of a practice with what of their answers can change; `waits` while others sign."""
    role = member.asked_as
    model = person_model(site, role, member.staff_type, member.suffix)
    allowed = (*KIND, *(() if signs_as else _NAMES), *_NUMBERS, *license_names(site))
    if signs_as == {"sponsor"} and not waits:
        allowed = (*allowed, "email")
    names = tuple(name for name in allowed if name in model.model_fields)
    choices = person_choices(site, role)
    return Part(str(member.id), member.name, model, choices, member.details.answers, names, member)
