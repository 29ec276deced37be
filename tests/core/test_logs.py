"""Logs are structured, and a secret planted anywhere in them is hidden."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from core import clock
from core.database import connect
from core.logs import HIDDEN, set_up_logs
from core.mail.tables import OutboxMail

CANARY = "canary-5up3r-s3cret"


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, configured = root.handlers, root.level, structlog.get_config()
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**configured)
    structlog.contextvars.clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_production_logs_one_object_a_line_with_the_request_id(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(readable=False)
    structlog.contextvars.bind_contextvars(request_id="abc")
    structlog.get_logger("portal").info("mail.sent", attempts=2)
    [line] = lines(capsys)
    assert (line["event"], line["attempts"], line["request_id"], line["level"]) == (
        "mail.sent",
        2,
        "abc",
        "info",
    )
    assert str(line["timestamp"]).endswith("Z")


def test_other_libraries_log_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(readable=False)
    logging.getLogger("uvicorn.error").warning("went %s", "down")
    [line] = lines(capsys)
    assert (line["event"], line["logger"]) == ("went down", "uvicorn.error")


@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize(
    "values",
    [
        {"password": CANARY},
        {"new_password": CANARY},
        {"seal_passphrase": CANARY},
        {"seal_pkcs11_pin": CANARY},
        {"mail": {"headers": [{"Authorization": CANARY}]}},
        {"code": CANARY},
        {"totp_seed": CANARY},
        {"session_token": CANARY},
        {"url": f"postgresql://portal:{CANARY}@db/portal"},
        {"link": f"https://portal.example/verify?t={CANARY}"},
        {"seen": [f"GET /verify?t={CANARY} HTTP/1.1"]},
    ],
)
def test_a_planted_secret_is_hidden(
    capsys: pytest.CaptureFixture[str], values: dict[str, object], readable: bool
) -> None:
    set_up_logs(readable=readable)
    structlog.get_logger("portal").info("tried", **values)
    written = capsys.readouterr().err
    assert "tried" in written
    assert HIDDEN in written
    assert CANARY not in written


def test_a_trace_shows_no_local_variables(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(readable=True)
    password = "".join(reversed(CANARY))
    try:
        raise ValueError("went wrong")
    except ValueError:
        structlog.get_logger("portal").exception("failed")
    written = capsys.readouterr().err
    assert "went wrong" in written
    assert password not in written


def test_what_is_not_secret_stays_readable(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(readable=False)
    structlog.get_logger("portal").info("request", path="/requests/{id}", status_code=200, postcode="85006")
    [line] = lines(capsys)
    assert (line["path"], line["status_code"], line["postcode"]) == ("/requests/{id}", 200, "85006")


async def test_a_developers_log_holds_no_mail_that_was_stored(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(readable=False, level="DEBUG")
    logging.getLogger("portal").debug("planted %s", CANARY)
    database = await connect(sqlite_url)
    row = OutboxMail(recipient="ada@practice.example", template="reset-password", text=f"{CANARY}-mail")
    row.queued_at = row.due = clock.now()
    await OutboxMail.insert(row)
    await database.close()
    logged = capsys.readouterr().err
    assert f"planted {CANARY}" in logged and f"{CANARY}-mail" not in logged
