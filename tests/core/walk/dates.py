"""What must hold of the years of a member, and of everything that has a last day, after every step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from core.access.absence import BEGINS, ENDS, start_of
from core.access.leaving import ACCESS_ENDS, end_of
from core.access.states import ALIVE
from core.groups.membership import LAST_DAY
from core.portal import Portal
from tests.core.walk.picture import Picture
from tests.core.walk.requests import line_of

Faults = Iterator[str]
GIVEN = {"active", "provisioning"}
OPEN = {"in-force", "proposed"}


def nobody_who_is_away_has_access(portal: Portal, p: Picture) -> Faults:
    """On leave or gone: nothing works, and nothing is being set up."""
    for grant in p.all("access_grant"):
        state = p.get("member", grant["member"])["state"]
        if grant["state"] in GIVEN and state != "active":
            yield f"{line_of(grant)} for someone who is {state}"


def who_left_has_nothing_and_plays_no_part(portal: Portal, p: Picture) -> Faults:
    """Neither access, nor the way to it, nor a say in the practice, nor the prospect of one."""
    left = {each["id"] for each in p.all("member") if each["state"] == "left"}
    for grant in p.all("access_grant"):
        if grant["member"] in left and grant["state"] in ALIVE:
            yield f"{line_of(grant)} and its person has left"
    for each in p.all("appointment"):
        if each["member"] in left and each["state"] in OPEN:
            yield f"appointment {each['id']} of someone who left is {each['state']}"


def every_date_is_kept(portal: Portal, p: Picture) -> Faults:
    """Whatever has a last day comes due when it is over, whatever has none never does."""
    coming = {each["key"]: datetime.fromisoformat(each["due"]) for each in p.all("due") if each["due"]}
    for what, day, due in _dated(p, coming):
        if day is None and due:
            yield f"{what}: a last day that was taken back is still to come"
        elif day and end_of(portal, day) <= p.now and (due is None or due > p.now):
            yield f"{what} goes on past the last day, {day}"
        elif day and due is None:
            yield f"{what} has a last day, {day}, and nothing comes due"
        elif day and due != end_of(portal, day):
            yield f"{what} has a last day, {day}, and comes due at another moment, {due}"


def every_leave_is_kept(portal: Portal, p: Picture) -> Faults:
    """A leave with a first day begins with it, and one with a last day ends with it."""
    coming = {each["key"]: datetime.fromisoformat(each["due"]) for each in p.all("due") if each["due"]}
    for member in p.all("member"):
        first, last = _day(member["away_from"]), _day(member["away_until"])
        what = f"member {member['id']} is {member['state']}"
        if first and member["state"] != "active":
            yield f"{what} and a leave is planned"
        if last and not first and member["state"] != "on-leave":
            yield f"{what} and a leave has an end"
        if first and coming.get(f"{BEGINS}:{member['id']}") != start_of(portal, first):
            yield f"{what} and nothing begins the leave that is planned for {first}"
        if last and coming.get(f"{ENDS}:{member['id']}") != end_of(portal, last):
            yield f"{what} and nothing ends the leave that ends on {last}"


def _dated(p: Picture, coming: dict[str, datetime]) -> Iterator[tuple[str, date | None, datetime | None]]:
    """Everything that may have a last day: in words, that day, and when it comes due."""
    for grant in p.all("access_grant"):
        if grant["state"] in ALIVE or grant["ends_on"] is None:
            yield line_of(grant), _day(grant["ends_on"]), coming.get(f"{ACCESS_ENDS}:{grant['id']}")
    for member in p.all("member"):
        what = f"member {member['id']} is {member['state']}"
        yield what, _day(member["until"]), coming.get(f"{LAST_DAY}:{member['id']}")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
