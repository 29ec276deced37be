"""The `portal` command does what its words say and names every fault."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.database import connect, pending_migrations
from core.site import find_site
from web.commands import portal


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(portal, words, env=environment)


def copy_of_banner(folder: Path, old: str, new: str) -> Path:
    copy = Path(shutil.copytree(find_site("banner"), folder / "mine"))
    text = (copy / "profile.toml").read_text("utf-8")
    assert old in text
    (copy / "profile.toml").write_text(text.replace(old, new, 1), "utf-8")
    return copy


def test_a_good_site_passes_by_path_by_name_and_by_setting(tmp_path: Path) -> None:
    copy = copy_of_banner(tmp_path, "Banner Health", "Another Health")
    for result in (
        run("site", "check", "banner"),
        run("site", "check", str(copy)),
        run("site", "check", PORTAL_SITE=str(copy)),
    ):
        assert result.exit_code == 0, result.output
        assert "no faults, 6 applications switched on" in result.output


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[plugins.iecg]", "[plugins.ekg]", "plugins.ekg: is neither a folder of plugins/"),
        ("[plugins.iecg]", "[plugins.iecg]\nregoins = []", "plugins.iecg.regoins: is not a known setting"),
    ],
)
def test_a_fault_of_a_plugin_is_named_too(tmp_path: Path, old: str, new: str, fault: str) -> None:
    copy = copy_of_banner(tmp_path, old, new)
    profile = (copy / "profile.toml").read_text("utf-8")
    (copy / "profile.toml").write_text(profile.replace("\niecg = 3", ""), "utf-8")
    result = run("site", "check", str(copy))
    assert result.exit_code == 1
    assert fault in result.output


def test_a_site_is_exported_as_a_profile_and_none_is_overwritten(tmp_path: Path) -> None:
    given = {"PORTAL_DEMO": "true", "PORTAL_SITE": "banner", "PORTAL_DATA_FOLDER": str(tmp_path / "data")}
    assert run("migrate", **given).exit_code == 0
    exported = run("site", "export", str(tmp_path / "north"), **given)
    assert exported.exit_code == 0 and "profile.toml: the site as it is served now" in exported.output
    assert run("site", "check", str(tmp_path / "north")).exit_code == 0
    again = run("site", "export", str(tmp_path / "north"), **given)
    assert again.exit_code == 1 and "is there already" in again.output


def test_applications_are_listed_in_the_order_of_the_site() -> None:
    lines = run("plugin", "list", PORTAL_SITE="banner").output.splitlines()
    listed = [line.split()[0] for line in lines if line[0] != " "]
    assert listed == ["cerner", "pacs", "dsm", "qventus", "report2web", "iecg"]


def test_every_fault_of_a_site_is_listed_with_its_path(tmp_path: Path) -> None:
    folder = copy_of_banner(tmp_path, 'region = "wyoming"', 'region = "utah"')
    text = (folder / "profile.toml").read_text("utf-8")
    (folder / "profile.toml").write_text(text.replace("ehr = true", "her = true"), "utf-8")
    result = run("site", "check", str(folder))
    assert result.exit_code == 1
    assert 'facilities[24].region: "utah" is not one of the regions' in result.output
    assert "enrollment.her: is not a known setting" in result.output


def test_a_setting_of_the_wrong_kind_is_named() -> None:
    result = run("site", "check", PORTAL_PORT="eighty")
    assert result.exit_code == 1
    assert result.output.startswith("port: ")


async def _pending(url: str) -> list[str]:
    database = await connect(url)
    try:
        return await pending_migrations()
    finally:
        await database.close()


@pytest.mark.parametrize("times", [1, 2])
def test_migrate_brings_an_empty_database_up_to_date_and_may_be_repeated(tmp_path: Path, times: int) -> None:
    import asyncio

    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    for _ in range(times):
        result = run("migrate", PORTAL_SITE="banner", PORTAL_DATABASE_URL=url)
        assert result.exit_code == 0, result.output
    assert asyncio.run(_pending(url)) == []


def test_serve_refuses_a_bare_production_and_says_why() -> None:
    result = run("serve", PORTAL_DEMO="false")
    assert result.exit_code == 1
    assert "secret_key: is missing or too easy to guess" in result.output
    assert "smtp_host: is missing, mail would go nowhere" in result.output


@pytest.mark.parametrize("address", ["mysql://u:hunter2@db/x", "postgresql://u:hunter2@127.0.0.1:1/x"])
def test_a_database_that_cannot_be_opened_is_a_fault_without_the_password(address: str) -> None:
    result = run("migrate", PORTAL_SITE="banner", PORTAL_DATABASE_URL=address)
    assert result.exit_code == 1
    assert result.output.startswith("database_url: cannot be opened")
    assert "hunter2" not in result.output


@pytest.mark.parametrize(("name", "variable"), [("secret_key", "SECRET_KEY"), ("pepper", "PEPPER")])
def test_a_site_with_another_secret_than_its_database_does_not_start(
    sqlite_url: str, name: str, variable: str
) -> None:
    ours = {"DEMO": "true", "SITE": "banner", "DATABASE_URL": sqlite_url}
    ours |= {"SECRET_KEY": "the-first-secret-" * 3, "PEPPER": "its-own-pepper-" * 3}
    named = {f"PORTAL_{each}": value for each, value in ours.items()}
    assert run("migrate", **named).exit_code == 0
    for command in ("serve", "demo"):
        refused = run(command, **named | {f"PORTAL_{variable}": "another-0123456789-" * 3})
        assert refused.exit_code == 1
        said = [line for line in refused.output.splitlines() if "Running" not in line]
        assert len(said) == 1 and said[0].startswith(f"{name}: is another one")


def test_nobody_is_invited_with_secrets_that_are_not_those_of_the_database(
    sqlite_url: str, tmp_path: Path
) -> None:
    said = ("Kim", "Reyes", "--role", "analyst")
    invite = ("staff", "add", "kim@site.example", "--first-name", said[0], "--last-name", *said[1:])
    demo = {"PORTAL_DEMO": "true", "PORTAL_SITE": "banner", "PORTAL_DATABASE_URL": sqlite_url}
    assert run(*invite, **demo, PORTAL_DATA_FOLDER=str(tmp_path / "one")).exit_code == 0

    for other in ({"PORTAL_DATA_FOLDER": str(tmp_path / "two")}, {"PORTAL_DEMO": "false"}):
        result = run(*invite, **demo | other)
        assert result.exit_code == 1 and "secret_key: is" in result.output


def test_codes_of_a_demo_that_was_never_filled_are_not_an_empty_list(sqlite_url: str) -> None:
    refused = run("demo", "--codes", PORTAL_DEMO="true", PORTAL_SITE="banner", PORTAL_DATABASE_URL=sqlite_url)
    assert refused.exit_code == 1 and "run `portal demo` first" in refused.output
