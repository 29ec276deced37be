"""Registering a practice, step by step: one module for each kind of step."""

from web.pages.enrollment import check, hub, importing, member, members, removal, sections, undoing, why

handlers = [
    *hub.handlers,
    *sections.handlers,
    *members.handlers,
    *member.handlers,
    *removal.handlers,
    *importing.handlers,
    *undoing.handlers,
    *why.handlers,
    *check.handlers,
]
