"""The trail: what changed, who did it and when, in rows that are chained to each other."""

from core.audit.actions import Event, Subject, change, changes, note, note_each, refused

__all__ = ["Event", "Subject", "change", "changes", "note", "note_each", "refused"]
