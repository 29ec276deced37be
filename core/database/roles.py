"""Two roles of one PostgreSQL database: one that owns the tables, and one that the portal signs in with."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from piccolo.apps.migrations.tables import Migration

from core.database.connection import current

# What the portal may do with tables that are only added to; all others it may read, write and empty.
LIMITED = {
    "audit_event": "SELECT, INSERT",
    "audit_head": "SELECT, UPDATE",
    "audit_subtree": "SELECT, INSERT",
    "audit_checkpoint": "SELECT, INSERT",
    "migration": "SELECT",
}


def role_of(url: str) -> str:
    """Say which role a database address signs in with; empty where there are no roles."""
    parts = urlsplit(url)
    return unquote(parts.username or "") if parts.scheme.startswith("postgres") else ""


async def grant_to(role: str) -> None:
    """Let a role do what the portal does, and no more; the open database is that of the owner."""
    name = '"' + role.replace('"', '""') + '"'
    statements = [
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
    ]
    for table, rights in LIMITED.items():
        statements.append(f"REVOKE ALL ON {table} FROM {name}")
        statements.append(f"GRANT {rights} ON {table} TO {name}")
    engine = current().engine
    async with engine.transaction():
        for statement in statements:
            await engine.run_ddl(statement)


async def may_rewrite() -> bool:
    """Tell whether the role that is signed in could change what is only added to, as an owner can.

    On SQLite, whoever can write the file can, and there is no other role to ask for.
    """
    if current().kind != "postgres":
        return False
    (row,) = await Migration.raw(
        """
        SELECT pg_has_role(current_user, relowner, 'MEMBER')
            OR has_table_privilege(current_user, oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') AS may
        FROM pg_class WHERE oid = 'public.audit_event'::regclass
        """
    )
    return bool(row["may"])
