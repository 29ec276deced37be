"""What is the same for each of the hundreds of applications that tests make is made once a process.

Nothing that an application can change is shared: a template is compiled anew when its text changes, and drawn
by each application with its own filters and globals; of the handlers only the type hints are kept; of the
folders that are shipped the profile and files, and what was found in the templates, which nothing can change.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, TypeVar

from jinja2 import Environment
from litestar.utils.signature import ParsedSignature

from core.applications import checking_pages, yielding
from tests.again import made_or_used_again
from web import app

SHIPPED = tuple(Path(app.__file__).parents[1] / name for name in ("sites", "plugins"))
Made = TypeVar("Made")


def make_once() -> None:
    """Keep what is made of code and shipped files for as long as this process lives."""
    Environment.compile = _templates_compiled_once(Environment.compile)
    ParsedSignature.from_fn = _signatures_read_once(ParsedSignature.from_fn)
    app.Litestar = made_or_used_again(app.Litestar)
    app.load_site = of_shipped_folders(app.load_site)
    app.load_assets = of_shipped_folders(app.load_assets)
    checking_pages.faults_of_templates = of_shipped_folders(_listed(checking_pages.faults_of_templates))
    yielding.installed_plugins = _by_path(yielding.installed_plugins)


def of_shipped_folders(made_by: Callable[[Path], Made]) -> Callable[[Path], Made]:
    """Keep what is made of a folder that is shipped; of another one it is made each time."""
    kept: dict[Path, Made] = {}

    def made(folder: Path) -> Made:
        if folder.parent not in SHIPPED:
            return made_by(folder)
        if folder not in kept:
            kept[folder] = made_by(folder)
        return kept[folder]

    return made


def _listed(found_by: Callable[[Path], Iterator[Made]]) -> Callable[[Path], list[Made]]:
    return lambda folder: list(found_by(folder))


def _by_path(found_by: Callable[[], Made]) -> Callable[[], Made]:
    """Look for what is installed once for each path on which it is looked for."""
    kept: dict[tuple[str, ...], Made] = {}

    def found() -> Made:
        path = tuple(sys.path)
        if path not in kept:
            kept[path] = found_by()
        return kept[path]

    return found


def _templates_compiled_once(compiled_by: Callable[..., Any]) -> Callable[..., Any]:
    kept: dict[Any, str | CodeType] = {}

    def compiled(environment: Environment, source: Any, *more: Any, **named: Any) -> str | CodeType:
        rules = (environment.autoescape, environment.trim_blocks, environment.lstrip_blocks)
        key = (source, more, tuple(named.items()), rules, tuple(environment.extensions))
        if key not in kept:
            kept[key] = compiled_by(environment, source, *more, **named)
        return kept[key]

    return compiled


def _signatures_read_once(read_by: Callable[..., ParsedSignature]) -> Callable[..., ParsedSignature]:
    kept: dict[Any, ParsedSignature] = {}

    def read(fn: Any, names: dict[str, Any]) -> ParsedSignature:
        # A function that was made for one application belongs to it.
        if not isinstance(fn, FunctionType) or fn.__closure__:
            return read_by(fn, names)
        key = (fn, frozenset(names.items()))
        if key not in kept:
            kept[key] = read_by(fn, names)
        return kept[key]

    return read
