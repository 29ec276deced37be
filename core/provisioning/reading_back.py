"""What a machine says it did counts only when reading it back shows the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from core.plugin_api import Absent, Differs, Done, Found, Held, Outcome, Provisioner, Standing, Waiting
from core.provisioning.outcomes import CALL_SECONDS, Failed, outcome_of, standing_of

Change = Literal["grant", "revoke"]
LOOKS: dict[Change, int] = {"grant": 1, "revoke": 2}


async def _at_once() -> bool:
    return True


async def carried_out(
    provisioner: Provisioner[Any],
    change: Change,
    held: Held[Any],
    seconds: float = CALL_SECONDS,
    *,
    call: Awaitable[Outcome] | None = None,
    may_go_on: Callable[[], Awaitable[bool]] = _at_once,
) -> Outcome | Failed | None:
    """Have access given or taken away, and read back what came of it; Done only when both agree.

    That access is gone must be seen twice: one look may be at a copy that is behind. `may_go_on` is asked
    before each look, for the whole takes several times as long as one call: None when it says no. `call`
    stands in place of the change itself where access that works is changed.
    """
    outcome = await outcome_of(call or getattr(provisioner, change)(held), seconds)
    for _ in range(LOOKS[change]):
        if not isinstance(outcome, Done):
            break
        if not await may_go_on():
            return None
        outcome = agreed(change, outcome, await standing_of(provisioner.check(held), seconds))
    return outcome


def agreed(change: Change, outcome: Done, standing: Standing | Failed) -> Outcome | Failed:
    """Say what counts when this was answered and that was read back."""
    match standing:
        case Failed() | Waiting():
            return standing
        case Found() if change == "grant":
            return Done(standing.account or outcome.account)
        case Absent() if change == "revoke":
            return outcome
        case Absent():
            return Failed("The application doesn’t show the access that it says it has given")
        case Found():
            return Failed("The application still shows the access that it says it has taken away")
    return Failed(differing(standing))


def differing(standing: Differs) -> str:
    """Say in one line what was read back and is not as it should be."""
    return f"What was read back differs: {' '.join(standing.fields) or 'the application didn’t say how.'}"
