"""What follows for people when a site says something else about an application, in words with numbers."""

from __future__ import annotations

from collections.abc import Sequence

from core.portal import Portal
from core.running.affected.what_if import WhatIf, rule_in_words, what_if


async def follows_for_application(before: Portal, after: Portal, slug: str) -> Sequence[str]:
    """Say who could request it no more, or again, and what becomes of those who have it."""
    closes, narrows = _closes(before, after, slug), _rule(before, slug) != _rule(after, slug)
    words: list[str] = []
    if not (closes or narrows):
        return words
    found = await what_if(before, after, slug)
    if closes:
        words += _of_new_requests(after, slug, found)
    if narrows:
        words += rule_in_words(found, after.applications[slug].name)
    return words


def _closes(before: Portal, after: Portal, slug: str) -> bool:
    """Tell whether pages say something else about new requests."""
    return before.applications.closed(slug) != after.applications.closed(slug)


def _rule(portal: Portal, slug: str) -> tuple[object, ...]:
    rule = portal.applications[slug].eligibility
    return rule.suffix_kinds, rule.staff_types, rule.regions, rule.facilities


def _of_new_requests(after: Portal, slug: str, found: WhatIf) -> list[str]:
    name, closed = after.applications[slug].name, after.applications.closed(slug)
    drafts = "1 person" if found.drafts == 1 else f"{found.drafts} people"
    if not closed:
        return [
            f"{name} can be requested again.",
            f"It is chosen for {drafts} in requests that aren’t sent yet.",
        ]
    return [
        f"Pages on which {name} could be requested say: {closed}",
        f"What people have stays. What is requested already goes on: {found.coming} now.",
        f"It is chosen for {drafts} in requests that aren’t sent yet. Their answers stay. "
        "Such a request can be sent without it, or once it is open again.",
    ]
