"""What a plugin writes into the log while it works, and while things go wrong."""

from __future__ import annotations

import base64
import io
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_plus

from structlog.testing import capture_logs

from core.forms import to_json
from core.logs import QUIET
from core.plugin_api import Grant
from core.plugin_testing.bench import Bench
from core.plugin_testing.faults import Kind
from web.plugin_check.reliable.trials import CALLS, Untried, bench_of, prepared
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject

TELLING: tuple[Kind, ...] = ("conflict", "error", "half", "down")
# Somebody whose name is no word that a log would have for another reason.
SOMEBODY: Mapping[str, Any] = {
    "first_name": "Quillon",
    "last_name": "Zephyrine",
    "email": "quillon.zephyrine@example.com",
    "phone": "+12015550177",
    "license_number": "EX-7719",
    "identifiers": {"npi": "1234567893"},
    "portal_id": "qzephy77",
    "identity": "human-zq-7719-made-up",
}
# What may be packed by base64, with its letters for addresses or without.
_PACKED = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_URL_SAFE = str.maketrans("-_", "+/")


@rule("R9", Level.RELIABLE, "No secret and nothing personal stands in a log")
async def silent_logs(subject: Subject) -> AsyncIterator[str]:
    """Neither the log nor what is printed holds the secret of the system, or a person's name, email, phone,
    license, number, login or answers, however they are written; and no answer of a call holds the secret.

    Why: logs are read by many, kept for long and sent elsewhere. Words of `TryLater` are shown to people.

    To fix it: log keys, such as that of the grant, and kinds of errors. Write no request, address or answer
    of the other system into a log.
    """
    try:
        async with bench_of(subject) as opened:
            opened.grant = replace(opened.grant, person=replace(opened.grant.person, **SOMEBODY))
            with _written() as written:
                answers = [answer async for answer in _everything(opened)]
            secret = opened.target.secret
    except Untried as problem:
        yield str(problem)
        return
    lines = [(line, _read(line)) for line in written()]
    for what, text in _hidden(opened.grant, secret):
        if line := next((line for line, read in lines if text and text.casefold() in read), ""):
            yield f"the log holds {what}: {line.replace(text, '…')[:160]!r}"
    if secret and any(secret.casefold() in _read(repr(each)) for each in answers):
        yield "an answer of a call holds the secret of the system"


async def _everything(opened: Bench) -> AsyncIterator[Any]:
    """Give, look and take, calmly and with what makes plugins talk."""
    for call in CALLS if opened.provisioner.changes else CALLS[:3]:
        await prepared(opened, call)
        yield await opened.once(call)
        for kind in TELLING:
            await prepared(opened, call)
            opened.faults.plan(kind)
            yield await opened.once(call)
            opened.faults.calm()


def _hidden(grant: Grant[Any], secret: str) -> Iterator[tuple[str, str]]:
    person, answers = grant.person, to_json(grant.answers)
    yield "a secret", secret
    yield "a first name", person.first_name
    yield "a last name", person.last_name
    yield "an email address", person.email
    yield "a phone number", person.phone.removeprefix("+1")
    yield "a license number", person.license_number
    yield "the key of a human", person.identity
    yield "a login", person.portal_id
    for name, value in person.identifiers.items():
        yield f"the number {name}", value
    for words in (
        (str(grant.answers), repr(grant.answers), repr(answers), json.dumps(answers)) if answers else ()
    ):
        yield "the answers of a form", words


def _read(line: str) -> str:
    """What somebody reads in a line who knows how texts are packed for addresses and headers."""
    plain = unquote_plus(line)
    packed = [_unpacked(each) for each in _PACKED.findall(f"{line} {plain}")]
    return "\n".join([line, plain, *packed]).casefold()


def _unpacked(text: str) -> str:
    """The text that may be packed in letters and digits."""
    whole = text.rstrip("=").translate(_URL_SAFE)
    try:
        return base64.b64decode(whole + "=" * (-len(whole) % 4)).decode("utf-8", "replace")
    except ValueError:
        return ""


@contextmanager
def _written() -> Iterator[Any]:
    """Everything that is logged or printed in the block, line by line, at the level of production."""
    printed, handler = io.StringIO(), _Keeping()
    levels = {"": "INFO", **dict.fromkeys(QUIET, "WARNING")}
    before = {name: logging.getLogger(name).level for name in levels}
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.getLogger().addHandler(handler)
    try:
        with redirect_stdout(printed), redirect_stderr(printed), capture_logs() as logged:
            yield lambda: [*handler.lines, *map(repr, logged), *printed.getvalue().splitlines()]
    finally:
        logging.getLogger().removeHandler(handler)
        for name, was in before.items():
            logging.getLogger(name).setLevel(was)


class _Keeping(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += self.format(record).splitlines()
