"""Registering a practice, step by step: one module for each kind of step."""

from web.pages.enrollment import (
    check,
    details,
    hub,
    importing,
    member,
    members,
    removal,
    same,
    sections,
    undoing,
    why,
)

handlers = [
    *hub.handlers,
    *sections.handlers,
    *members.handlers,
    *member.handlers,
    *same.handlers,
    *details.handlers,
    *removal.handlers,
    *importing.handlers,
    *undoing.handlers,
    *why.handlers,
    *check.handlers,
]
