"""What a provisioner answered, as far as it can be relied on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from core.database.cutting import pass_point
from core.plugin_api import Done, Outcome, Refused, TryLater, Waiting

CALL_SECONDS = 20
MOST_STEPS, LONGEST_STEP, LONGEST_WORDS = 40, 500, 500
_WHOM = ("analyst", "administrator", "member")


@dataclass(frozen=True, slots=True)
class Failed:
    """The call failed; it is tried again, not before `after` seconds if the other side asked for that."""

    words: str
    after: float = 0


async def outcome_of(call: Awaitable[Outcome], seconds: float = CALL_SECONDS) -> Outcome | Failed:
    """Return the outcome of a call to a plugin, whatever the plugin does.

    Words of an exception may hold anything, and so only the connectors' own are passed on.
    """
    pass_point("call")
    try:
        async with asyncio.timeout(seconds):
            return _checked(await call)
    except TryLater as problem:
        return Failed(str(problem)[:LONGEST_WORDS], problem.after)
    except TimeoutError:
        return Failed(f"No answer within {seconds:g} seconds")
    # The plugin's code may raise anything; SystemExit must not end the worker either.
    except (Exception, SystemExit) as problem:
        return Failed(f"Failed with {type(problem).__name__}")


def _checked(outcome: Any) -> Outcome | Failed:
    if type(outcome) is Done and isinstance(outcome.account, str):
        return Done(_line(outcome.account, 200))
    if type(outcome) is Refused and isinstance(outcome.reason, str) and outcome.reason.strip():
        return Refused(_line(outcome.reason, LONGEST_WORDS))
    if type(outcome) is Waiting and outcome.for_whom in _WHOM:
        steps = tuple(_line(step, LONGEST_STEP) for step in outcome.instructions[:MOST_STEPS])
        return Waiting(outcome.for_whom, steps)
    return Failed("The plugin answered something that is no outcome")


def _line(text: str, longest: int) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in str(text[:longest])).strip()
