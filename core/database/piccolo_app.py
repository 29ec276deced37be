"""The product as Piccolo sees it: one app, one row of migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from core.database.registry import all_tables

APP_CONFIG = AppConfig(
    app_name="portal",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=list(all_tables()),
)
