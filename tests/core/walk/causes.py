"""What must hold of everything that takes access away for a while, and of who gives it back."""

from __future__ import annotations

from collections.abc import Iterator

from core.access.states import ALIVE
from core.groups.rights import KNOWN
from core.office.change_requests import DAY
from core.portal import Portal
from tests.core.walk.picture import Picture
from tests.core.walk.requests import line_of
from tests.core.walk.suspensions import ENDED

Faults = Iterator[str]
# By what an event of the same step says so: an objection and a review are ended by their own acts alone.
ENDS = {
    "objection": {"office.objection-taken-back", "office.objection-decided"},
    "review": {"review.finished"},
}
# Who suspended something for the practice or for support acts for the same side when they end it.
SIDES = {"practice": "person", "support": "staff"}


def nothing_is_left_in_a_closed_group(portal: Portal, p: Picture) -> Faults:
    """Neither access nor the prospect of it."""
    closed = {each["id"] for each in p.all("practice_group") if each["state"] == "closed"}
    for grant in p.all("access_grant"):
        if grant["state"] in ALIVE and p.get("member", grant["member"])["group"] in closed:
            yield f"{line_of(grant)} in a group that is closed"


def what_an_objection_suspended_waits_for_it(portal: Portal, p: Picture) -> Faults:
    """As long as the objection is open, and no longer."""
    objected = {each["member"] for each in p.all("member_objection") if each["state"] == "open"}
    for each in p.all("member_objection"):
        if (each["open_for"] == each["member"]) != (each["state"] == "open"):
            yield f"objection {each['id']} is {each['state']} and kept as another"
    for grant in p.all("access_grant"):
        kept = "objection" in grant["suspended_by"].split()
        if kept and grant["member"] not in objected:
            yield f"{line_of(grant)} and suspended for an objection that nobody has"
        elif grant["member"] in objected and grant["state"] == "active":
            yield f"{line_of(grant)} though somebody objects to its person"


def what_a_review_suspended_waits_for_it(portal: Portal, p: Picture) -> Faults:
    """What nobody answered for is suspended until a review is done; a whole group has one at a time."""
    reviews = [each for each in p.all("access_review") if each["state"] != "done"]
    whole, open_ = (
        [each["group"] for each in reviews if not each["cause"]],
        {each["group"] for each in reviews},
    )
    if len(whole) != len(set(whole)):
        yield "a group has two open reviews"
    for each in p.all("access_review"):
        kept = each["open_for"] is not None if each["cause"] else each["open_for"] == each["group"]
        if kept != (each["state"] != "done"):
            yield f"review {each['id']} is {each['state']} and kept as another"
    for grant in p.all("access_grant"):
        group = p.get("member", grant["member"])["group"]
        if "review" in grant["suspended_by"].split() and group not in open_:
            yield f"{line_of(grant)} and suspended for a review that is over"


def changes_wait_for_support(portal: Portal, p: Picture) -> Faults:
    """A change that is open, or waits for its day, is the one of its subject, and nothing else is."""
    coming = {each["key"] for each in p.all("due") if each["due"]}
    for each in p.all("change_request"):
        due = (each["member"] or each["group"]) if each["state"] in {"open", "planned"} else None
        if each["open_for"] != due:
            yield f"change {each['id']} is {each['state']} and kept as another"
        if (each["state"] == "planned") != (f"{DAY}:{each['id']}" in coming):
            yield f"change {each['id']} is {each['state']} and its day is another matter"


def an_address_is_another_once_it_is_proved(before: Picture, after: Picture) -> Faults:
    """Of somebody who is known, in a practice that is active: the link that went there was opened."""
    proved = {event["subject"] for event in after.events if event["action"] == "office.address-confirmed"}
    for key, was in before.tables["member"].items():
        row = after.get("member", key)
        begun = before.get("practice_group", was["group"])["activated_at"]
        known = begun and was["person_state"] in KNOWN
        if known and row["email"] != was["email"] and key not in proved:
            yield f"member {key} has another address that nobody proved"


def what_a_change_says_is_there(before: Picture, after: Picture) -> Faults:
    """Whatever a change of a practice says it saved is kept."""
    for event in after.events:
        if event["action"] == "office.practice-changed" and event["details"]["fields"]:
            key = event["subject"]
            if after.get("practice_group", key) == before.get("practice_group", key):
                yield f"practice {key} was changed and is as it was"


def nobody_ends_what_another_suspended(before: Picture, after: Picture) -> Faults:
    """Each suspension is ended by the side that made it, an objection and a review by their own acts."""
    told = {event["action"] for event in after.events}
    for event in after.events:
        if event["action"] != ENDED:
            continue
        side = event["details"]["suspended_by"]
        if side in ENDS and not told & ENDS[side]:
            yield f"grant {event['subject']}: the suspension by {side} was ended by something else"
        if side in SIDES and event["actor_kind"] != SIDES[side]:
            yield f"grant {event['subject']}: the suspension by {side} was ended by {event['actor_kind']}"
