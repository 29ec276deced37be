"""What is the same for each of the hundreds of applications that tests make is made once a process.

Nothing of an application is shared: a template is compiled anew when its text changes, and drawn by each
application with its own filters and globals; of the handlers only the type hints are kept.
"""

from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

from jinja2 import Environment
from litestar.utils.signature import ParsedSignature

from tests.again import made_or_used_again
from web import app


def make_once() -> None:
    """Keep compiled templates and the signatures of handlers for as long as this process lives."""
    Environment.compile = _templates_compiled_once(Environment.compile)
    ParsedSignature.from_fn = _signatures_read_once(ParsedSignature.from_fn)
    app.Litestar = made_or_used_again(app.Litestar)


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
