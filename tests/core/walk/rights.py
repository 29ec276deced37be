"""Who plays which part of a practice, and who may act for it: by the trail, and as the product answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from core.database import prepared
from core.groups.appointments import APPOINTMENT
from core.groups.rights import administered_by
from core.groups.tables import Group
from core.portal import Portal
from tests.core.walk.picture import Picture, Row

Faults = Iterator[str]
Rights = set[tuple[str, str]]
OPEN = {"in-force", "proposed"}
TABLES = ("appointment", "member", "person", "account")


def follow(acting: dict[str, Row], events: Iterable[Row]) -> dict[str, Row]:
    """The appointments that give rights after these events, by their keys, as the trail tells them."""
    now = dict(acting)
    for event in events:
        if event["action"] == "appointment.in-force" and event["details"]["part"] in {
            "administrator",
            "backup",
        }:
            now[event["subject"]] = event["details"]
        elif event["action"] == "appointment.ended":
            now.pop(event["subject"], None)
    return now


def by_the_trail(p: Picture, acting: dict[str, Row]) -> Rights:
    """Each account with each group it should act for.

    Before anybody was looked at, the account at the administrator's own address may act as well.
    """
    found = set()
    for told in acting.values():
        member = p.get("member", told["member"])
        known = member["person_state"] in {"new", "known"}
        accounts = {p.get("person", member["person"])["account"] if known else told.get("account")}
        if told["part"] == "administrator" and not member["person_state"]:
            accounts |= {each["id"] for each in p.all("account") if each["email_key"] == member["email"]}
        found |= {(each, told["group"]) for each in accounts if each}
    return found


async def by_the_product(p: Picture) -> Rights:
    """The same as the product answers it at this moment."""
    found = set()
    for account in p.tables["account"]:
        found |= {(account, str(row["id"])) for row in await _administered(UUID(account))}
    return found


@prepared
def _administered(account: UUID) -> Any:
    return Group.select(Group.id).where(Group.id.is_in(administered_by(account)))


def every_group_has_one_administrator_and_one_sponsor(portal: Portal, p: Picture) -> Faults:
    """Active or not yet; each in force, by a member of the same group. One that is closed needs nobody."""
    held = [each for each in p.all("appointment") if each["state"] == "in-force"]
    for group, row in p.tables["practice_group"].items():
        for part in ("administrator", "sponsor") if row["state"] != "closed" else ():
            if [each["part"] for each in held if each["group"] == group].count(part) != 1:
                yield f"group {group} has not exactly one {part}"
    for each in held:
        if each["member"] and p.get("member", each["member"])["group"] != each["group"]:
            yield f"appointment {each['id']} is that of someone in another group"


def who_is_still_to_come_is_to_sponsor(portal: Portal, p: Picture) -> Faults:
    """Somebody new was named for one thing, and has no other prospect."""
    coming = {each["id"] for each in p.all("member") if each["state"] == "proposed"}
    for each in p.all("appointment"):
        if each["member"] in coming and each["state"] in OPEN and each["part"] != "sponsor":
            yield f"appointment {each['id']} of someone who is still to come is {each['state']}"


def _not_waited_for(p: Picture) -> Faults:
    """Who was chosen with an agreement follows with it, or not at all."""
    for each in p.all("appointment"):
        if each["state"] == "proposed" and each["agreement"]:
            state = p.get("agreement", each["agreement"])["state"]
            if state not in {"out", "signed"}:
                yield f"appointment {each['id']} waits for an agreement that is {state}"


def a_part_has_one_holder_and_one_open_change(portal: Portal, p: Picture) -> Faults:
    """At most; and what makes that sure stands in the row exactly as long."""
    counted = Counter((each["state"], each["group"], each["part"]) for each in p.all("appointment"))
    for (state, group, part), number in counted.items():
        if number > 1 and state in {"in-force", "proposed"}:
            yield f"group {group} has {number} of part {part} {state}"
    for each in p.all("appointment"):
        key = f"{each['group']}:{each['part']}"
        due = {"in-force": (key, None), "proposed": (None, key)}.get(each["state"], (None, None))
        if (each["held_for"], each["open_for"]) != due:
            yield f"appointment {each['id']} is {each['state']} and kept under another key"
    yield from _not_waited_for(p)


def appointments_without_an_event(before: Picture, after: Picture) -> Faults:
    """Each stands where its last event says."""
    states = {key: row["state"] for key, row in before.tables["appointment"].items()}
    for event in after.events:
        kind, _, state = event["action"].partition(".")
        if kind == "appointment" and state in APPOINTMENT.table:
            states[event["subject"]] = state
    for key, row in after.tables["appointment"].items():
        if states.get(key) != row["state"]:
            yield f"appointment {key} is {row['state']} without an event"
