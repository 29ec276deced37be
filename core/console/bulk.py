"""One decision about several pieces of work: looked at first, then taken item by item."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args
from uuid import UUID

from core.actor import Actor
from core.audit import changes, refused
from core.console.away import hand_item_on
from core.console.notes import colleague
from core.console.queries.work import WorkLine, may_work, some_work, work_item
from core.console.working import StaffActor
from core.errors import Forbidden, Invalid, NotFound, Stale
from core.identity.staff import StaffMember
from core.portal import Portal
from core.provisioning import people
from core.requests.cases import OWN, ones_own

Do = Literal["take", "give", "back", "retry", "done", "refuse"]
DOES: tuple[Do, ...] = get_args(Do)
# A page of the queue shows as many.
MOST_AT_ONCE = 25
# What is not there and what belongs to another application are told alike.
MISSING = "This isn’t among the work that you can decide about."
NOT_FAILED = "This was neither given up nor refused."
# What is said where a decision has no words of its own.
LACKING: Mapping[Do, str] = {
    "refuse": "Say why this isn’t possible",
    "done": "Say what shows that the work is complete",
}
HAS_IT = "{name} has taken this. Ask them, or have it given to you first."


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with each: `give` goes to the account `to`, `refuse` has a reason.

    With `done` the reason says how it can be seen of all of them.
    """

    do: Do
    to: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What would happen to one piece of work: it is done, or `against` says why not.

    `line` is None for what is not there, or is of another application than the roles of whoever asks.
    """

    item: UUID
    line: WorkLine | None
    against: str


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the looks at several pieces of work have in common."""

    hand: StaffActor
    wish: Wish
    own: frozenset[str]
    gets: StaffMember | None


async def looks(wish: Wish, items: Sequence[UUID], hand: StaffActor) -> tuple[Look, ...]:
    """Say what would happen to each; five statements at most. NotFound when nobody such can be given work."""
    return tuple(_look(item, line, facts) for item, line, facts in await _gathered(wish, items, hand))


async def decide(
    portal: Portal, wish: Wish, seen: Mapping[UUID, UUID | None], hand: StaffActor
) -> tuple[Look, ...]:
    """Do it to each in a change of its own, and say for each that was not done why not.

    `seen` names for each who had it when it was looked at: what went to somebody else since is left alone.
    Doing it again does nothing twice. Raises Invalid at `reason`, NotFound like `looks`.
    """
    if wish.do in LACKING and not wish.reason.strip():
        raise Invalid({"reason": LACKING[wish.do]})
    done = []
    for item, line, facts in await _gathered(wish, [*seen], hand):
        look = _look(item, line, facts)
        if not look.against:
            look = replace(look, against=await _done(portal, item, facts, seen[item]))
        if look.against:
            why = {"decision": wish.do, "why": look.against}
            await refused("work.not-decided", by=hand.by, subject=("work", item), **why)
        done.append(look)
    return tuple(done)


async def recipient(wish: Wish) -> StaffMember | None:
    """Find who gets the work, if it is given to somebody; NotFound when nobody such is on the staff."""
    return await colleague(wish.to or people.ANYBODY) if wish.do == "give" else None


async def _gathered(
    wish: Wish, items: Sequence[UUID], hand: StaffActor
) -> list[tuple[UUID, WorkLine | None, _Facts]]:
    once = list(dict.fromkeys(items))
    if len(once) > MOST_AT_ONCE:
        raise Invalid({"": f"Choose {MOST_AT_ONCE} at most at one time"})
    gets = await recipient(wish)
    lines = {line.id: line for line in await some_work(once) if may_work(hand.roles, line.slug)}
    own = await ones_own([line.request for line in lines.values()], hand.by)
    facts = _Facts(hand, wish, own, gets)
    missing = [item for item in once if item not in lines]
    return [(item, lines.get(item), facts) for item in (*lines, *missing)]


def _look(item: UUID, line: WorkLine | None, facts: _Facts) -> Look:
    if line is None:
        return Look(item, None, MISSING)
    if line.request in facts.own:
        return Look(item, line, OWN)
    return Look(item, line, _AGAINST[facts.wish.do](line, facts))


async def _done(portal: Portal, item: UUID, facts: _Facts, seen_with: UUID | None) -> str:
    """Do it, or say why it cannot be done after all."""
    wish, by = facts.wish, facts.hand.by
    try:
        if wish.do == "take":
            await people.take(item, by=by)
        elif wish.do == "retry":
            await people.retry(portal, item, by=by)
        elif wish.do == "done":
            await _finish(portal, item, wish.reason, by)
        elif wish.do == "refuse":
            await people.refuse(portal, item, wish.reason, seen_with=seen_with, by=by)
        else:
            name = facts.gets.name if facts.gets else ""
            async with changes():
                await people.assign(item, wish.to, name, seen_with=seen_with, by=by)
                await hand_item_on(item, wish.to)
    except (Stale, Forbidden, NotFound) as problem:
        return str(problem) or MISSING
    return ""


async def _finish(portal: Portal, item: UUID, evidence: str, by: Actor) -> None:
    """Tick what is left of the steps and complete the work, or leave all as it was."""
    async with changes():
        for number, step in enumerate((await work_item(item)).steps):
            if step.at is None:
                await people.tick(item, number, done=True, by=by)
        await people.complete(portal, item, evidence, by=by)


def _against_taking(line: WorkLine, facts: _Facts) -> str:
    if line.state != "people":
        return people.OVER
    if line.holder is None:
        return ""
    return "You have this already." if line.holder == facts.hand.by.account else people.TAKEN


def _against_giving(line: WorkLine, facts: _Facts) -> str:
    if line.state != "people":
        return people.OVER
    if facts.gets is None:
        return "" if line.holder else "Nobody has this."
    if not may_work(facts.gets.roles, line.slug):
        return f"{facts.gets.name} doesn’t do the work of {line.application}."
    return f"{facts.gets.name} has this already." if line.holder == facts.gets.account else ""


def _against_trying_again(line: WorkLine, _: _Facts) -> str:
    return "" if line.state in ("dead", "failed") else NOT_FAILED


def _against_ending(line: WorkLine, facts: _Facts) -> str:
    if line.state != "people":
        return people.OVER
    taken = line.holder not in (None, facts.hand.by.account)
    return HAS_IT.format(name=line.holder_name) if taken else ""


_AGAINST: Mapping[Do, Callable[[WorkLine, _Facts], str]] = {
    "take": _against_taking,
    "give": _against_giving,
    "back": _against_giving,
    "retry": _against_trying_again,
    "done": _against_ending,
    "refuse": _against_ending,
}
