"""What stands around the grid of people and applications, and the boxes that were sent with it."""

from __future__ import annotations

from uuid import UUID

from core.enrollment.drafts import Draft
from core.portal import Portal
from web.drawing import BOX
from web.forms import Values

_UUID_LENGTH = 36


def caption(portal: Portal, draft: Draft) -> str:
    """Say the name of the practice, and how many people are listed."""
    name = draft.section("practice").answers.get("name") or f"Your {portal.site.terms.practice}"
    people = len(draft.people)
    return f"{name}: {people} {'person' if people == 1 else 'people'}"


def ticked_boxes(values: Values) -> set[tuple[UUID, str]]:
    """Read which boxes were sent ticked; what names no person is nobody's box."""
    found = set()
    for name in values:
        if name.startswith(BOX):
            key, slug = name[len(BOX) :][:_UUID_LENGTH], name[len(BOX) + _UUID_LENGTH + 1 :]
            try:
                found.add((UUID(key), slug))
            except ValueError:
                continue
    return found
