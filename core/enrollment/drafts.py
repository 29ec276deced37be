"""A draft as it is handed around, in frozen records: read it, change the copy, store what differs.

What a page asks of a person or a draft many times is found once, because no record ever changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from core.enrollment.found_once import FoundOnce
from core.names import full_name
from core.site import SiteProfile

Typed = Mapping[str, Any]
ROLES = ("sponsor", "administrator", "backup", "member")
# Not a step: what support says when it asks for more in the place of a practice.
BY_SUPPORT = "by-support"


@dataclass(frozen=True, slots=True)
class Asked:
    """One application of a person: whether it is asked for, and what was typed into its own fields.

    What was typed stays when the tick is taken away, so that ticking again brings it back.
    """

    wanted: bool = True
    answers: Typed = field(default_factory=dict)


@dataclass(frozen=True)
class Section(FoundOnce):
    """One step as it was typed; version 0 was never saved."""

    name: str
    answers: Typed = field(default_factory=dict)
    complete: bool = False
    version: int = 0


@lru_cache(maxsize=32)
def _not_begun(name: str) -> Section:
    return Section(name)


@dataclass(frozen=True)
class DraftPerson(FoundOnce):
    """A person of a draft; details are as typed, so every one of them may be empty or wrong.

    With a `member` they belong to the practice already, and `held` says in words of each application they
    have or asked for why it cannot be asked for once more. `standing` is how they stand there in one word,
    and `there` is false for who is on leave or has left. With `sent` what they want was sent already: it goes
    on whether or not it is open to new requests.
    """

    id: UUID
    role: str
    staff_type: str = ""
    suffix: str = ""
    details: Typed = field(default_factory=dict)
    applications: Mapping[str, Asked] = field(default_factory=dict)
    complete: bool = False
    position: int = 0
    version: int = 0
    member: UUID | None = None
    held: Mapping[str, str] = field(default_factory=dict)
    standing: str = ""
    there: bool = True
    sent: bool = False

    def typed(self, name: str) -> str:
        """Return one typed detail as text."""
        value = self.details.get(name, "")
        return value if isinstance(value, str) else ""

    @cached_property
    def name(self) -> str:
        """The name as far as typed."""
        return full_name(*map(self.typed, ("first_name", "middle_initial", "last_name")))

    @cached_property
    def email(self) -> str:
        """The address in the spelling in which addresses are compared."""
        return self.typed("email").strip().lower()

    def known_by(self, site: SiteProfile) -> str:
        """Slug and value of the identifier that tells them apart, empty without a whole one.

        It is kept, as everything that is made of what was typed: everybody of a list is compared with all.
        """
        kept = self.__dict__.get("_known_by")
        if kept is None or kept[0] is not site:
            kept = self.__dict__["_known_by"] = (site, site.known_by(self.details))
        return str(kept[1])

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The applications asked for."""
        return tuple(slug for slug, asked in self.applications.items() if asked.wanted)

    @cached_property
    def stands_for_nobody(self) -> bool:
        """Whether this part of the group is played by the sponsor, or by nobody at all."""
        return self.typed("same_person") == "yes" or self.typed("has_backup") == "no"


@dataclass(frozen=True, slots=True)
class WaitingRows:
    """How many rows of lists are not added yet, whether a file waits, and how many the last import added."""

    rows: int = 0
    fresh: bool = False
    file_name: str = ""
    added: int = 0


@dataclass(frozen=True)
class Draft:
    """Everything typed so far; `version` counts the changes to the people, `waiting` is not added yet.

    `address` is that of the account that registers; empty when there is no such account. A draft that asks
    for more in a practice names its `group`; `colleagues` are those of it who are not in the draft.
    """

    id: UUID
    account: UUID
    state: str
    version: int
    started_at: datetime
    changed_at: datetime
    sections: Mapping[str, Section] = field(default_factory=dict)
    everybody: tuple[DraftPerson, ...] = ()
    address: str = ""
    waiting: WaitingRows = WaitingRows()
    group: UUID | None = None
    colleagues: tuple[DraftPerson, ...] = ()

    def section(self, name: str) -> Section:
        """Return a step, empty when nothing of it was saved yet."""
        return self.sections.get(name) or _not_begun(name)

    @cached_property
    def people(self) -> tuple[DraftPerson, ...]:
        """Those who are listed and may ask for applications: everybody once."""
        return tuple(person for person in self.everybody if not person.stands_for_nobody)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The applications that anybody asks for."""
        return frozenset().union(*(person.wanted for person in self.people))

    @cached_property
    def addresses(self) -> frozenset[str]:
        """The email addresses of everybody in the practice, as they are compared."""
        return frozenset(self.by_email)

    @cached_property
    def by_email(self) -> Mapping[str, tuple[DraftPerson, ...]]:
        """Everybody in the practice by their address, the draft's own people first."""
        return _grouped((*self.people, *self.colleagues), attrgetter("email"))

    def by_number(self, site: SiteProfile) -> Mapping[str, tuple[DraftPerson, ...]]:
        """Everybody in the practice by the identifier that tells them apart, the draft's own people first."""
        kept = self.__dict__.get("_by_number")
        if kept is None or kept[0] is not site:
            every = _grouped((*self.people, *self.colleagues), lambda each: each.known_by(site))
            kept = self.__dict__["_by_number"] = (site, every)
        found: Mapping[str, tuple[DraftPerson, ...]] = kept[1]
        return found

    @property
    def by_support(self) -> str:
        """Why support asks in the place of the practice; empty where the practice asks itself."""
        return str(self.section(BY_SUPPORT).answers.get("reason", ""))

    def in_role(self, role: str) -> DraftPerson | None:
        """Find who plays the one part: sponsor, administrator or backup."""
        return next((person for person in self.everybody if person.role == role), None)

    @property
    def passes_on(self) -> bool:
        """Whether somebody else than the account that registers is named as administrator."""
        administrator = self.in_role("administrator")
        return administrator is not None and self.names_another(administrator)

    def names_another(self, administrator: DraftPerson) -> bool:
        """Tell whether an administrator typed like this is not at the address of the account."""
        sponsor = self.in_role("sponsor")
        same = administrator.typed("same_person") == "yes"
        named = (sponsor.email if sponsor else "") if same else administrator.email
        return bool(self.address and named) and named != self.address

    def person(self, key: UUID) -> DraftPerson | None:
        """Find the person with this id."""
        return next((person for person in self.everybody if person.id == key), None)

    def with_person(self, person: DraftPerson) -> Draft:
        """Return the draft with this person added or put in place of the earlier one."""
        if self.person(person.id) is None:
            return replace(self, everybody=(*self.everybody, person))
        kept = tuple(person if each.id == person.id else each for each in self.everybody)
        return replace(self, everybody=kept)

    def without_person(self, key: UUID) -> Draft:
        """Return the draft without this person."""
        return replace(self, everybody=tuple(each for each in self.everybody if each.id != key))

    def with_section(self, section: Section) -> Draft:
        """Return the draft with this step in place of the earlier one."""
        return replace(self, sections={**self.sections, section.name: section})


def _grouped(
    people: Iterable[DraftPerson], key: Callable[[DraftPerson], str]
) -> Mapping[str, tuple[DraftPerson, ...]]:
    found: dict[str, list[DraftPerson]] = {}
    for person in people:
        found.setdefault(key(person), []).append(person)
    return {value: tuple(each) for value, each in found.items()}
