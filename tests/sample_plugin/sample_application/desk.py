"""Whom the help desk of the viewer calls: one choice for a practice as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from core.forms import field
from core.plugin_api import OpenedGroup, Page
from sample_application.fields import Purpose


class Desk(BaseModel):
    """Nobody, until the practice chooses."""

    called: tuple[str, ...] = field(
        "Who the help desk calls first", kind="checkboxes", choices="members", optional=True
    )


def desk_of_before(version: int, kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """In the first version it was one person or nobody."""
    if version > 1:
        return kept
    return {"called": [kept["first"]] if kept.get("first") else []}


async def choose(opened: OpenedGroup[Purpose], chosen: Desk) -> None:
    """Keep it of the practice, and have every account there follow."""
    async with opened.change("desk-chosen"):
        await opened.keep_of_practice(chosen)
        for access in opened.access:
            await opened.update(access.key)


@dataclass(frozen=True, slots=True)
class Shown:
    """How many people it is for."""

    viewers: int


async def load(opened: OpenedGroup[Purpose]) -> Shown:
    """Count who has access."""
    return Shown(len(opened.access))


async def in_force(opened: OpenedGroup[Purpose]) -> Desk:
    """Return what was chosen last."""
    kept = opened.group.kept
    return kept if isinstance(kept, Desk) else Desk()


PAGE: Page[Purpose] = Page(
    path="help-desk",
    title="Who the help desk calls",
    scope="group",
    audience=frozenset({"administrator", "analyst"}),
    template="sample/desk.html",
    load=load,
    fields=Desk,
    values=in_force,
    submit=choose,
)
