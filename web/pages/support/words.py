"""What the console calls its queues and states."""

from __future__ import annotations

from collections.abc import Mapping

from core.access.states import REQUEST
from core.support.queues import Queue

QUEUES: Mapping[Queue, str] = {
    "agreements": "Agreements",
    "credentials": "Credentials",
    "access": "Access being set up",
    "everything": "All requests",
}
STATE_WORDS: Mapping[str, str] = REQUEST.words
AGREEMENT: Mapping[str, tuple[str, str]] = {
    "out": ("Waiting for signatures", "yellow"),
    "signed": ("Signed by everybody, being sealed", ""),
    "in-force": ("In force", "green"),
    "declined": ("Declined", "red"),
    "void": ("Void", "grey"),
    "expired": ("Run out unsigned", "orange"),
    "lapsed": ("Term over", "grey"),
}
SIGNER: Mapping[str, tuple[str, str]] = {
    "asked": ("Asked", "yellow"),
    "signed": ("Signed", "green"),
    "declined": ("Declined", "red"),
}
WORK: Mapping[str, str] = {"people": "yellow", "dead": "red", "failed": "orange", "waiting": ""}
CREDENTIALS: Mapping[str, str] = {"open": "yellow", "valid": "green", "not-valid": "red"}
