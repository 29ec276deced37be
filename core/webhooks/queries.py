"""Reading how far endpoints have been told, and of whom and what an event is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.access.tables import Grant
from core.agreements.tables import Agreement
from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.groups.tables import Member
from core.identity.queries import portal_ids
from core.site.webhooks import Webhook
from core.webhooks.tables import WebhookPlace
from core.webhooks.vocabulary import kinds_for

# Nobody needs to know how many more wait.
MOST = 1000


@dataclass(frozen=True, slots=True)
class HookStanding:
    """How an endpoint stands: its place, how many events wait behind it, and since when the first does.

    It has no place before the background work has begun with it.
    """

    hook: Webhook
    number: int | None
    waiting: int
    waiting_since: datetime | None
    answer: str
    answered_at: datetime | None
    failing_since: datetime | None
    paused_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeysOfEvent:
    """Whom and what an event is about, by keys alone."""

    practice: UUID | None = None
    member: UUID | None = None
    person: UUID | None = None
    application: str = ""
    agreement: str = ""


async def known_names() -> set[str]:
    """List the endpoints that have a place."""
    return {row["name"] for row in await WebhookPlace.select(WebhookPlace.name)}


async def standing_of_hooks(hooks: Collection[Webhook]) -> Sequence[HookStanding]:
    """Tell how these endpoints stand, in their order; one statement and one for each."""
    columns = ("name", "number", "answer", "answered_at", "failing_since", "paused_at")
    rows = await WebhookPlace.select(*(getattr(WebhookPlace, name) for name in columns))
    places = {row.pop("name"): row for row in rows}
    found = []
    for hook in hooks:
        if (place := places.get(hook.name)) is None:
            found.append(HookStanding(hook, None, 0, None, "", None, None, None))
        else:
            waiting = await _behind(place["number"], kinds_for(hook))
            since = waiting[0] if waiting else None
            found.append(HookStanding(hook=hook, waiting=len(waiting), waiting_since=since, **place))
    return found


async def _behind(number: int, kinds: Collection[str]) -> list[datetime]:
    query = AuditEvent.select(AuditEvent.at).where(AuditEvent.number > number, in_trail())
    rows = await query.where(AuditEvent.action.is_in(list(kinds))).order_by(AuditEvent.number).limit(MOST)
    return [row["at"] for row in rows]


async def first_since(moment: datetime) -> int | None:
    """Return the number of the first event since a moment; None when nothing happened since."""
    query = AuditEvent.select(AuditEvent.number).where(AuditEvent.at >= moment, in_trail())
    row = await query.order_by(AuditEvent.number).first()
    return int(row["number"]) if row else None


async def about_grant(key: UUID) -> KeysOfEvent | None:
    """Tell whose access this is; None when it is gone."""
    member = Grant.member
    columns = (member.group.as_alias("practice"), member.id.as_alias("who"), member.person.as_alias("person"))
    row = await Grant.select(Grant.application, *columns).where(Grant.id == key).first()
    if row is None:
        return None
    return KeysOfEvent(row["practice"], row["who"], row["person"], application=row["application"])


async def about_member(key: UUID) -> KeysOfEvent | None:
    """Tell who a member is; None when there is none."""
    row = await Member.select(Member.group, Member.person).where(Member.id == key).first()
    return KeysOfEvent(row["group"], key, row["person"]) if row else None


async def about_agreement(key: UUID) -> KeysOfEvent | None:
    """Tell whose agreement this is; None when there is none."""
    columns = (Agreement.group, Agreement.member, Agreement.slug)
    row = await Agreement.select(*columns).where(Agreement.id == key).first()
    return KeysOfEvent(row["group"], row["member"], agreement=row["slug"]) if row else None


async def about_practice(key: UUID) -> KeysOfEvent:
    """Tell the practice itself."""
    return KeysOfEvent(key)


async def portal_id_of(person: UUID | None) -> str | None:
    """Return somebody's personal login name; None as long as there is none."""
    return (await portal_ids([person])).get(person) or None if person else None
