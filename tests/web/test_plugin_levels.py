"""Production starts with a plugin from outside once its check is recorded, or without it when told so."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from click.exceptions import Exit

import web.app
from core import clock as time_source
from core.applications import Catalogue
from core.settings import UnfitForProduction
from core.site import find_site
from tests.conftest import NewDatabase
from tests.core.applications.installed import install
from tests.web.test_backup_commands import production
from tests.web.test_commands import run
from web.command_parts import plugin_checking, serving
from web.plugin_check import every_rule, running
from web.plugin_check.report import Report

RECORD = ("plugin", "check", "outside", "--record")
REFUSED = "plugins.outside: isn’t known to be safe as it is installed here; run `portal plugin check outside"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Catalogue]:
    """The applications of each server that was started; none of them serves."""
    found: list[Catalogue] = []
    monkeypatch.setattr(serving, "create_app", lambda _, applications: found.append(applications))
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: None)
    for name in ("settle", "set_up_logs"):
        monkeypatch.setattr(serving, name, lambda *_, **__: None)
    return found


@pytest.fixture
def deployment(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The settings of a production that switches a plugin from outside on, and a manifest."""
    install(tmp_path, monkeypatch, "outside")
    site = Path(shutil.copytree(find_site("banner"), tmp_path / "site"))
    with (site / "profile.toml").open("a", encoding="utf-8") as profile:
        profile.write("\n[plugins.outside]\n")
    database = shutil.copy(sqlite_template, tmp_path / "portal.sqlite")
    database.chmod(0o600)
    return {
        **production(tmp_path / "data", f"sqlite:///{database}"),
        "PORTAL_SITE": str(site),
        "PORTAL_TRUSTED_PROXIES": "1",
    }


def asking(monkeypatch: pytest.MonkeyPatch, *rules: str) -> None:
    chosen = tuple(each for each in every_rule() if each.id in rules)
    monkeypatch.setattr(running, "every_rule", lambda: chosen)


def test_production_starts_with_what_was_recorded_as_safe_or_without_it(
    deployment: dict[str, str], served: list[Catalogue], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("audit", "key", "--new", **deployment).exit_code == 0
    refused = run("serve", **deployment)
    assert refused.exit_code == 1 and refused.output.startswith(REFUSED) and refused.output.count("\n") == 1
    assert "level: not checked as it is installed here" in run("plugin", "list", **deployment).output
    assert "portal plugin check outside --record" in run("site", "check", "--database", **deployment).output
    without = run("serve", **deployment, PORTAL_RUN_WITHOUT='["outside"]')
    assert without.exit_code == 0, without.output
    assert [*served[0].loaded.left_out] == ["outside"] and "outside" not in served[0]

    asking(monkeypatch, "S3", "S5")
    below = run(*RECORD, **deployment)
    assert below.exit_code == 1 and "recorded: outside 1, below safe" in below.output
    assert "plugins.outside: is below safe, checked" in run("serve", **deployment).output
    with monkeypatch.context() as unread:
        unread.setattr(plugin_checking, "digest_of", lambda *_: "")
        assert "outside: not every file of it can be read" in run(*RECORD, **deployment).output
    asking(monkeypatch, "S3", "S12")
    good = run(*RECORD, **deployment)
    assert good.exit_code == 0 and "recorded: outside 1, safe" in good.output
    started = run("serve", **deployment)
    assert started.exit_code == 0 and "outside" in served[1], started.output
    assert "level: safe, checked " in run("plugin", "list", **deployment).output


def test_no_other_way_to_serve_production_loads_what_nobody_asked_the_level_of(
    deployment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in deployment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UnfitForProduction) as refused:
        web.app.create_app()
    assert refused.value.faults == [f"plugins.outside: {web.app.LEVEL_NOT_ASKED}"]


def test_every_plugin_of_a_site_is_examined_and_recorded_at_once(
    deployment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asking(monkeypatch, "S3")
    every = run("plugin", "check", "--all", "--record", **deployment)
    assert every.exit_code == 0 and every.output.count("\nrecorded: ") == 7, every.output
    assert run("plugin", "list", **deployment).output.count("level: safe, checked ") == 7


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--record", "--rule", "S3", "pacs"), "leave --rule out"),
        (("--all", "pacs"), "name a folder or a slug"),
        (("nowhere",), "nowhere: is not installed here"),
    ],
)
def test_what_cannot_be_examined_or_recorded_is_refused(words: tuple[str, ...], said: Any) -> None:
    refused = run("plugin", "check", *words)
    assert refused.exit_code == 1 and said in refused.output


@pytest.mark.postgres
def test_a_level_is_kept_in_postgresql_too(
    tmp_path: Path,
    new_postgres: NewDatabase,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in production(tmp_path / "data", new_postgres()).items():
        monkeypatch.setenv(name, value)
    found = [(Report("outside", "outside", "Outside", "1", time_source.now(), ()), "d" * 64)]
    with pytest.raises(Exit):
        plugin_checking._keep(found)
    assert run("migrate").exit_code == 0
    capsys.readouterr()
    plugin_checking._keep(found)
    assert capsys.readouterr().err.endswith("recorded: outside 1, below safe\n")
