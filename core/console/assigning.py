"""Who of the staff looks after a request: given to somebody, one or several at once, after a look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from core.access.conditions import NotNow
from core.access.request_moves import look_after
from core.actor import Actor
from core.audit import change
from core.console.away import hand_request_on
from core.console.bulk import MOST_AT_ONCE
from core.console.notes import colleague
from core.console.queries.queues import Line, selected
from core.errors import Invalid, NotFound
from core.portal import Portal
from core.provisioning.people import ANYBODY, MOVED, AlreadySo
from core.requests.cases import case

MISSING = "No such request exists."


@dataclass(frozen=True, slots=True)
class Handing:
    """What would happen, or happened, to one request: it goes over, or `against` says why not."""

    number: str
    line: Line | None
    against: str


async def assign(number: str, account: UUID | None, *, by: Actor) -> None:
    """Give a request to somebody of the staff, or with None back to everybody; NotFound."""
    name = await _name(account)
    with suppress(AlreadySo):
        await _give(number, account, name, ANYBODY, by)


async def handings(portal: Portal, numbers: Sequence[str], account: UUID | None) -> tuple[Handing, ...]:
    """Say what giving these to somebody would do to each; two statements. NotFound for somebody unknown."""
    once = _at_once(numbers)
    name = await _name(account)
    lines = {line.number: line for line in await selected(portal, once)}
    known = [Handing(number, line, _against(line, account, name)) for number, line in lines.items()]
    return (*known, *(Handing(number, None, MISSING) for number in once if number not in lines))


async def assign_each(
    portal: Portal, seen: Mapping[str, UUID | None], account: UUID | None, *, by: Actor
) -> tuple[Handing, ...]:
    """Give each in a change of its own, and say for each that was not given why not.

    `seen` names for each who had it when it was looked at: what went to somebody else since is left alone.
    """
    name = await _name(account)
    lines = {line.number: line for line in await selected(portal, _at_once([*seen]))}
    done = []
    for number, seen_with in seen.items():
        against = ""
        try:
            await _give(number, account, name, seen_with, by)
        except (NotNow, NotFound) as problem:
            against = str(problem) or MISSING
        done.append(Handing(number, lines.get(number), against))
    return tuple(done)


async def _give(number: str, account: UUID | None, name: str, seen_with: UUID | None, by: Actor) -> None:
    async with change("request.assigned", by=by, to=account and str(account)) as event:
        request = await case(number, lock=True)
        event.subject = ("request", request.id)
        if request.assignee == account:
            raise AlreadySo(_already(account, name))
        if seen_with not in (ANYBODY, request.assignee):
            raise NotNow(MOVED)
        await look_after(request.id, account, name)
        await hand_request_on(number, account)


async def _name(account: UUID | None) -> str:
    """The name of whom a request is given to, who must be able to open it."""
    if account is None:
        return ""
    whom = await colleague(account)
    if not whom.roles.sees_cases:
        raise NotFound("Nobody who opens requests has such an account.")
    return whom.name


def _against(line: Line, account: UUID | None, name: str) -> str:
    return _already(account, name) if line.held_by == account else ""


def _already(account: UUID | None, name: str) -> str:
    return f"{name} has this already." if account else "Nobody has this."


def _at_once(numbers: Sequence[str]) -> list[str]:
    once = list(dict.fromkeys(numbers))
    if len(once) > MOST_AT_ONCE:
        raise Invalid({"": f"Choose {MOST_AT_ONCE} at most at one time"})
    return once
