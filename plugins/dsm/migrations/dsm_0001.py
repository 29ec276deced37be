"""The table of the test messages, as the first release has it.

Nothing is released yet: until the first release this file is edited in place, and a database that was made
before is thrown away. After it, every change is a migration of its own. Therefore nothing of the product is
imported here.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Timestamptz, Varchar
from piccolo.table import Table

ID = "0001"
DESCRIPTION = "the tables of the test message"


class Handshake(Table, tablename="dsm_handshake"):
    id = UUID(primary_key=True)
    grant = Varchar(length=64, unique=True)
    asked_at = Timestamptz(null=True, default=None)
    asked_by = Varchar(length=200)
    sent_at = Timestamptz(null=True, default=None)
    sent_by = Varchar(length=200)
    arrived_at = Timestamptz(null=True, default=None)
    arrived_by = Varchar(length=200)
    answered_at = Timestamptz(null=True, default=None)
    answered_by = Varchar(length=200)
    confirmed_at = Timestamptz(null=True, default=None)
    confirmed_by = Varchar(length=200)


TABLES = (Handshake,)


async def forwards() -> MigrationManager:
    """Tell Piccolo every table and every column."""
    manager = MigrationManager(migration_id=ID, app_name="dsm", description=DESCRIPTION)
    for table in TABLES:
        manager.add_table(class_name=table.__name__, tablename=table._meta.tablename)
        for column in table._meta.columns:
            manager.add_column(
                table_class_name=table.__name__,
                tablename=table._meta.tablename,
                column_name=column._meta.name,
                column_class=type(column),
                params=column._meta.params,
            )
    return manager
