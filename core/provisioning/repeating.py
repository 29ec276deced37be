"""What is done once more because work that was not ours any more may have reached the application late."""

from __future__ import annotations

from core.access.lines import Line, load
from core.access.work import Kind, queue, queue_update
from core.actor import SYSTEM
from core.audit import change
from core.provisioning.context import Errand

# What stands now, and is made so again: `update` gives what works as it is.
GIVEN: dict[str, Kind] = {"provisioning": "grant", "active": "update"}


async def repeat(job: Errand) -> None:
    """Have the application brought to what was decided since this work began, which may have ended after it.

    A removal that came late took new access away, and that is given once more; access that came late is taken
    away once more. Either is read back as ever.
    """
    if _again(job, await load(job.line.id)) is None:
        return
    async with change("work.repeated", by=SYSTEM, subject=("grant", job.line.id)):
        line = await load(job.line.id, lock=True)
        match _again(job, line):
            case "update":
                await queue_update(line, {})
            case "grant" | "revoke" as kind:
                await queue(line, kind)


def _again(job: Errand, line: Line) -> Kind | None:
    if line.grant.generation == job.item.generation:
        return None
    wanted = GIVEN.get(line.grant.state)
    if job.item.kind == "revoke":
        return wanted
    return "revoke" if job.item.kind in {"grant", "update"} and wanted is None else None
