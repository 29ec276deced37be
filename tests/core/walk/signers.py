"""What must hold of signers and of what they read, from one moment to the next."""

from __future__ import annotations

from collections.abc import Iterator

from tests.core.walk.picture import Picture

Faults = Iterator[str]


def signers_are_who_was_asked(before: Picture, after: Picture) -> Faults:
    """Name, part and text are frozen; an address changes only by a correction, which is in the trail."""
    corrected = {
        e["details"].get("now") for e in after.events if e["action"] == "agreement.address-corrected"
    }
    for key, was in before.tables["agreement_signer"].items():
        row = after.tables["agreement_signer"].get(key)
        if row is None or any(row[name] != was[name] for name in ("agreement", "name", "roles", "position")):
            yield f"signer {key} is not who was asked"
        elif row["email"] != was["email"] and row["email"] not in corrected:
            yield f"signer {key} is asked elsewhere and nobody said so"
        elif was["state"] != "asked" and row["state"] != was["state"]:
            yield f"signer {key} had {was['state']} and is {row['state']}"
    for key, was in before.tables["agreement"].items():
        if any(after.get("agreement", key)[name] != was[name] for name in ("content", "text_hash", "group")):
            yield f"the text of agreement {key} changed"
