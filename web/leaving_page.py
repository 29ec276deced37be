"""What a page says of a leaving, on either side: one line an application, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.office.paper import intervals
from core.office.queries.leavings import Ending, LeavingView
from core.portal import Portal


class EndingLine(NamedTuple):
    """One application: a word for how far it is, with its color, and the three moments in words."""

    name: str
    words: str
    color: str
    ended: str
    told: str
    confirmed: str


class LeavingShown(NamedTuple):
    """A leaving as it is drawn; `state` says in one sentence how far it is."""

    state: str
    facts: Sequence[tuple[str, str]]
    lines: Sequence[EndingLine]
    intervals: Sequence[tuple[str, str]]


def leaving_shown(portal: Portal, view: LeavingView) -> LeavingShown:
    """Say how far the end of somebody's access has come."""
    dates = portal.site.dates
    facts = [
        ("Access ended here", dates.moment(view.at)),
        ("Ended by", view.by_name or "The last day had come"),
        ("Reason", view.reason),
    ]
    lines = [_line(portal, each) for each in view.endings]
    return LeavingShown(_state(view), facts, lines, intervals(view) if view.current else ())


def _state(view: LeavingView) -> str:
    if view.sealed_at is not None:
        return "Every application confirmed. The receipt is sealed."
    if not view.current:
        return f"{view.member.name} came back before every application had confirmed. No receipt was made."
    if view.is_confirmed:
        return "Every application confirmed. The receipt is being sealed."
    waiting = [each.name for each in view.endings if not each.is_confirmed]
    return f"Waiting for {', '.join(waiting)}. The receipt follows when everything is confirmed."


def _line(portal: Portal, each: Ending) -> EndingLine:
    if each.nothing:
        return EndingLine(each.name, "Nothing was set up", "grey", "–", "–", "–")
    dates = portal.site.dates
    ended, told, confirmed = (
        dates.moment(at, seconds=True) if at else "Not yet"
        for at in (each.ended_at, each.told_at, each.confirmed_at)
    )
    return EndingLine(each.name, *_standing(each), ended, told, confirmed)


def _standing(each: Ending) -> tuple[str, str]:
    if each.confirmed_at:
        return "Confirmed", "green"
    if each.late:
        return "Late: support knows", "orange"
    return ("Told, not confirmed yet", "yellow") if each.told_at else ("Being removed", "yellow")
