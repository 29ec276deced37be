"""What every step of the walk has in common: it is done or refused, and then everything is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from core.audit.verification import verify
from core.console import search_index
from core.errors import PortalError
from tests.core.walk import picture, rights
from tests.core.walk.invariants import faults_of_moment, faults_of_step
from tests.core.walk.world import World

THE_END = "the end"
# Changes after which the index of the search is held against its sources, which takes as long as ten steps.
BETWEEN = 25
# Steps after which every table is read, not only those that were written.
EVERY = 50
# What the index of the search is made from.
SEARCHED = ("person", "member", "practice_group", "access_request", "enrollment", "enrollment_section")


@dataclass
class Tally:
    """How often each rule did something and how often it was refused."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    walks: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.done + other.done, self.refused + other.refused, self.walks + other.walks)

    @property
    def steps(self) -> int:
        """Everything that really happened."""
        return self.done.total() + self.refused.total()


class Steps:
    """A walk: `tally` counts its steps."""

    tally: Tally
    world: World
    seen: picture.Picture
    acting: dict[str, picture.Row]
    fine = True
    unsearched = 0
    looks = 0

    def stand_in(self, world: World) -> None:
        """Stand in a world in which everything is as it should be."""
        self.world = world
        self.seen = picture.take(self.world.sql, self.world.clock())
        self.acting = rights.follow({}, self.seen.events)
        faults = faults_of_moment(self.world.portal, self.seen) + self._rights()
        assert not faults, faults

    def take(self, name: str, doing: Coroutine[Any, Any, Any], *, several: bool = False) -> None:
        """One step; whatever a rule of the product refuses changes nothing, anything else is a fault.

        A step that does several things may have done some of them.
        """
        refused, self.fine = "", False
        try:
            self.world.run(doing)
        except PortalError as problem:
            refused = type(problem).__name__
        (self.tally.refused if refused else self.tally.done)[name] += 1
        self.look(name, "" if several else refused)

    def look(self, name: str, refused: str = "") -> None:
        """Compare with what was seen before and find nothing wrong."""
        world, before, self.fine = self.world, self.seen, False
        self.seen = after = picture.take(world.sql, world.clock(), before, self._written(name))
        changed = list(picture.differences(before, after))
        if refused:
            assert not changed, f"{name} was refused ({refused}) and changed something: {changed}"
        if changed:
            assert after.events, f"{name} changed something without an event: {changed}"
        self.acting = rights.follow(self.acting, after.events)
        faults = faults_of_step(before, after, world.machine.has)
        # What nobody touched is as it was at this moment, and has no event that could be against it.
        if changed or after.events or after.tables is not before.tables or after.now != before.now:
            faults += faults_of_moment(world.portal, after)
        if any(after.tables[name] is not before.tables[name] for name in rights.TABLES):
            faults += self._rights()
        if any(after.tables[name] is not before.tables[name] for name in SEARCHED):
            self.unsearched += 1
        if self.unsearched >= (1 if name == THE_END else BETWEEN):
            self.unsearched = 0
            faults += self.world.run(search_index.check_index())
        assert not faults, f"{name}: {faults}"
        self.fine = True

    def _written(self, name: str) -> set[str] | None:
        """The tables that a step wrote; now and then all are read, and no other has changed."""
        written, self.looks = self.world.take_written(), self.looks + 1
        if written is None or (name != THE_END and self.looks % EVERY):
            return written
        now = picture.tables_now(self.world.sql, self.seen.tables)
        others = {each for each, rows in now.items() if rows is not self.seen.tables[each]} - written
        assert not others, f"{name}: {others} changed, and only {written} were written"
        return written

    def _rights(self) -> list[str]:
        """Where what the product answers is not what the trail of appointments says."""
        due = rights.by_the_trail(self.seen, self.acting)
        given = self.world.run(rights.by_the_product(self.seen))
        words = {True: "acts for a practice and should not", False: "should act for a practice and cannot"}
        return [f"account {each[0]} {words[each in given]}" for each in sorted(due ^ given)]

    def go_on(self, onward: int) -> None:
        """Perhaps do what comes next somewhere."""

    async def finish(self) -> None:
        """Do all that is still to be done."""

    def end(self) -> None:
        """Nothing is left to do: access is where it should be, and nowhere else."""
        self.tally.walks += 1
        self.world.run(self.finish())
        self.look(THE_END)
        active = {each["id"] for each in self.seen.all("access_grant") if each["state"] == "active"}
        has = self.world.machine.has
        assert has == active, f"access too much: {has - active}, too little: {active - has}"
        assert self.world.run(verify()).head == self.seen.walk.head


def step(numbers: str, *, several: bool = False) -> Callable[[Callable[..., Coroutine[Any, Any, Any]]], Any]:
    """A rule of the walk: a coroutine that does one thing, or several, through the product's own actions.

    Before it, as `onward` says, the walk may go on somewhere else.
    """

    def made(action: Callable[..., Coroutine[Any, Any, Any]]) -> Any:
        @wraps(action)
        def run(self: Steps, onward: int = 0, **given: Any) -> None:
            self.go_on(onward)
            self.take(action.__name__, action(self, **given), several=several)

        run.numbers = (*numbers.split(), "onward")  # type: ignore[attr-defined] # what a step draws
        return run

    return made


def steps_of(machine: type[Steps]) -> dict[str, tuple[str, ...]]:
    """The names of all steps a machine can take, each with those of the numbers it is given."""
    found = {name: getattr(getattr(machine, name), "numbers", None) for name in dir(machine)}
    return {name: numbers for name, numbers in found.items() if numbers}
