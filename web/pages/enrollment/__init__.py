"""Registering a practice, step by step: one module for each kind of step."""

from web.pages.enrollment import check, hub, importing, member, members, removal, same, sections, why

handlers = [
    *hub.handlers,
    *sections.handlers,
    *members.handlers,
    *member.handlers,
    *same.handlers,
    *removal.handlers,
    *importing.handlers,
    *why.handlers,
    *check.handlers,
]
