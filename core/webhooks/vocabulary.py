"""What is told outside: a small vocabulary that lasts, and which events of the trail are told in it.

Kinds of events may be renamed or split as the product changes; whoever listens outside notices nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.audit.following import TrailEvent
from core.site.webhooks import EventType, Webhook


@dataclass(frozen=True, slots=True)
class HookWord:
    """How a kind of event is told: the type, and the word for what came of it or what changed.

    What was in one of the states `unless` before is not told: nobody outside knew of it.
    """

    type: EventType
    word: str
    unless: Collection[str] = ()


_NEVER_SET_UP = ("requested", "approved", "denied")
EVENTS: Mapping[str, HookWord] = {
    "grant.activated": HookWord("access.given", "active"),
    "grant.suspended": HookWord("access.suspended", "suspended"),
    "grant.revoked": HookWord("access.taken", "revoked", _NEVER_SET_UP),
    "grant.expired": HookWord("access.taken", "expired", _NEVER_SET_UP),
    "grant.answered-anew": HookWord("access.changed", "answers"),
    "grant.kept": HookWord("access.changed", "choices"),
    "grant.told-again": HookWord("access.changed", "told-again"),
    "grant.dated": HookWord("access.changed", "last-day"),
    "office.suspended": HookWord("person.suspended", "suspended"),
    "member.went-on-leave": HookWord("person.suspended", "on-leave"),
    "member.went-dormant": HookWord("person.suspended", "dormant"),
    "office.resumed": HookWord("person.returned", "resumed"),
    "member.came-back": HookWord("person.returned", "active"),
    "member.left": HookWord("person.left", "left", ("proposed",)),
    "member.kind-changed": HookWord("person.changed", "kind"),
    "agreement.in-force": HookWord("agreement.signed", "in-force"),
    "agreement.declined": HookWord("agreement.ended", "declined"),
    "agreement.void": HookWord("agreement.ended", "void"),
    "agreement.expired": HookWord("agreement.ended", "expired"),
    "agreement.lapsed": HookWord("agreement.ended", "lapsed"),
    "group.activated": HookWord("practice.active", "active"),
    "group.resumed": HookWord("practice.active", "active"),
    "group.suspended": HookWord("practice.suspended", "suspended"),
    "group.closed": HookWord("practice.ended", "closed", ("waiting",)),
}


def kinds_for(hook: Webhook) -> list[str]:
    """List the kinds of events that an endpoint may be told of."""
    return [kind for kind, told in EVENTS.items() if told.type in hook.events]


def told_as(event: TrailEvent) -> HookWord | None:
    """Say how an event is told; None for one that is about nothing anybody outside knew of."""
    told = EVENTS[event.action]
    return None if event.details.get("was") in told.unless else told
