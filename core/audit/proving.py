"""The proof of one event, which shows no other: for a practice, a signer, a court."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from core.audit.canonical import (
    PARTS,
    canonical,
    hash_of_part,
    is_emptied,
    leaf_of_parts,
    plain,
    salt_of,
)
from core.audit.checkpoints import sign_checkpoint
from core.audit.reading import newest_checkpoint, stored_row
from core.audit.signing import verifiers
from core.audit.subtrees import stored_tree
from core.errors import NotFound, Stale
from core.settings import Settings
from core.tlog import Checkpoint, Unsound, Verifiers
from core.tlog.proofs import EntryProof
from core.tlog.tree import inclusion

# As it is attached to a sealed document.
ATTACHED = "last-event.tlog-proof"
# What was done and by whom; not from where and with which account.
WITHOUT_ORIGIN = ("event",)
_HASH = re.compile(r"[0-9a-f]{64}")


async def prove(settings: Settings, number: int) -> str:
    """Prove a whole event with what is signed of the trail for it, as it is now.

    The text holds the event, its salts, its path in the tree and the checkpoint; nobody needs the portal to
    check it. NotFound for an event that is not there or was retired; Rewritten and NoTrailKey as in signing.
    """
    checkpoint = await sign_checkpoint(settings)
    if checkpoint is None:
        raise NotFound("There is no event yet.")
    return await _proof(checkpoint, number, PARTS)


async def prove_parts(settings: Settings, number: int, parts: Collection[str]) -> str:
    """Prove some parts of an event with what was signed last; of the others it holds only the hashes.

    Nothing is signed for it. Stale for an event so young that no checkpoint stands for it; Unsound when what
    is stored is not what was signed; NotFound and NoTrailKey as above.
    """
    known, note = verifiers(settings), await newest_checkpoint()
    checkpoint = Checkpoint.read(note, known) if note else None
    if checkpoint is None or checkpoint.size < number:
        raise Stale("This record is signed within a minute. Download its proof then.")
    text = await _proof(checkpoint, number, parts)
    proved_event(text, known)
    return text


async def _proof(checkpoint: Checkpoint, number: int, parts: Collection[str]) -> str:
    row = await stored_row(number)
    if row is None or is_emptied(row):
        raise NotFound(f"There is no event {number}, or it was retired.")
    extra = canonical(_shown(row, parts)).encode()
    path = await inclusion(number - 1, checkpoint.size, stored_tree(checkpoint.size).node)
    return str(EntryProof(number - 1, tuple(path), checkpoint, extra))


def _shown(row: Mapping[str, Any], parts: Collection[str]) -> dict[str, Any]:
    """The parts that are shown with their salts, and the hashes of those that are not."""
    salts = {part: salt_of(part, row["salt"]) for part in PARTS}
    hidden = {part: hash_of_part(part, row, salts[part]).hex() for part in PARTS if part not in parts}
    return {
        "event": {name: plain(row[name]) for part in PARTS if part in parts for name in PARTS[part]},
        "salts": {part: salt for part, salt in salts.items() if part in parts},
        "hidden": hidden,
    }


def proved_event(text: str, verifiers: Verifiers) -> dict[str, Any]:
    """Return what a proof shows of its event; Unsound when one of the keys does not vouch for it."""
    proof = EntryProof.read(text, verifiers)
    try:
        said = json.loads(proof.extra)
        event, leaf = said["event"], _leaf(said)
        if canonical(said).encode() != proof.extra:
            raise Unsound("it does not show an event")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise Unsound("it does not show an event") from problem
    proof.require(leaf)
    if event["number"] != proof.index + 1:
        raise Unsound("the event stands at another place in the log")
    return dict(event)


def _leaf(said: Mapping[str, Any]) -> bytes:
    """The leaf that follows from what is shown; Unsound unless each part is there once, shown or hidden."""
    event, salts, hidden = said["event"], said["salts"], said["hidden"]
    names = {name for part in salts for name in PARTS[part]}
    hexes = all(_HASH.fullmatch(each) for each in (*salts.values(), *hidden.values()))
    if "event" not in salts or {*salts, *hidden} != {*PARTS} or salts.keys() & hidden or not hexes:
        raise Unsound("it does not show an event")
    if set(event) != names or set(said) != {"event", "salts", "hidden"}:
        raise Unsound("it shows more or less than an event")
    shown = {part: hash_of_part(part, event, salt) for part, salt in salts.items()}
    return leaf_of_parts(shown | {part: bytes.fromhex(each) for part, each in hidden.items()})
