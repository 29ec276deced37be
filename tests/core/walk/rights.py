"""Who may act for a practice: by the trail of its appointments, and by the product's own answer."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from core.groups.rights import administered_by
from core.groups.tables import Group
from tests.core.walk.picture import Picture, Row

Rights = set[tuple[str, str]]
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
    """Each account with each group it should act for."""
    found = set()
    for told in acting.values():
        member = p.get("member", told["member"])
        known = member["person_state"] in {"new", "known"}
        account = p.get("person", member["person"])["account"] if known else told.get("account")
        found |= {(account, told["group"])} if account else set()
    return found


async def by_the_product(p: Picture) -> Rights:
    """The same as the product answers it at this moment."""
    found = set()
    for account in p.tables["account"]:
        groups = await Group.select(Group.id).where(Group.id.is_in(administered_by(UUID(account))))
        found |= {(account, str(row["id"])) for row in groups}
    return found
