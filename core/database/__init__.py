"""The database: one of two engines behind every table, chosen by its address."""

from core.database.at_once import at_once
from core.database.building import OwnTable
from core.database.connection import Database, connect, current, elsewhere, transaction
from core.database.failures import is_outage
from core.database.lateness import NotARead, may_be_late
from core.database.locking import locked
from core.database.migrating import migrate, pending_migrations
from core.database.one_at_a_time import BehindAPooler, one_at_a_time
from core.database.prepared import prepared
from core.database.roles import grant_to, may_rewrite, role_of
from core.database.statements import count_statements

__all__ = [
    "BehindAPooler",
    "Database",
    "NotARead",
    "OwnTable",
    "at_once",
    "connect",
    "count_statements",
    "current",
    "elsewhere",
    "grant_to",
    "is_outage",
    "locked",
    "may_be_late",
    "may_rewrite",
    "migrate",
    "one_at_a_time",
    "pending_migrations",
    "prepared",
    "role_of",
    "transaction",
]
