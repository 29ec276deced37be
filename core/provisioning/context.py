"""From a work item to what a plugin's provisioner gets."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.access.lines import Line, load
from core.groups.people import Row


@dataclass(frozen=True, slots=True)
class Job:
    """A work item with everything that decides about it, as it stood when it was read."""

    item: Row
    line: Line

    @property
    def outdated(self) -> bool:
        """Whether something newer than this item is to be done for its grant."""
        if self.item["generation"] != self.line.grant.generation:
            return True
        return bool(self.item["kind"] == "grant" and self.line.grant.state != "provisioning")


async def job_of(item: Row) -> Job:
    """The job behind a claimed item."""
    return Job(item, await load(UUID(str(item["grant"]))))
