"""A level counts for exactly the files that were checked, and what comes from outside needs one."""

from __future__ import annotations

import hashlib
import py_compile
from pathlib import Path, PurePosixPath
from py_compile import PycInvalidationMode
from types import SimpleNamespace

import pytest

from core.actor import SYSTEM
from core.applications.finding import installed_plugins
from core.audit.tables import AuditEvent
from core.database import Database
from core.plugin_levels import package
from core.plugin_levels.actions import keep_level
from core.plugin_levels.package import digest_of, find_package, packages_of, whole_package
from core.plugin_levels.queries import levels_of, refused_at
from core.site import find_site, load_site
from tests.core.applications.installed import install


@pytest.mark.both_databases
async def test_a_plugin_from_outside_runs_with_the_files_that_were_found_safe_and_with_no_others(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = install(tmp_path, monkeypatch, "outside")
    site = load_site(find_site("banner"))
    site = site.model_copy(update={"plugins": {"outside": {}, "pacs": {}}})
    assert "`portal plugin check outside --record`" in (await refused_at(site))["outside"]

    outside, ours = packages_of(site)
    await keep_level("outside", outside.version, outside.digest, "safe", by=SYSTEM)
    assert await refused_at(site) == {}
    words = [each.words(site.dates) for each in await levels_of([outside, ours])]
    assert words[0].startswith("safe, checked ") and words[1].startswith("kind, by the tests of version ")
    event = await AuditEvent.select().where(AuditEvent.action == "plugin.checked").first()
    assert event and event["actor_name"] == SYSTEM.name

    # The same files, looked at again by stricter rules.
    await keep_level("outside", outside.version, outside.digest, "", by=SYSTEM)
    assert (await refused_at(site))["outside"].startswith("is below safe, checked ")
    await keep_level("outside", outside.version, outside.digest, "proven", by=SYSTEM)
    (tmp_path / f"{module}.py").write_text("raise SystemExit", "utf-8")
    assert [*await refused_at(site)] == ["outside"]


def test_a_manifest_is_no_code_and_a_digest_is_of_every_file_of_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "applications").mkdir()
    (tmp_path / "applications" / "board.toml").touch()
    found = find_package("board", installed_plugins(), tmp_path)
    assert (found.origin, found.digest) == ("manifest", "")
    inner = tmp_path / "whole" / "inner"
    (inner / "__pycache__").mkdir(parents=True)
    for folder in (inner, inner.parent):
        (folder / "__init__.py").touch()
    assert whole_package(inner) == inner.parent
    before = digest_of("whole", inner.parent)
    compiled = inner / "__pycache__" / "made.pyc"
    for mode in (PycInvalidationMode.TIMESTAMP, PycInvalidationMode.CHECKED_HASH):
        py_compile.compile(str(inner / "__init__.py"), str(compiled), invalidation_mode=mode)
        assert digest_of("whole", inner.parent) == before != digest_of("other", inner.parent)
    # This one would run whatever the source says.
    mode = PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(inner / "__init__.py"), str(compiled), invalidation_mode=mode)
    assert digest_of("whole", inner.parent) != before
    compiled.unlink()
    (inner.parent / "page.html").touch()
    assert digest_of("whole", inner.parent) != before
    assert digest_of("whole", tmp_path / "gone") != before


def test_a_digest_follows_links_to_folders_and_a_name_stands_for_no_other_file(tmp_path: Path) -> None:
    plugin, elsewhere = tmp_path / "plugin", tmp_path / "elsewhere"
    for folder in (plugin, elsewhere):
        folder.mkdir()
        (folder / "__init__.py").touch()
    (plugin / "inner").symlink_to(elsewhere)
    (elsewhere / "round").symlink_to(plugin)
    before = digest_of("plugin", plugin)
    (elsewhere / "__init__.py").write_text("raise SystemExit", "utf-8")
    assert digest_of("plugin", plugin) not in ("", before)

    for number, names in enumerate((("a", "b"), ("a",))):
        (tmp_path / f"{number}" / "plugin").mkdir(parents=True)
        for name in names:
            (tmp_path / f"{number}" / "plugin" / name).touch()
    line = f"a\n{hashlib.sha256().hexdigest()} plugin"
    (tmp_path / "1" / "plugin" / "a").unlink()
    (tmp_path / "1" / "plugin" / line).mkdir()
    (tmp_path / "1" / "plugin" / line / "b").touch()
    assert digest_of("plugin", tmp_path / "0" / "plugin") != digest_of("plugin", tmp_path / "1" / "plugin")


def test_what_another_distribution_puts_beside_our_plugins_is_none_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Listed(PurePosixPath):
        def locate(self) -> Path:
            return Path(package.__file__).parents[2] / self

    product = SimpleNamespace(files=[Listed("plugins/pacs/__init__.py"), Listed("core/__init__.py")])
    monkeypatch.setattr(package, "distribution", lambda _: product)
    origins = [find_package(slug, installed_plugins()).origin for slug in ("pacs", "dsm")]
    assert origins == ["shipped", "outside"]
    product.files = product.files[1:]
    assert find_package("dsm", installed_plugins()).origin == "shipped"
