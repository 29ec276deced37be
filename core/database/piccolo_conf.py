"""What Piccolo's migration commands look for: the engine in use and the one app that owns every table."""

from typing import Any

from piccolo.conf.apps import AppRegistry

from core.database import connection

APP_REGISTRY = AppRegistry(apps=["core.database.piccolo_app"])


def __getattr__(name: str) -> Any:
    if name == "DB":
        return connection.current().engine
    raise AttributeError(name)
