"""Indexes that hand a page of the console out in its own order, however many rows lie before and behind it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from core.audit.tables import AuditEvent

ID = "2026-11-25T18:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes for the lists of the console"

# Several columns each, which the columns of a table cannot say for themselves.
INDEXES = {
    "request_by_state": "access_request (state, number)",
    "request_by_holder": "access_request (assignee, number)",
    "request_by_holder_and_state": "access_request (assignee, state, number)",
    "work_by_state": "work_item (state, made_at, id)",
    "work_by_holder_and_state": "work_item (assignee, state, made_at, id)",
    "work_by_application_and_state": "work_item (application, state, made_at, id)",
    "work_by_alarm": "work_item (made_at, id) WHERE alarmed_at IS NOT NULL",
    "thread_by_waiting": "message_thread (waiting_since, request)",
    "grant_by_application_and_state": "access_grant (application, state)",
    "grant_by_state": "access_grant (state, changed_at)",
    "event_by_action": "audit_event (action, at)",
    "mail_by_state": "outbox_mail (state)",
}


async def make_indexes() -> None:
    """May be run again."""
    for name, on in INDEXES.items():
        await AuditEvent.raw(f"CREATE INDEX IF NOT EXISTS {name} ON {on}")


async def forwards() -> MigrationManager:
    """Make them."""
    manager = MigrationManager(migration_id=ID, app_name="portal", description=DESCRIPTION)
    manager.add_raw(make_indexes)
    return manager
