"""The receipt on paper, in the family of the signed agreement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from core.dates import Dates
from core.names import first_upper
from core.office.queries.leavings import Ending, LeavingView
from core.office.queries.trail import Logged
from core.paper import paper_of, set_pdf
from core.site import SiteProfile
from core.texts import as_data
from core.texts.blocks import facts

TEMPLATE = Path(__file__).with_name("receipt.typ")
MET: Mapping[bool | None, str] = {True: "Met", False: "Not met", None: "Not known yet"}


def draw_receipt(data: dict[str, Any], moment: datetime) -> bytes:
    """Draw the document; the same data and moment give the same bytes."""
    return set_pdf(TEMPLATE, data, moment)


def receipt_data(
    site: SiteProfile, view: LeavingView, log: Logged, proofs: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    """Collect all that is drawn; `proofs` go with the document as files of their own."""
    dates = site.dates
    return {
        "organization": site.brand.organization,
        "name": view.member.name,
        "group": view.group.name,
        "number": str(view.id),
        "paper": paper_of(site.address.country),
        "zone": f"Times are those of {site.timezone}.",
        "facts": as_data(facts(*_facts(site, view, now))),
        "endings": [_ending(each, dates) for each in view.endings],
        "intervals": [list(each) for each in intervals(view)],
        "events": [
            [str(each.number), dates.moment(each.at, seconds=True), each.words, each.by]
            for each in log.events
        ],
        "last_leaf": log.events[-1].leaf,
        "proofs": [{"file": f"{name}.tlog-proof", "text": text} for name, text in proofs.items()],
    }


def intervals(view: LeavingView) -> tuple[tuple[str, str], ...]:
    """Say of each of the two intervals whether it was met."""
    return (
        ("Every application confirmed the end within 1 hour", MET[view.ended_in_time]),
        ("Every application was told within 24 hours", MET[view.told_in_time]),
    )


def _facts(site: SiteProfile, view: LeavingView, now: datetime) -> list[list[str]]:
    dates, member = site.dates, view.member
    staff_type, suffix = site.staff_type(member.staff_type), site.suffix(member.suffix)
    role = ", ".join(
        filter(None, ((staff_type and staff_type.name) or member.staff_type, (suffix and suffix.label) or ""))
    )
    # In the same words for everybody: it is no practice's business whether somebody belongs to another.
    signed_out = f"Signed out everywhere, unless they belong to another {site.terms.practice}."
    return [
        ["Person", member.name, role],
        [first_upper(site.terms.practice), view.group.name],
        ["Time was over", _moment(view.over_at, dates)],
        ["Access ended here", _moment(view.at, dates)],
        ["Ended by", view.by_name or "The last day had come"],
        ["Reason", view.reason],
        ["Signed in", signed_out],
        ["Receipt made", _moment(now, dates)],
    ]


def _ending(each: Ending, dates: Dates) -> list[str]:
    if each.nothing:
        nothing = "Nothing was set up"
        return [each.name, "–", _moment(each.ended_at, dates), nothing, nothing]
    moments = (each.ended_at, each.told_at, each.confirmed_at)
    return [each.name, each.account or "–", *(_moment(at, dates) for at in moments)]


def _moment(moment: datetime | None, dates: Dates) -> str:
    return "–" if moment is None else dates.moment(moment, seconds=True)
