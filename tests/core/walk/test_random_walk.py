"""Whatever is done, in whatever order: nothing is ever granted without an agreement in force.

The slow campaigns walk five times as far, each time along other ways; before a release, further still:
`WALK_STEPS=1000000 WALK_SEED=1 pytest -m slow tests/core/walk`. Each line it prints counts what was walked
and looked at until then, so that it can be stopped at any moment; a fault is told with the steps that led
there, and the next walk begins. Its number alone says all that happens in it.
"""

from __future__ import annotations

import os
import secrets
import sys
import traceback
from typing import ClassVar

import pytest

from core.access.tables import Grant
from tests.core.walk import wandering
from tests.core.walk.machine import Everything
from tests.core.walk.stages import Stages
from tests.core.walk.steps import Tally, steps_of
from tests.core.walk.wandering import wander
from tests.core.walk.world import World

STEPS, FEW, A_LINE = 20_000, 25, 5_000
LONG_STEPS = int(os.environ.get("WALK_STEPS", "100000"))
LONG_SEED = int(os.environ.get("WALK_SEED", "0")) or secrets.randbelow(10**6) + 1
# The walks of every run begin with other seeds than those of a long one.
LONG_WAYS = 10**7
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
    "ignore_a_review",
    "sign_for_a_new_sponsor",
}

# These need several others before them in one walk, and do not succeed in every campaign.
RARE = {
    "answer_a_line", "answer_who_it_is", "ask_a_signer_again", "bring_back_what_was_not_used",
    "call_a_leave_off", "check_a_new_sponsor", "complete", "confirm_an_address",
    "correct_what_was_given_back", "decide_about_a_cancellation", "decide_about_a_change",
    "decide_about_an_objection", "decline_to_sign", "give_work", "have_nobody_stand_in",
    "keep_the_address", "lift_a_suspension", "read", "refuse", "replace_a_signer",
    "say_of_who_is_missing", "send_it_anew", "send_what_follows", "stop_an_address", "suspect_no_more",
    "take_an_objection_back", "take_it_back", "withdraw_a_new_sponsor", "withdraw_what_is_handed_over",
}  # fmt: skip


def test_whatever_is_done_nobody_gets_what_is_not_theirs(stages: Stages) -> None:
    tally, number = Tally(), 0
    while tally.steps < STEPS:
        number += 1
        tally += wander(Everything, stages, number)
    assert not _never(tally)


def _never(tally: Tally) -> set[str]:
    """The steps that always succeeded or were always refused, but for those that nothing refuses."""
    every = set(steps_of(Everything))
    always_refused = {f"{name} was always refused" for name in every - RARE if not tally.done[name]}
    refusable = every - NEVER_REFUSED
    return always_refused | {f"{name} was never refused" for name in refusable if not tally.refused[name]}


@pytest.mark.slow
def test_however_long_the_walk_nobody_gets_what_is_not_theirs(
    stages: Stages, capsys: pytest.CaptureFixture[str]
) -> None:
    tally, number, wrong = Tally(), LONG_SEED * LONG_WAYS, 0
    while tally.steps < LONG_STEPS:
        number += 1
        lines, fault = tally.steps // A_LINE, ""
        try:
            tally += wander(Everything, stages, number)
        except Exception as found:  # each is told, and the next walk begins
            wrong += 1
            fault = "".join(traceback.format_exception(found))
        capsys.readouterr()  # what was logged meanwhile is of no use here
        if fault or tally.steps // A_LINE > lines:
            with capsys.disabled():
                sys.stdout.write(f"\n{fault}walk seed={LONG_SEED} steps={tally.steps} violations={wrong}")
                sys.stdout.flush()
    assert not wrong


class Remembering(Everything):
    """A walk that leaves behind what happened, but for seals, which are another each time."""

    trails: ClassVar[list[list[tuple[str, str]]]] = []

    def end(self) -> None:
        super().end()
        events = self.world.rows("SELECT action, subject FROM audit_event ORDER BY number")
        self.trails.append([(each["action"], each["subject"]) for each in events])


def test_a_walk_is_taken_again_by_its_number(stages: Stages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wandering, "LENGTH", 40)
    for _ in range(2):
        wander(Remembering, stages, 4)
    first, again = Remembering.trails
    assert first == again


class Careless(Everything):
    """A product in which one door leads past the rules, through which somebody goes now and then."""

    def go_on(self, onward: int) -> None:
        if onward % 8 == 7:
            self.take("slip", self._slip(onward))
        super().go_on(onward)

    async def _slip(self, which: int) -> None:
        key = self.world.pick(which, "access_grant")["id"]
        await Grant.update({Grant.state: "active"}).where(Grant.id == key)


def test_the_walk_finds_a_door_that_leads_past_the_rules(stages: Stages) -> None:
    with pytest.raises(AssertionError, match="slip"):
        _few_walks(Careless, stages)


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
        _few_walks(Deaf, stages)


def _few_walks(machine: type[Everything], stages: Stages) -> None:
    for number in range(FEW):
        wander(machine, stages, number)
