"""Every connector keeps one contract, whatever a health system does; and each of its checks can fail."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from core.plugin_api import Absent, Done, Found, TryLater
from tests.core.provisioning.contract import checks
from tests.core.provisioning.contract.faults import REQUIRED, Faults, missing
from tests.core.provisioning.contract.ldap_system import ldap_system
from tests.core.provisioning.contract.scim_system import scim_system
from tests.core.provisioning.contract.system import System
from tests.core.provisioning.contract.walking import Walk
from tests.ldap_server import ldap_server
from tests.ldap_server import missing as ldap_missing

SEEDS = range(1, 7)
Opening = Callable[[Faults], AbstractAsyncContextManager[System]]


@asynccontextmanager
async def _scim(faults: Faults) -> AsyncIterator[System]:
    with scim_system(faults) as system:
        yield system


@asynccontextmanager
async def _ldap(faults: Faults) -> AsyncIterator[System]:
    if reason := ldap_missing():
        pytest.skip(reason)
    with ldap_server() as server:
        async with ldap_system(server, faults) as system:
            yield system


SYSTEMS = [pytest.param(_scim, id="scim"), pytest.param(_ldap, id="ldap", marks=pytest.mark.ldap)]


def broken_promises(walk: Walk) -> list[str]:
    """Everything that a walk shows and no connector may do."""
    return [f"{check.__name__}: {each}" for check in checks.CHECKS for each in check(walk)]


@pytest.mark.parametrize("opening", SYSTEMS)
async def test_no_hostile_health_system_makes_a_connector_say_what_is_not_so(opening: Opening) -> None:
    fired: Counter[str] = Counter()
    for seed in SEEDS:
        faults = Faults(seed)
        async with opening(faults) as system:
            walk = await Walk(system).go()
        assert broken_promises(walk) == [], f"seed {seed}"
        fired += faults.fired
    assert missing(fired) == []


@pytest.mark.parametrize("kind", sorted(REQUIRED))
def test_a_run_in_which_a_required_fault_did_not_happen_counts_for_nothing(kind: str) -> None:
    fired = Counter(dict.fromkeys(REQUIRED - {kind}, 3))
    assert missing(fired) == [kind] and missing(fired + Counter([kind])) == []


async def test_the_same_seed_makes_the_same_walk() -> None:
    walks = []
    kinds = REQUIRED - {"does it and times out", "is slow"}
    for _ in range(2):
        async with _scim(Faults(5, kinds)) as system:
            walk = await Walk(system).go()
            walks.append([(step.call, step.grant.key, step.answer) for step in walk.steps])
    assert walks[0] == walks[1] and len(walks[0]) > 10


class Broken:
    """A connector that is one in all but one respect."""

    def __init__(self, system: System) -> None:
        self.system, self.real = system, system.connector

    async def grant(self, grant: Any, /) -> Any:
        return await self.real.grant(grant)

    async def revoke(self, held: Any, /) -> Any:
        return await self.real.revoke(held)

    async def check(self, held: Any, /) -> Any:
        return await self.real.check(held)


class GivesInWordsOnly(Broken):
    async def grant(self, grant: Any, /) -> Any:
        return Done(grant.person.portal_id)

    async def check(self, held: Any, /) -> Any:
        return Found(held.person.portal_id)


class TakesInWordsOnly(Broken):
    async def revoke(self, held: Any, /) -> Any:
        self.taken = held.key
        return Done()

    async def check(self, held: Any, /) -> Any:
        return Absent() if getattr(self, "taken", "") == held.key else await self.real.check(held)


class MakesASecondAccount(Broken):
    async def grant(self, grant: Any, /) -> Any:
        done = await self.real.grant(grant)
        if self.system.accounts(grant.person.identity) == 1:
            self.system.plant(grant.person.identity, f"{grant.person.portal_id}2")
        return done


class TouchesSomebodyElse(Broken):
    async def revoke(self, held: Any, /) -> Any:
        self.system.meddle()
        return await self.real.revoke(held)


class MakesAccountsWhileItLooks(Broken):
    looks = 0

    async def check(self, held: Any, /) -> Any:
        self.looks += 1
        self.system.plant(f"looked-{self.looks}", f"looked{self.looks}")
        return await self.real.check(held)


class NeverDone(Broken):
    async def grant(self, grant: Any, /) -> Any:
        raise TryLater("Not now.")

    async def revoke(self, held: Any, /) -> Any:
        raise TryLater("Not now.")


class SeesWhatIsNotThere(Broken):
    async def check(self, held: Any, /) -> Any:
        return Found("somebody")


class TellsItsSecret(Broken):
    async def revoke(self, held: Any, /) -> Any:
        raise TryLater(f"I sent {self.system.secret}")


PLANTED = {
    checks.what_counts_as_given_is_there: GivesInWordsOnly,
    checks.what_counts_as_taken_is_gone: TakesInWordsOnly,
    checks.one_human_has_one_account: MakesASecondAccount,
    checks.nobody_else_is_touched: TouchesSomebodyElse,
    checks.looking_changes_nothing: MakesAccountsWhileItLooks,
    checks.all_comes_to_its_end: NeverDone,
    checks.a_calm_look_says_what_is_so: SeesWhatIsNotThere,
    checks.no_secret_is_told: TellsItsSecret,
}


async def _calm_walk(opening: Opening, broken: type[Broken] | None) -> Walk:
    async with opening(Faults(1, on=False)) as system:
        if broken is not None:
            system.connector = broken(system)
        return await Walk(system).go()


@pytest.mark.parametrize("opening", SYSTEMS)
@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
async def test_each_check_finds_a_connector_that_breaks_it(check: checks.Check, opening: Opening) -> None:
    assert list(check(await _calm_walk(opening, PLANTED[check])))


@pytest.mark.parametrize("opening", SYSTEMS)
async def test_a_health_system_that_does_nothing_wrong_breaks_no_promise(opening: Opening) -> None:
    assert broken_promises(await _calm_walk(opening, None)) == []
