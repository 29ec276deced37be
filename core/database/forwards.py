"""The migrations run by Piccolo, which brings much that nothing else needs."""

import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.conf.apps import ENVIRONMENT_VARIABLE, AppConfig, Finder


@contextmanager
def piccolo_knows_us() -> Iterator[None]:
    """Point Piccolo's own commands at our configuration while the block runs."""
    before = os.environ.get(ENVIRONMENT_VARIABLE)
    os.environ[ENVIRONMENT_VARIABLE] = "core.database.piccolo_conf"
    try:
        yield
    finally:
        if before is None:
            del os.environ[ENVIRONMENT_VARIABLE]
        else:
            os.environ[ENVIRONMENT_VARIABLE] = before


async def run_all(apps: Mapping[str, Path]) -> None:
    """Run what this database has not seen, app by app; RuntimeError names the first that fails."""
    with piccolo_knows_us(), redirect_stdout(io.StringIO()) as words:
        for app, folder in apps.items():
            manager = ForwardsMigrationManager(app)
            await manager.create_migration_table()
            result = await manager.run_migrations(_known_as(app, folder))
            if not result.success:
                raise RuntimeError(f"migration failed: {result.message}\n{words.getvalue()}")


def _known_as(app: str, folder: Path) -> AppConfig:
    """Migrations that change a table look their app up among those that Piccolo knows."""
    apps = Finder().get_app_registry()
    return apps.app_configs.setdefault(app, AppConfig(app, str(folder)))
