"""Who may have an application, and why somebody may not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from core.plugin_api.people import Group, Person

ReasonCode = Literal[
    "suffix-missing",
    "suffix-kind",
    "staff-type",
    "address-missing",
    "region",
    "facility",
    "own-rule",
    "not-asked",
    "unavailable",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: `code` for pages that tell kinds of reasons apart, `words` for the person who reads it."""

    code: ReasonCode
    words: str


SUFFIX_MISSING = Reason("suffix-missing", "Choose a suffix first: it decides what can be requested.")


@dataclass(frozen=True, slots=True)
class Names:
    """What the site calls its slugs and codes; the host fills it in, so that plugins hold no words of a
    site.
    """

    suffix_kinds: Mapping[str, str] = field(default_factory=dict)
    staff_types: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    facilities: Mapping[str, str] = field(default_factory=dict)
    group: str = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Suffix kinds, and if given also staff types, regions (of the group's address) and primary facilities.

    All that are given must hold; None means "any", an empty set means "nobody". `rule` may add one
    condition of the plugin's own: it returns the reason in words, or None when there is nothing against
    it. A rule can only take away.
    """

    suffix_kinds: frozenset[str]
    staff_types: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    facilities: frozenset[str] | None = None
    rule: Callable[[Person, Group], str | None] | None = None
    names: Names = field(default_factory=Names, repr=False, compare=False)

    def why_not(self, person: Person, group: Group) -> str | None:
        """Return the first reason against it in words, or None when this person in this group may have it."""
        reason = self.reason(person, group)
        return reason.words if reason else None

    def reason(self, person: Person, group: Group) -> Reason | None:
        """Return the first reason against it, or None; raise whatever the plugin's own rule raises."""
        return (
            self._of_the_staff_type(person)
            or self._of_the_suffix(person)
            or self._of_the_region(group)
            or self._of_the_facility(group)
            or self._of_the_rule(person, group)
        )

    def within(
        self,
        *,
        suffix_kinds: frozenset[str] | None = None,
        staff_types: frozenset[str] | None = None,
        regions: frozenset[str] | None = None,
    ) -> "Eligibility":
        """Return the same rule for no more than these; None leaves an axis as it is."""
        return replace(
            self,
            suffix_kinds=self.suffix_kinds if suffix_kinds is None else self.suffix_kinds & suffix_kinds,
            staff_types=_both(self.staff_types, staff_types),
            regions=_both(self.regions, regions),
        )

    def _of_the_staff_type(self, person: Person) -> Reason | None:
        if self.staff_types is None or person.staff_type in self.staff_types:
            return None
        words = f"Only for these staff types: {_listed(self.staff_types, self.names.staff_types)}."
        return Reason("staff-type", words)

    def _of_the_suffix(self, person: Person) -> Reason | None:
        if person.suffix_kind in self.suffix_kinds:
            return None
        if not person.suffix_kind:
            return SUFFIX_MISSING
        kinds = self.names.suffix_kinds
        return Reason(
            "suffix-kind",
            f"Only for these kinds of suffix: {_listed(self.suffix_kinds, kinds)}. "
            f"{person.suffix or 'This suffix'} counts as {_called(person.suffix_kind, kinds)}.",
        )

    def _of_the_region(self, group: Group) -> Reason | None:
        if self.regions is None or self.regions & group.regions:
            return None
        where = f"Only in {_listed(self.regions, self.names.regions)}."
        if not group.state or not group.postcode:
            return Reason("address-missing", f"{where} Enter the address of the {self.names.group} first.")
        address = f"{group.state} {group.postcode}"
        return Reason("region", f"{where} The address of the {self.names.group} ({address}) is outside.")

    def _of_the_facility(self, group: Group) -> Reason | None:
        if self.facilities is None or group.facility in self.facilities:
            return None
        where = _listed(self.facilities, self.names.facilities)
        return Reason("facility", f"Only where the primary facility of the {self.names.group} is {where}.")

    def _of_the_rule(self, person: Person, group: Group) -> Reason | None:
        words = self.rule(person, group) if self.rule else None
        return None if words is None else Reason("own-rule", words)


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _listed(slugs: Iterable[str], names: Mapping[str, str]) -> str:
    # In the site's own order, so that the words are the same each time.
    order = {slug: place for place, slug in enumerate(names)}
    called = [_called(slug, names) for slug in sorted(slugs, key=lambda slug: (order.get(slug, 999), slug))]
    return " or ".join(filter(None, (", ".join(called[:-1]), *called[-1:]))) or "nobody"


def _called(slug: str, names: Mapping[str, str]) -> str:
    return names.get(slug) or slug.replace("-", " ")
