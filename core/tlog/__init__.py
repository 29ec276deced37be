"""A log that can be proved to strangers: its tree, its signed checkpoints and its proofs, in open formats.

The tree is that of RFC 6962; checkpoints, tiles and proofs are those of C2SP (tlog-checkpoint, signed-note,
tlog-tiles, tlog-proof). Nothing in here knows what is logged, or where it is stored.
"""

from core.tlog.checkpoints import Checkpoint
from core.tlog.keys import LogKey, Verifier, Verifiers
from core.tlog.notes import Unsound

__all__ = ["Checkpoint", "LogKey", "Unsound", "Verifier", "Verifiers"]
