"""The proof of one event, which shows no other: for a practice, a signer, a court."""

from __future__ import annotations

import json
from typing import Any

from core.audit.canonical import COVERED, canonical, is_emptied, leaf_of, plain
from core.audit.checkpoints import sign_checkpoint
from core.audit.reading import stored_row
from core.audit.subtrees import stored_tree
from core.errors import NotFound
from core.settings import Settings
from core.tlog import Unsound, Verifiers
from core.tlog.proofs import EntryProof
from core.tlog.tree import inclusion

# As it is attached to a sealed document.
ATTACHED = "last-event.tlog-proof"


async def prove(settings: Settings, number: int) -> str:
    """Prove an event with what was signed of the trail as it is now.

    The text holds the event, its salt, its path in the tree and the checkpoint; nobody needs the portal to
    check it. NotFound for an event that is not there or was retired; Rewritten and NoTrailKey as in signing.
    """
    checkpoint, row = await sign_checkpoint(settings), await stored_row(number)
    if checkpoint is None or row is None or is_emptied(row):
        raise NotFound(f"There is no event {number}, or it was retired.")
    event = {name: plain(row[name]) for name in COVERED}
    extra = canonical({"event": event, "salt": row["salt"]}).encode()
    path = await inclusion(number - 1, checkpoint.size, stored_tree(checkpoint.size).node)
    return str(EntryProof(number - 1, tuple(path), checkpoint, extra))


def proved_event(text: str, verifiers: Verifiers) -> dict[str, Any]:
    """Return the event that a proof shows; Unsound when one of the keys does not vouch for it."""
    proof = EntryProof.read(text, verifiers)
    try:
        said = json.loads(proof.extra)
        event, salt = said["event"], said["salt"]
        if canonical(said).encode() != proof.extra or set(event) != set(COVERED):
            raise Unsound("it does not show an event")
        leaf = leaf_of(event, salt)
    except (ValueError, TypeError, KeyError, RecursionError) as problem:
        raise Unsound("it does not show an event") from problem
    proof.require(leaf)
    if event["number"] != proof.index + 1:
        raise Unsound("the event stands at another place in the log")
    return dict(event)
