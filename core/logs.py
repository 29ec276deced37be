"""Structured logs: JSON lines in production, readable lines in a demo, and no secret in either."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

HIDDEN = "[hidden]"
_SECRET_NAMES = re.compile(
    r"passw|passphrase|_pin$|^pin$|secret|pepper|token|cookie|authori[sz]ation|credential|seed|totp|^otp|^code$|(?<!status)_code$|csrf|api_?key|signature",
    re.IGNORECASE,
)
_SECRET_IN_ADDRESS = re.compile(r"(?P<start>\w+://[^\s:/@]*:)[^\s/@]+(?=@)")
_QUERY = re.compile(r"(?P<start>(?:https?://|/)[^\s?'\"]*\?)[^\s'\"]+")
# These log whole conversations below a warning: mails with their links, statements with their values, and
# addresses of other servers, which may hold the keys of people.
QUIET = ("aiosmtplib", "aiosqlite", "httpx", "httpx2", "httpcore", "httpcore2", "scim2_client")
# While a database is away this writes a whole traceback at each of its tries; we say it in a line.
_SILENT = ("asyncpg.pool",)
# Strangers, or a database that is away, can make these say the same many times a second.
OUTAGE, CONNECTIONS = "portal.outage", "portal.connections"
_SELDOM = ("uvicorn.error", "asyncio", OUTAGE, CONNECTIONS)
# Values that are hidden wherever they stand; what is shorter would hide words.
_held_back: set[str] = set()
_SHORTEST_HELD_BACK = 6
_MOST_CAUSES, _LONGEST_CAUSE = 200, 200


def set_up_logs(*, readable: bool, level: str = "INFO") -> None:
    """Send the logs of the product and of everything it stands on to standard error, in one form."""
    shared = _shared_steps()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_last_steps(readable))
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "litestar"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in QUIET:
        logging.getLogger(name).setLevel("WARNING")
    for name in _SILENT:
        logging.getLogger(name).setLevel("ERROR")
    for name in _SELDOM:
        logging.getLogger(name).filters = [Seldom()]


class Seldom(logging.Filter):
    """Lets one line a second through for each cause, with how many more there were before it."""

    def __init__(self, seconds: float = 1) -> None:
        super().__init__()
        self._seconds = seconds
        self._causes: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether to write this line; the text before its values are put in is the cause."""
        cause = f"{record.levelno} {record.msg}"[:_LONGEST_CAUSE]
        now = time.monotonic()
        until, left_out = self._causes.get(cause, (0.0, 0))
        if now < until:
            self._causes[cause] = (until, left_out + 1)
            return False
        if len(self._causes) >= _MOST_CAUSES:
            self._causes.clear()
        self._causes[cause] = (now + self._seconds, 0)
        if left_out:
            record.msg = f"{record.msg} (and {left_out} times more before)"
        return True


def hold_back(secret: str) -> None:
    """Have this hidden in every line of the log from now on, whatever it stands in."""
    if len(secret) >= _SHORTEST_HELD_BACK:
        _held_back.add(secret)


def without_secrets(text: str) -> str:
    """Return a text with everything hidden that is held back."""
    for each in _held_back:
        text = text.replace(each, HIDDEN)
    return text


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace what is named like a secret, and secrets inside addresses, at any depth."""
    return {name: _hidden(name, value) for name, value in event.items()}


def _shared_steps() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _last_steps(readable: bool) -> list[Processor]:
    # Exceptions become plain text first, without local variables, so that secrets in them are hidden too.
    steps: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    if readable:
        return [*steps, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return [*steps, structlog.processors.JSONRenderer()]


def _hidden(name: str, value: Any) -> Any:
    if _SECRET_NAMES.search(name):
        return HIDDEN
    if isinstance(value, str):
        outside = _SECRET_IN_ADDRESS.sub(rf"\g<start>{HIDDEN}", without_secrets(value))
        return _QUERY.sub(rf"\g<start>{HIDDEN}", outside)
    if isinstance(value, Mapping):
        return {key: _hidden(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden("", inner) for inner in value]
    return value
