"""What must hold of access that was suspended for itself: only whoever suspended it gives it back."""

from __future__ import annotations

from collections.abc import Iterator

from tests.core.walk.picture import Picture

Faults = Iterator[str]
TOO, ENDED = "grant.suspended-too", "grant.suspension-ended"
GIVEN_BACK = {"grant.begun", "grant.activated"}


def suspensions_last(before: Picture, after: Picture) -> Faults:
    """Follow who suspended each access, event by event; what the grant says is where that leads."""
    sides = {key: set(row["suspended_by"].split()) for key, row in before.tables["access_grant"].items()}
    for event in after.events:
        key, told = event["subject"], event["details"]
        held = sides.setdefault(key, set()) if event["subject_kind"] == "grant" else set()
        if event["action"] == TOO:
            held.add(told["suspended_by"])
        elif event["action"] == ENDED:
            held.discard(told["suspended_by"])
        elif event["subject_kind"] == "grant" and "was" in told:
            if held and event["action"] in GIVEN_BACK:
                yield f"grant {key} came back though {' and '.join(sorted(held))} suspended it"
            sides[key] = set(told.get("suspended_by", "").split())
    for key, row in after.tables["access_grant"].items():
        if " ".join(sorted(sides.get(key, ()))) != row["suspended_by"]:
            yield f"grant {key} is suspended by '{row['suspended_by']}' and nobody said so"
