"""What every page of an enrollment begins with: the draft of the person who asks, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from core.enrollment.drafts import Draft
from core.enrollment.rules import lists_people
from core.enrollment.sections import section_names
from core.enrollment.starting import load
from core.errors import NotFound
from core.portal import Portal
from web.security.guards import HOME, GoFirst
from web.visit import Visit

# In which of the five steps of the stepper each section lies.
_STEP = {
    "sponsor": 2,
    "administrator": 2,
    "backup": 2,
    "members": 3,
    "shared": 4,
    "additional": 4,
    "attestation": 4,
    "check": 5,
}
CHECK = "check"


async def opened(visit: Visit, enrollment_id: UUID) -> Draft:
    """Load the person's own draft, else NotFound; once it was sent, its pages lead to the request it became.

    The purpose comes before everything else.
    """
    draft = await load(enrollment_id, visit.who.account_id, visit.who.session.email)
    if draft.state != "draft":
        raise GoFirst(HOME)
    return draft


async def opened_list(visit: Visit, enrollment_id: UUID) -> Draft:
    """Load the person's own draft for a page of the people it lists; NotFound where it lists nobody."""
    draft = await opened(visit, enrollment_id)
    if not lists_people(visit.portal.site, draft):
        raise NotFound
    return draft


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: in which enrollment, and in which of its steps, counted from 1.

    `filled` are the steps in which nothing is missing. With a `group` more is asked for there, `by_support`
    for the reason it gives, or by the practice itself.
    """

    enrollment: UUID
    steps: tuple[str, ...]
    step: int
    filled: frozenset[int]
    group: UUID | None = None
    by_support: str = ""

    @property
    def practice(self) -> str:
        """The page of the practice in which more is asked for, as who asks has it."""
        return f"{'/support/practices' if self.by_support else '/office'}/{self.group}"

    @property
    def people(self) -> str:
        """What the pages of its people begin with."""
        return f"{'/support' if self.by_support else '/office'}/people/"


def place(visit: Visit, draft: Draft, section: str) -> Place:
    """Say where the page of this section stands."""
    numbers = _numbers(visit.portal, draft)
    steps = tuple(name for number, name in enumerate(_steps(visit.portal), 1) if number in numbers)
    step = numbers.get(_STEP.get(section, 1), 1)
    filled = frozenset(numbers[each] for each in _filled(visit.portal, draft) if each in numbers)
    return Place(draft.id, steps, step, filled, draft.group, draft.by_support)


def _numbers(portal: Portal, draft: Draft) -> Mapping[int, int]:
    """The steps that a draft has, and the number of each in it."""
    people = _STEP["members"]
    # Of a practice that is there, its people come first.
    left_out = range(1, people) if draft.group else () if lists_people(portal.site, draft) else (people,)
    kept = (each for each in range(1, _STEP[CHECK] + 1) if each not in left_out)
    return {each: number for number, each in enumerate(kept, 1)}


def address(draft: Draft, *rest: object) -> str:
    """Return the address of a page of this draft."""
    return "/".join(map(str, ("/enrollment", draft.id, *rest)))


def after(portal: Portal, draft: Draft, section: str, then: str | None) -> str:
    """Say where "Save and continue" leads: to the answers if one came from there, else to the next step."""
    names = section_names(portal, draft)
    place = names.index(section) + 1 if section in names else len(names)
    return address(draft, CHECK if then == CHECK or place >= len(names) else names[place])


def came_from(then: str | None) -> str:
    """Return the end of an address that remembers that one came from the answers."""
    return f"?then={CHECK}" if then == CHECK else ""


def later(draft: Draft) -> str:
    """Return where "Save and come back later" leads."""
    return f"{address(draft)}?saved=yes"


def _filled(portal: Portal, draft: Draft) -> frozenset[int]:
    """The steps whose sections were all filled in, by what was found when each was saved."""
    missing = {_STEP.get(name, 1) for name in section_names(portal, draft) if not _complete(draft, name)}
    return frozenset(range(1, _STEP[CHECK])) - missing


def _complete(draft: Draft, name: str) -> bool:
    if name == "members":
        return any(each.wanted for each in draft.people) and all(each.complete for each in draft.people)
    who = draft.in_role(name)
    return who.complete if who else draft.section(name).complete


def _steps(portal: Portal) -> tuple[str, ...]:
    sponsored = portal.site.enrollment.sponsor
    people = "{Sponsor.short} and {administrator.short}" if sponsored else "{Administrator.short}"
    named = ("{Practice}", people, "People and access")
    return (*map(portal.site.terms.said, named), "Additional information", "Check and submit")
