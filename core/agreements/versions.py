"""Whom a new version of a text concerns: who is bound by an earlier one, and who is signing one now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock
from core.agreements.content import Content
from core.agreements.tables import Agreement, Signer, SignerVisit

# So many of those that are being signed are named; the others are counted.
NAMED = 10


@dataclass(frozen=True, slots=True)
class BoundByEarlier:
    """How many groups and members signed another version that binds, and how many of them end after a day.

    `last_end` is when the last of these terms ends.
    """

    groups: int
    members: int
    later: int
    last_end: datetime | None


@dataclass(frozen=True, slots=True)
class BeingSigned:
    """An agreement that was sent with another version, and that not everybody has signed."""

    group: UUID
    name: str
    signers: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class UnderWay:
    """How many agreements of another version wait for signatures, and the newest of them by name.

    Of `agreements` somebody has signed `begun`, and `open_now` people have one open at this moment.
    """

    agreements: int
    begun: int
    open_now: int
    newest: tuple[BeingSigned, ...]


async def bound_by_earlier(slug: str, version: str, after: datetime | None) -> BoundByEarlier:
    """Count whom another version of a text binds; four statements, however many there are."""
    theirs = _of_other_version(slug, version) & (Agreement.state == "in-force")
    last = await Agreement.select(Agreement.ends_at).where(theirs).order_by(
        Agreement.ends_at, ascending=False
    ).first()  # fmt: skip
    if last is None:
        return BoundByEarlier(0, 0, 0, None)
    own = theirs & Agreement.member.is_not_null()
    return BoundByEarlier(
        int(await Agreement.count(distinct=[Agreement.group]).where(theirs)),
        int(await Agreement.count(distinct=[Agreement.member]).where(own)),
        int(await Agreement.count().where(theirs & (Agreement.ends_at > after))) if after else 0,
        last["ends_at"],
    )


async def under_way(slug: str, version: str) -> UnderWay:
    """Find what is being signed in another version of a text; five statements, however many there are."""
    waits = _of_other_version(slug, version) & (Agreement.state == "out")
    agreement: Any = Signer.agreement
    here: Any = SignerVisit.signer
    of_theirs = (agreement.slug == slug) & (agreement.version != version) & (agreement.state == "out")
    in_visit = (here.agreement.slug == slug) & (here.agreement.version != version)
    opened = SignerVisit.proved_at.is_not_null() & (SignerVisit.until > clock.now())
    asked = in_visit & (here.agreement.state == "out") & (here.state == "asked")
    return UnderWay(
        int(await Agreement.count().where(waits)),
        int(await Signer.count(distinct=[Signer.agreement]).where(of_theirs & (Signer.state == "signed"))),
        int(await SignerVisit.count(distinct=[SignerVisit.signer]).where(opened & asked)),
        await _newest(waits),
    )


async def _newest(waits: Any) -> tuple[BeingSigned, ...]:
    columns = (Agreement.id, Agreement.group, Agreement.content, Agreement.expires_at)
    query = Agreement.select(*columns).where(waits).order_by(Agreement.sent_at, ascending=False)
    rows = await query.limit(NAMED).output(load_json=True)
    missing = await _still_asked([row["id"] for row in rows])
    return tuple(
        BeingSigned(
            row["group"], Content.read(row["content"]).group, missing.get(row["id"], ()), row["expires_at"]
        )
        for row in rows
    )


async def _still_asked(agreements: list[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Who of each has not signed, by name."""
    if not agreements:
        return {}
    asked = Signer.agreement.is_in(agreements) & (Signer.state == "asked")
    rows = await Signer.select(Signer.agreement, Signer.name).where(asked).order_by(Signer.position)
    found: dict[UUID, tuple[str, ...]] = {}
    for row in rows:
        found[row["agreement"]] = (*found.get(row["agreement"], ()), row["name"])
    return found


def _of_other_version(slug: str, version: str) -> Any:
    return (Agreement.slug == slug) & (Agreement.version != version)
