"""All test messages that are under way, for support: who waits for what, longest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.plugin_api import OpenedSite, Page, PageFile
from plugins.dsm.handshake import PAGE as OF_ONE
from plugins.dsm.handshake import STAGES, Stage, next_stage
from plugins.dsm.tables import Handshake

NEWEST, SHOWN = 500, 100


@dataclass(frozen=True, slots=True)
class Line:
    """One provider between two steps: what is next and whose turn it is, since when, and its page."""

    provider: str
    practice: str
    next: Stage
    since: datetime
    address: str


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Those that waited longest, and how many there are."""

    lines: Sequence[Line]
    number: int


async def load(opened: OpenedSite) -> UnderWay:
    """Load those that waited longest."""
    found = await _lines(opened)
    return UnderWay(found[:SHOWN], len(found))


async def sheet(opened: OpenedSite) -> PageFile:
    """Write one line for each."""
    lines = [
        (
            each.provider,
            each.practice,
            "no" if each.next.whose == "administrator" else "yes",
            str(STAGES.index(each.next)),
            each.since.date().isoformat(),
        )
        for each in await _lines(opened)
    ]
    heads = ("Provider", "{Practice}", "Waits for support", f"Steps done of {len(STAGES)}", "Since")
    return PageFile(name="test-messages", lines=(heads, *lines))


async def _lines(opened: OpenedSite) -> list[Line]:
    """Of the newest that began and have not ended; whose access is over is left out."""
    open_ = Handshake.confirmed_at.is_null()
    newest = Handshake.select().where(open_).order_by(Handshake.asked_at, ascending=False).limit(NEWEST)
    rows = {row["grant"]: row for row in await newest}
    found = []
    for each in await opened.whose([*rows]):
        following, since = next_stage(rows[each.key]), _since(rows[each.key])
        if following is not None and since is not None:
            address = opened.address(OF_ONE.path, each.key)
            found.append(Line(each.person, each.group, following, since, address))
    return sorted(found, key=lambda line: line.since)


def _since(row: Any) -> datetime | None:
    """When the last step was recorded."""
    return max((at for each in STAGES if (at := row[f"{each.step}_at"]) is not None), default=None)


PAGE: Page[Any] = Page(
    path="under-way",
    title="Test messages under way",
    scope="site",
    audience=frozenset({"analyst"}),
    template="dsm/under_way.html",
    load=load,
    file=sheet,
)
