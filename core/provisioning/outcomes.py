"""What a provisioner answered, as far as it can be relied on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from core import clock
from core.database.cutting import pass_point
from core.logs import without_secrets
from core.plugin_api import Absent, Differs, Done, Found, Outcome, Refused, Standing, TryLater, Waiting

CALL_SECONDS = 20
MOST_STEPS, LONGEST_STEP, LONGEST_WORDS = 40, 500, 500
Answer = TypeVar("Answer")
_WHOM = ("analyst", "administrator", "member")
_until: ContextVar[datetime | None] = ContextVar("until", default=None)


@dataclass(frozen=True, slots=True)
class Failed:
    """The call failed; it is tried again, not before `after` seconds if the other side asked for that."""

    words: str
    after: float = 0


async def outcome_of(call: Awaitable[Outcome], seconds: float = CALL_SECONDS) -> Outcome | Failed:
    """Return the outcome of a call to a plugin, whatever the plugin does.

    Words of an exception may hold anything, and so only the connectors' own are passed on.
    """
    return await _answer_of(call, seconds, _outcome)


async def standing_of(call: Awaitable[Standing], seconds: float = CALL_SECONDS) -> Standing | Failed:
    """Return how things stand at an application as its `check` says, whatever the plugin does."""
    return await _answer_of(call, seconds, _standing)


def require_in_time() -> None:
    """Raise TryLater once the call that is under way should be over, as after the machine stood still."""
    until = _until.get()
    if until is not None and clock.now() >= until:
        raise TryLater("The portal stood still, and came too late to change anything")


async def _answer_of(
    call: Awaitable[Any], seconds: float, read: Callable[[Any], Answer | None]
) -> Answer | Failed:
    pass_point("call")
    before = _until.set(clock.now() + timedelta(seconds=seconds))
    try:
        async with asyncio.timeout(seconds):
            return read(await call) or Failed("The plugin answered something that is no outcome")
    except TryLater as problem:
        return Failed(without_secrets(str(problem))[:LONGEST_WORDS], problem.after)
    except TimeoutError:
        return Failed(f"No answer within {seconds:g} seconds")
    # The plugin's code may raise anything; SystemExit must not end the worker either.
    except (Exception, SystemExit) as problem:
        return Failed(f"Failed with {type(problem).__name__}")
    finally:
        _until.reset(before)


def _outcome(answer: Any) -> Outcome | None:
    if type(answer) is Done and isinstance(answer.account, str):
        return Done(_line(answer.account, 200))
    if type(answer) is Refused and isinstance(answer.reason, str) and answer.reason.strip():
        return Refused(_line(answer.reason, LONGEST_WORDS))
    return _waiting(answer)


def _standing(answer: Any) -> Standing | None:
    if type(answer) is Found and isinstance(answer.account, str):
        return Found(_line(answer.account, 200))
    if type(answer) is Absent:
        return answer
    if type(answer) is Differs and isinstance(answer.account, str):
        fields = tuple(_line(each, LONGEST_STEP) for each in answer.fields[:MOST_STEPS])
        return Differs(fields, _line(answer.account, 200))
    return _waiting(answer)


def _waiting(answer: Any) -> Waiting | None:
    if type(answer) is not Waiting or answer.for_whom not in _WHOM:
        return None
    steps = tuple(_line(step, LONGEST_STEP) for step in answer.instructions[:MOST_STEPS])
    return Waiting(answer.for_whom, steps)


def _line(text: str, longest: int) -> str:
    return "".join(
        letter if letter.isprintable() else " " for letter in str(without_secrets(text)[:longest])
    ).strip()
