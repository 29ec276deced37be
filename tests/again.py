"""An application that a test has done with serves a later test, over its own database and with its own parts.

To make one takes as long as many a test, and most of that is reading the same handlers once more. What
belongs to one application is put into the used one: its state, what its handlers ask for by name, its
middleware and what starts and stops with it. Two applications of one test are never the same.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.types import ASGIApp

Key = tuple[Any, ...]
_used: dict[Key, list[tuple[str, Litestar]]] = defaultdict(list)
_asked: dict[int, ASGIApp] = {}


def made_or_used_again(made_by: Callable[..., Litestar]) -> Callable[..., Litestar]:
    """Take an application that served the same handlers to another test, or make one."""

    def application(**parts: Any) -> Litestar:
        key = (tuple(map(id, parts["route_handlers"])), *sorted(parts["dependencies"]))
        lifespan = [_kept(key), *parts["lifespan"]]
        used = _of_another_test(key)
        if used is not None:
            return _with(used, parts, lifespan)
        made = made_by(**parts | {"lifespan": lifespan})
        _asked[id(made)] = made.asgi_handler
        return made

    return application


def _kept(key: Key) -> Any:
    @asynccontextmanager
    async def until_it_stops(app: Litestar) -> AsyncIterator[None]:
        yield
        _used[key].append((_test(), app))

    return until_it_stops


def _of_another_test(key: Key) -> Litestar | None:
    for place, (test, _) in enumerate(_used[key]):
        if test != _test():
            return _used[key].pop(place)[1]
    return None


def _with(app: Litestar, parts: dict[str, Any], lifespan: list[Any]) -> Litestar:
    # What was put around it is put around it again.
    app.state, app.asgi_handler = parts["state"], _asked[id(app)]
    for name, given in parts["dependencies"].items():
        app.dependencies[name].dependency = given.dependency
    for old, new in zip(app.middleware, parts["middleware"], strict=True):
        vars(old).update(vars(new))
    app._lifespan_managers = [*lifespan, *app.stores._stores.values()]
    return app


def _test() -> str:
    """The test that runs, without its phase."""
    return os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
