"""Signed checkpoints of the trail: made every minute, stored, published, and kept outside the database."""

from __future__ import annotations

import asyncio
import os
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import structlog

from core import clock
from core.audit.reading import newest_checkpoint, stored_frontier
from core.audit.signing import trail_key, verifiers
from core.audit.subtrees import stored_tree
from core.audit.tables import AuditCheckpoint
from core.audit.verification import Elsewhere, Head
from core.database.rounds import Rounds, going_round
from core.settings import Settings
from core.tasks import beside
from core.tlog import Checkpoint, Unsound, Verifiers
from core.tlog.tree import consistency, consistent

KEPT = "trail-checkpoint"
EVERY_SECONDS = 60
# What a round found where it signed nothing, as the log names it.
REWRITTEN, NOT_SIGNED = "trail.rewritten", "trail.not-signed"

log = structlog.get_logger(__name__)


class Rewritten(Exception):
    """The trail does not go on where it was when it was last signed; nothing is signed any more."""


def kept_checkpoint(settings: Settings, known: Verifiers) -> Checkpoint | None:
    """Read the checkpoint in the data folder; None when there is none, Unsound when it is not ours."""
    file = settings.data_folder / KEPT
    return Checkpoint.read(file.read_text("utf-8"), known) if file.exists() else None


def evidence(settings: Settings, *heads: Head, lived_in: bool = False) -> Elsewhere:
    """Collect what this deployment knows of its trail outside the database; Unsound, NoTrailKey."""
    known = verifiers(settings)
    kept = kept_checkpoint(settings, known)
    own = [Head(kept.size, kept.root.hex())] if kept else []
    return Elsewhere(known, (*heads, *own), lived_in)


async def sign_checkpoint(settings: Settings) -> Checkpoint | None:
    """Sign the trail as it is now, store that and keep it outside; None while there is no event.

    Rewritten when an event that was signed before is another now, or gone: then nothing is signed, so that
    our own key never vouches for a trail that somebody changed. NoTrailKey as `trail_key`.
    """
    key, signed = trail_key(settings), await _signed_last(settings)
    # Read after what was signed last, which some other process may do just now: the trail is never shorter.
    frontier = await stored_frontier()
    state = (frontier.size, frontier.root)
    if not frontier.size:
        return None
    for before in signed:
        if not await grew(before.state, state):
            raise Rewritten(f"event {before.size}, or one before it, is not what was signed")
    if len(signed) == 2 and signed[0].state == signed[1].state == state:
        return signed[0]
    checkpoint = Checkpoint.sign(*state, key)
    row = AuditCheckpoint(size=checkpoint.size, at=clock.now(), note=str(checkpoint))
    await AuditCheckpoint.insert(row).on_conflict(target=AuditCheckpoint.size, action="DO NOTHING")
    _keep(settings.data_folder / KEPT, str(checkpoint))
    log.info("trail.checkpoint", size=checkpoint.size, note=str(checkpoint))
    return checkpoint


async def grew(old: tuple[int, bytes], new: tuple[int, bytes]) -> bool:
    """Tell whether the stored tree proves that the trail only grew between two sizes with their roots."""
    if old[0] > new[0]:
        return False
    try:
        return consistent(old, new, await consistency(old[0], new[0], stored_tree(new[0]).node))
    except Unsound:
        return False


async def _signed_last(settings: Settings) -> list[Checkpoint]:
    """The checkpoint in the data folder and the largest in the database, as far as there are any."""
    known, stored = verifiers(settings), await newest_checkpoint()
    try:
        kept = kept_checkpoint(settings, known)
        last = Checkpoint.read(stored, known) if stored else None
    except Unsound as problem:
        raise Rewritten(f"what was signed last cannot be read: {problem}") from problem
    return [each for each in (kept, last) if each is not None]


def _keep(file: Path, note: str) -> None:
    """Replace the file in one step; whoever reads it finds the one or the other."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as stream:
        stream.write(note)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


@dataclass(frozen=True, slots=True)
class CheckpointWorker:
    """Signs the trail every minute while there is something new; any number may run, in any processes."""

    settings: Settings
    every: float = EVERY_SECONDS

    async def sign(self, rounds: Rounds | None = None) -> Checkpoint | None:
        """Sign once; whatever is wrong is logged, and tried again with the next minute."""
        words, signed = "", None
        try:
            signed = await sign_checkpoint(self.settings)
        except Rewritten as problem:
            log.critical(REWRITTEN, why=str(problem))
            words = REWRITTEN
        except Exception:
            log.exception(NOT_SIGNED)
            words = NOT_SIGNED
        if rounds:
            rounds.went_well(words)
        return signed

    def running(self) -> AbstractAsyncContextManager[None]:
        """Sign while the block runs."""
        return beside(self._run(), "checkpoints")

    async def _run(self) -> None:
        with going_round("checkpoints") as rounds:
            while True:
                await asyncio.sleep(self.every)
                await self.sign(rounds)
