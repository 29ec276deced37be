"""Whatever is done, in whatever order: nothing is ever granted without an agreement in force.

The slow campaigns walk five times as far, each time along other ways; before a release, further still:
`WALK_STEPS=1000000 pytest -m slow tests/core/walk`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import rule, run_state_machine_as_test

from core.access.tables import Grant
from tests.core.walk.machine import Everything
from tests.core.walk.stages import Stages
from tests.core.walk.steps import N, Tally, steps_of
from tests.core.walk.world import World

STEPS, LENGTH, AT_ONCE = 20_000, 100, 25
LONG_STEPS = int(os.environ.get("WALK_STEPS", "100000"))
# Time, work and mails go on whatever is asked; a registration begun twice is the same one.
NEVER_REFUSED = {
    "wait",
    "deliver",
    "be_slow",
    "work_a_round",
    "work_it_all_off",
    "look_after_agreements",
    "see_to_what_is_due",
    "let_nobody_open_anything",
    "start",
}

# These need several others before them in one walk, and do not succeed in every campaign.
RARE = {
    "complete", "correct_an_address", "correct_what_was_given_back", "decline_to_sign", "read",
    "replace_a_signer", "sign", "sign_what_is_handed_over", "take_it_back",
    "withdraw_what_is_handed_over",
}  # fmt: skip


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Stages]:
    made = Stages(tmp_path_factory.mktemp("walk"), sqlite_template)
    made.build(Everything)
    yield made
    made.close()


def walk(machine: type[Everything], stages: Stages, *, walks: int, first: int | None = None) -> Tally:
    """So many walks of this machine, the same ones every time when `first` names their seed."""
    walking: Any = type("Walk", (machine,), {"tally": Tally(), "stage": staticmethod(stages.at)})
    chosen = settings(
        max_examples=walks, stateful_step_count=LENGTH, deadline=None, database=None,
        phases=[Phase.generate, Phase.shrink] if first is None else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(walking if first is None else seed(first)(walking), settings=chosen)
    return walking.tally


def test_whatever_is_done_nobody_gets_what_is_not_theirs(stages: Stages) -> None:
    tally, number = Tally(), 0
    while tally.steps < STEPS or (_never(tally) and tally.steps < 2 * STEPS):
        number += 1
        tally += walk(Everything, stages, walks=AT_ONCE, first=number)
    assert tally.steps >= STEPS
    assert not _never(tally)


def _never(tally: Tally) -> set[str]:
    """The steps that always succeeded or were always refused, but for those that nothing refuses."""
    every = set(steps_of(Everything))
    always_refused = {f"{name} was always refused" for name in every - RARE if not tally.done[name]}
    refusable = every - NEVER_REFUSED
    return always_refused | {f"{name} was never refused" for name in refusable if not tally.refused[name]}


@pytest.mark.slow
def test_however_long_the_walk_nobody_gets_what_is_not_theirs(stages: Stages) -> None:
    tally = Tally()
    while tally.steps < LONG_STEPS:
        tally += walk(Everything, stages, walks=AT_ONCE)
    assert tally.steps >= LONG_STEPS


class Careless(Everything):
    """A product in which one door leads past the rules."""

    @rule(which=N)
    def slip(self, which: int) -> None:
        async def slip() -> None:
            key = self.world.pick(which, "access_grant")["id"]
            await Grant.update({Grant.state: "active"}).where(Grant.id == key)

        self.take("slip", slip())


def test_the_walk_finds_a_door_that_leads_past_the_rules(stages: Stages) -> None:
    with pytest.raises(AssertionError, match="slip"):
        walk(Careless, stages, walks=AT_ONCE, first=1)


class DoesNothing:
    """A listener that is told everything and does nothing."""

    async def signed(self, agreement: object, signer: object, *, by: object) -> None: ...

    async def in_force(self, agreement: object) -> None: ...

    async def ended(self, agreement: object, why: str, *, by: object) -> None: ...

    async def signers_changed(self, agreement: object) -> None: ...


class Deaf(Everything):
    """A product in which nothing follows what becomes of agreements."""

    def stand_in(self, world: World) -> None:
        world.listen(DoesNothing())
        super().stand_in(world)


def test_the_walk_finds_a_listener_that_does_nothing(stages: Stages) -> None:
    words = "without an agreement in force|of its signers|waits for signatures on|nobody will be told"
    with pytest.raises(AssertionError, match=words):
        walk(Deaf, stages, walks=AT_ONCE, first=1)
