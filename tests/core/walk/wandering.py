"""Whole walks: which steps are taken, and with which numbers, follows from a number of the walk alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from tests.core.walk.drawn import drawn_from
from tests.core.walk.machine import Everything
from tests.core.walk.stages import Stages
from tests.core.walk.steps import Tally, steps_of

LENGTH = 100
# Where walks begin: most often where there is most to lose.
BEGINNINGS = (0, 1, 1, 2, 3, 3, 4, 4)
Taken = list[tuple[str, dict[str, int]]]


def wander(machine: type[Everything], stages: Stages, number: int) -> Tally:
    """Take the steps of one walk, to its end; a fault says which steps led there."""
    chance = Random(number)
    beginning = chance.choice(BEGINNINGS)
    steps = _some_steps(machine, chance)
    taken: Taken = []
    named = f"walk {number}"
    with drawn_from(named), _walk(machine, stages, beginning, named, taken) as walk:
        for _ in range(LENGTH):
            name = chance.choice(list(steps))
            given = {each: chance.randrange(256) for each in steps[name]}
            taken.append((name, given))
            getattr(walk, name)(**given)
        walk.end()
    return walk.tally


def _some_steps(machine: type[Everything], chance: Random) -> dict[str, tuple[str, ...]]:
    """Often all of them; a walk that leaves many out goes farther with the others."""
    steps, left_out = steps_of(machine), chance.choice((0, 0, 0.3, 0.6))
    return {name: numbers for name, numbers in steps.items() if chance.random() >= left_out} or steps


@contextmanager
def _walk(
    machine: type[Everything], stages: Stages, beginning: int, named: str, taken: Taken
) -> Iterator[Everything]:
    walk = machine()
    walk.tally = Tally()
    world = stages.at(beginning)
    try:
        walk.stand_in(world)
        yield walk
    except Exception as fault:
        fault.add_note(f"{named} from stage {beginning}: {taken}")
        raise
    finally:
        world.close()
