"""A run says what it could not try, and why."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import postgres
from tests.exercised import sentence


def test_a_missing_server_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgres.ADDRESS, raising=False)
    monkeypatch.setattr(postgres, "FOLDERS", Path("/nowhere"))
    monkeypatch.setenv("PATH", "/nowhere")
    assert str(postgres.missing()).startswith("PostgreSQL is not installed")


def test_a_named_server_is_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "FOLDERS", Path("/nowhere"))
    monkeypatch.setenv(postgres.ADDRESS, "postgresql://somebody@db.example/postgres")
    assert postgres.missing() is None


def test_the_summary_says_what_ran_and_why_the_rest_did_not() -> None:
    skipped = SimpleNamespace(longrepr=("file", 1, "Skipped: it is not installed"))
    assert sentence([1, 2], []) == "2 tests ran on it"
    assert sentence([], [skipped]) == "1 tests NOT run: it is not installed"
    assert sentence([], []) == "no test of this run needs it"
