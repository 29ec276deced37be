"""The trail is only ever added to: the database itself refuses to change or delete an event."""

from core.audit.chain import BEGINNING
from core.audit.tables import AuditEvent

_HEAD = f"""
INSERT INTO audit_head (id, number, digest) VALUES (1, 0, '{BEGINNING}') ON CONFLICT (id) DO NOTHING
"""  # noqa: S608 - the value is a constant of ours

_POSTGRES = (
    """
    CREATE OR REPLACE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit trail is only ever added to'; END $$
    """,
    """
    CREATE OR REPLACE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()
    """,
    """
    CREATE OR REPLACE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()
    """,
)
_SQLITE = tuple(
    f"""
    CREATE TRIGGER IF NOT EXISTS {table}_no_{what} BEFORE {what} ON {table}
    BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever added to'); END
    """
    for table, what in (("audit_event", "UPDATE"), ("audit_event", "DELETE"), ("audit_head", "DELETE"))
)


async def protect_the_trail() -> None:
    """Make the row of the head, and the triggers that refuse changes; may be run again."""
    on_postgres = AuditEvent._meta.db.engine_type == "postgres"
    for statement in (_HEAD, *(_POSTGRES if on_postgres else _SQLITE)):
        await AuditEvent.raw(statement)
