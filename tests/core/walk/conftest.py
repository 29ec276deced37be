"""Stages where walks begin, made once for a process, and a walk that stands at the last of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.walk.machine import Everything
from tests.core.walk.stages import Stages
from tests.core.walk.steps import Tally


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Stages]:
    made = Stages(tmp_path_factory.mktemp("walk"), sqlite_template)
    made.build(Everything)
    yield made
    made.close()


@pytest.fixture
def whole(stages: Stages) -> Iterator[Everything]:
    """A walk that stands where everything is at work."""
    machine = standing(stages, 4)
    yield machine
    machine.world.close()


def standing(stages: Stages, stage: int) -> Everything:
    """A walk that stands at one of the stages."""
    machine = Everything()
    machine.tally = Tally()
    machine.stand_in(stages.at(stage))
    return machine
