"""EligibilitySaid may have an application of a manifest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from core.applications.manifests.names import of_people
from core.applications.manifests.shape import Condition, EligibilitySaid
from core.plugin_api import Eligibility, Group, Person


def eligibility_of(who: EligibilitySaid) -> Eligibility:
    """Make the rule of an application."""
    return Eligibility(
        suffix_kinds=frozenset(who.suffix_kinds),
        staff_types=_set(who.staff_types),
        regions=_set(who.regions),
        facilities=_set(who.facilities),
        rule=_rule_of(who.conditions) if who.conditions else None,
    )


def _set(given: Sequence[str] | None) -> frozenset[str] | None:
    return None if given is None else frozenset(given)


def _rule_of(conditions: Sequence[Condition]) -> Callable[[Person, Group], str | None]:
    def rule(person: Person, group: Group) -> str | None:
        return next(
            (each.words for each in conditions if not _holds(each, of_people(each.about, person, group))),
            None,
        )

    return rule


def _holds(condition: Condition, known: str) -> bool:
    if condition.one_of:
        return known.casefold() in {each.casefold() for each in condition.one_of}
    if condition.pattern:
        return re.fullmatch(condition.pattern, known, re.ASCII) is not None
    return bool(known)
