"""What an endpoint reads of one event: keys and states, and nothing that people typed."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from core.audit.following import TrailEvent
from core.site.webhooks import Webhook
from core.webhooks.queries import (
    KeysOfEvent,
    about_agreement,
    about_grant,
    about_member,
    about_practice,
    portal_id_of,
)
from core.webhooks.vocabulary import told_as

TEST = "portal.test"
_READ: Mapping[str, Callable[[UUID], Awaitable[KeysOfEvent | None]]] = {
    "access": about_grant,
    "person": about_member,
    "agreement": about_agreement,
    "practice": about_practice,
}


@dataclass(frozen=True, slots=True)
class HookMessage:
    """What is sent of one event; the key is the same however often that is."""

    key: str
    body: bytes


async def message_of(hook: Webhook, event: TrailEvent) -> HookMessage | None:
    """Write an event down for an endpoint; None when it is not told of it."""
    if (told := told_as(event)) is None:
        return None
    thing, _, what = told.type.partition(".")
    subject = UUID(event.subject)
    about = await _READ[thing](subject)
    if about is None or (hook.applications and about.application not in hook.applications):
        return None
    data: dict[str, Any] = {"practice": _key(about.practice)}
    if thing != "practice":
        data["person"] = _key(about.member)
    if thing in {"access", "person"}:
        data["portal_id"] = await portal_id_of(about.person) if hook.portal_ids else None
    if thing == "access":
        data |= {"access": str(subject), "application": about.application}
    if thing == "agreement":
        data |= {"agreement": str(subject), "kind": about.agreement}
    data["changed" if what == "changed" else "state"] = told.word
    return HookMessage(f"{hook.name}_{event.number}", _written(told.type, event.at, data))


def trial_message(hook: Webhook, key: str, at: datetime) -> HookMessage:
    """Write down that this is a test."""
    return HookMessage(f"{hook.name}_test-{key}", _written(TEST, at, {}))


def _key(key: UUID | None) -> str | None:
    return None if key is None else str(key)


def _written(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return json.dumps({"type": kind, "timestamp": moment, "data": data}, separators=(",", ":")).encode()
