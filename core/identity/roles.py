"""What people who work for the site may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["analyst", "credentialing", "provisioning", "privacy-officer", "site-administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
EVERY = "*"

NAMES: Mapping[Role, str] = {
    "analyst": "Support analyst",
    "credentialing": "Credentialing",
    "provisioning": "Provisioning",
    "privacy-officer": "Privacy officer",
    "site-administrator": "Site administrator",
}

# Nobody gets or loses these by the word of one person.
TAKES_TWO: tuple[Role, ...] = ("site-administrator", "privacy-officer")

# What each may do, as people read it, in the words of the site.
DUTIES: Mapping[Role, str] = {
    "analyst": "Looks after requests and messages, decides about applications, and activates each"
    " {practice}. Helps people to sign in, and does on the phone what {practice.a} can do for itself.",
    "credentialing": "Decides whether {license.plural} are in order and whose address was proved.",
    "provisioning": "Does the work that people have to do at applications: sets access up and takes it away.",
    "privacy-officer": "Reads the whole trail, looks into suspected misuse, keeps records on hold, and"
    " cancels {practice.a} with a second person.",
    "site-administrator": "Chooses who works here, helps colleagues to sign in, hands on their work, and"
    " leads reviews, holds and changes of {practice.a}. Decides about no request.",
}


class NoSuchRole(ValueError):
    """A word that names no role."""


@dataclass(frozen=True, slots=True)
class StaffRoles:
    """The roles of one person; `applications` are those they may set up, `*` for every one."""

    names: frozenset[str] = frozenset()
    applications: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.names)

    def __str__(self) -> str:
        """Write it as it is stored, and as the command line takes it."""
        plain = sorted(self.names - {"provisioning"})
        return " ".join([*plain, *(_provisioning(each) for each in sorted(self.applications))])

    @classmethod
    def parse(cls, text: str) -> StaffRoles:
        """Read what `str` gives; raise NoSuchRole."""
        return cls.of(text.split())

    @classmethod
    def of(cls, words: Iterable[str]) -> StaffRoles:
        """Read words such as `analyst`, `provisioning` and `provisioning:pacs`; raise NoSuchRole."""
        names, applications = set(), set()
        for word in words:
            name, _, application = word.partition(":")
            if name not in ROLES or (application and name != "provisioning"):
                raise NoSuchRole(f"there is no role {word}; there are: {', '.join(ROLES)}")
            names.add(name)
            if name == "provisioning":
                applications.add(application or EVERY)
        return cls(frozenset(names), frozenset(applications))

    def has(self, *roles: Role) -> bool:
        """Tell whether the person has one of these roles; any role will do when none is named."""
        return bool(self.names & set(roles)) if roles else bool(self.names)

    def authority(self, *roles: Role) -> str:
        """Say for the trail which role allowed what takes one of these, or any when none is named."""
        held = [role for role in ROLES if role in self.names and (not roles or role in roles)]
        return f"role:{held[0]}" if held else ""

    def may_set_up(self, application: str) -> bool:
        """Tell whether the person does the work of this application."""
        return bool(self.applications & {EVERY, application})

    @property
    def sees_cases(self) -> bool:
        """Whether the person opens what practices sent, with everything in it.

        Who sets up some applications and does nothing else sees the work at these, and no more.
        """
        return bool(self.names - {"provisioning"}) or EVERY in self.applications

    @property
    def words(self) -> tuple[str, ...]:
        """The roles as people read them."""
        found = [NAMES[role] for role in ROLES if role in self.names and role != "provisioning"]
        of_every = EVERY in self.applications
        if "provisioning" in self.names:
            which = "every application" if of_every else ", ".join(sorted(self.applications))
            found.append(f"{NAMES['provisioning']} ({which})")
        return tuple(found)


NOBODY = StaffRoles()


def _provisioning(application: str) -> str:
    return "provisioning" if application == EVERY else f"provisioning:{application}"
