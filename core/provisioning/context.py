"""From a work item to what a plugin's provisioner gets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.access.lines import Line, load
from core.access.records import WorkFacts


@dataclass(frozen=True, slots=True)
class Errand:
    """A work item with everything that decides about it, as it stood when it was read."""

    item: WorkFacts
    line: Line

    @property
    def outdated(self) -> bool:
        """Whether something newer than this item is to be done for its grant."""
        if self.item.generation != self.line.grant.generation:
            return True
        wanted = {"grant": "provisioning", "update": "active"}.get(self.item.kind, self.line.grant.state)
        return self.line.grant.state != wanted


async def job_of(claimed: Mapping[str, Any]) -> Errand:
    """Load the job behind a claimed row, whose JSON is text."""
    loaded = {name: json.loads(claimed[name]) for name in ("steps", "before")}
    item = WorkFacts.of({**claimed, **loaded})
    return Errand(item, await load(item.grant))
