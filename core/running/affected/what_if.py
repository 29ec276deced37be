"""What a narrower or wider rule of an application would mean for people, before it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.steps import Step
from core.access.why_not import refusal
from core.groups.for_rules import as_group, as_person
from core.portal import Portal
from core.running.affected.queries import Someone, drafts_wanting, people_with

NAMED = 10
# What was requested and is neither given, nor taken, nor refused.
COMING = frozenset({"requested", "approved", "provisioning", "failed"})
# What support agreed to of these: it is set up only as long as it fits.
AGREED = COMING - {"requested"}


@dataclass(frozen=True, slots=True)
class Those:
    """Some people: how many, and the names of the first."""

    number: int = 0
    named: tuple[str, ...] = ()

    def and_also(self, someone: Someone) -> Those:
        """Count one more."""
        if self.number >= NAMED:
            return Those(self.number + 1, self.named)
        name = f"{someone.member.name} ({someone.group.name})"
        return Those(self.number + 1, (*self.named, name))

    def __str__(self) -> str:
        more = self.number - len(self.named)
        return ", ".join(self.named) + (f" and {more} more" if more else "")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Who could not have an application any more, who could, and how much is under way.

    `working` have it and would not fit the rule, `waiting` requested it and would not, and for `agreed` it is
    approved already; `gaining` is how many could request it who cannot now. `coming` counts every request
    under way, and `drafts` how many people in requests that are not sent yet.
    """

    working: Those = Those()
    waiting: Those = Those()
    agreed: Those = Those()
    gaining: int = 0
    coming: int = 0
    drafts: int = 0


async def what_if(before: Portal, after: Portal, slug: str) -> WhatIf:
    """Ask both rules about everybody in a practice, in batches."""
    working, waiting, agreed, gaining, coming = Those(), Those(), Those(), 0, 0
    async for someone in people_with(slug):
        coming += someone.grant in COMING
        lost, won = _differs(before, after, slug, someone)
        if lost and someone.grant == "requested":
            waiting = waiting.and_also(someone)
        elif lost and someone.grant in AGREED:
            agreed = agreed.and_also(someone)
        elif lost and someone.grant:
            working = working.and_also(someone)
        elif won and not someone.grant:
            gaining += 1
    return WhatIf(working, waiting, agreed, gaining, coming, await drafts_wanting(slug))


def _differs(before: Portal, after: Portal, slug: str, someone: Someone) -> tuple[bool, bool]:
    """Tell whether the rule would be against somebody it allows now, and the other way round.

    A rule that does not answer says nothing.
    """
    was, then = _refused(before, slug, someone), _refused(after, slug, someone)
    if any(step and step.unasked for step in (was, then)):
        return False, False
    return was is None and then is not None, was is not None and then is None


def _refused(portal: Portal, slug: str, someone: Someone) -> Step | None:
    person, group = as_person(portal.site, someone.member), as_group(portal.site, someone.group)
    return refusal(portal, slug, person, group)


def rule_in_words(found: WhatIf, name: str) -> Sequence[str]:
    """Say it to whoever changes the rule."""
    words = []
    if found.working.number:
        words += [
            f"{_people(found.working.number)} with {name} no longer fit: {found.working}.",
            "This change ends nothing: their accounts stay until someone ends them, and their pages say "
            "what no longer fits. Meanwhile nobody can open it from here, and suspended access stays "
            "suspended. Undo the change, and both are possible again.",
        ]
    if found.waiting.number:
        words.append(
            f"{_people(found.waiting.number)} requested {name} and no longer fit: {found.waiting}. "
            "Support can’t approve these."
        )
    if found.agreed.number:
        words += [
            f"{_people(found.agreed.number)} with {name} approved, but not set up yet, no longer fit: "
            f"{found.agreed}.",
            "Nobody sets it up for them. Work on it ends as “Can’t complete”, with the reason. "
            "Support can try that again once the person fits again.",
        ]
    if found.gaining:
        words.append(f"{_people(found.gaining)} who can’t request {name} now could.")
    return words or [f"Nobody who has {name} or requested it is affected."]


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"
