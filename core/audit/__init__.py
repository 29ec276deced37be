"""The trail: what changed, who did it and when, in a log that can be proved to strangers."""

from core.audit.actions import Event, Subject, change, changes, count, is_changing, note, note_each, refused

__all__ = ["Event", "Subject", "change", "changes", "count", "is_changing", "note", "note_each", "refused"]
