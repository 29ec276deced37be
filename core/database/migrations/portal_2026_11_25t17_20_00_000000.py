from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from core.audit.protection import protect_the_trail

ID = "2026-11-25T17:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the audit trail is only added to"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="portal", description=DESCRIPTION
    )
    manager.add_raw(protect_the_trail)
    return manager
