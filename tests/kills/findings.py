"""Compares what the portal believes with what the applications have, and names everything that differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

Mail = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Access:
    """A grant: whose it is, what people last decided (`wanted`), and the state the portal has for it."""

    grant: str
    application: str
    human: str
    wanted: bool
    state: str


@dataclass(frozen=True, slots=True)
class AccountThere:
    """An account at an application, with the grants that it bears."""

    application: str
    human: str
    login: str
    active: bool
    grants: tuple[str, ...]


@dataclass(slots=True)
class Findings:
    """Everything that should not be: access that is missing, there twice, or there although it was ended;
    work that nobody will finish; mails that were not queued, or twice.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)

    @property
    def none(self) -> bool:
        """Whether everything is as it should be."""
        return not (self.lost or self.doubled or self.back or self.stuck or self.mails)


def compare(accesses: Sequence[Access], accounts: Sequence[AccountThere]) -> Findings:
    """What is lost, doubled or back again."""
    bearing: dict[str, list[AccountThere]] = defaultdict(list)
    for account in accounts:
        for grant in account.grants:
            bearing[grant].append(account)
    found = Findings()
    for access in accesses:
        _look_at(access, bearing.pop(access.grant, []), found)
    found.back += [f"{grant} stands at an account, and nobody asked for it" for grant in bearing]
    found.back += [
        f"{each.login} at {each.application} is active for nothing"
        for each in accounts
        if each.active and not each.grants
    ]
    found.doubled += _twice("human", [(each.application, each.human) for each in accounts])
    found.doubled += _twice("login", [(each.application, each.login) for each in accounts])
    return found


def _look_at(access: Access, bearing: list[AccountThere], found: Findings) -> None:
    if len(bearing) > 1:
        found.doubled.append(f"{access.grant} stands {len(bearing)} times")
    right = [each for each in bearing if _belongs(each, access)]
    if access.wanted and access.state != "active":
        found.lost.append(f"{access.grant} is {access.state}")
    elif access.wanted and not any(each.active for each in right):
        found.lost.append(f"{access.grant} is not at an active account of its human")
    if not access.wanted and (access.state != "revoked" or bearing):
        found.back.append(f"{access.grant} was ended, is {access.state}, and stands {len(bearing)} times")
    if len(right) < len(bearing):
        found.back.append(f"{access.grant} stands at an account of someone else")


def _belongs(account: AccountThere, access: Access) -> bool:
    return (account.application, account.human) == (access.application, access.human)


def _twice(what: str, keys: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{what} {key}: {count} accounts" for key, count in Counter(keys).items() if count > 1]


def mails_amiss(due: Mapping[str, int], readers: Mapping[str, Set[str]], mails: Sequence[Mail]) -> list[str]:
    """Which mails were not queued as often as they were `due`; a mail is a grant and its reader."""
    wanted = Counter({(grant, reader): times for grant, times in due.items() for reader in readers[grant]})
    queued = Counter(mails)
    return [
        f"{key}: {queued[key]} mails instead of {wanted[key]}"
        for key in sorted(wanted.keys() | queued.keys())
        if queued[key] != wanted[key]
    ]
