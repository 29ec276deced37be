"""Settings come from one place, secrets stay secret, and production refuses what is careless."""

import stat
from pathlib import Path
from typing import Any

import pytest

from core.settings import Settings, SettingsFaults, UnfitForProduction, load_settings, unknown_variables

FIT: dict[str, Any] = {
    "secret_key": "k3yk3y-One-very-long-random-text-0123456789",
    "pepper": "p3pper-Another-long-random-text-9876543210",
    "base_url": "https://portal.example",
    "smtp_host": "mail.example",
    "mail_from": "portal@portal.example",
    "database_url": "postgresql://portal:hunter2@db.example/portal",
    "seal_pkcs12": "/etc/portal/seal.p12",
}


def fit(**changes: Any) -> Settings:
    return Settings(**{**FIT, **changes})


def test_a_careful_production_may_start() -> None:
    assert fit().check_ready_for_production() == []
    assert fit().require_ready()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"secret_key": ""}, "secret_key: is missing or too easy to guess"),
        ({"secret_key": "a" * 64}, "secret_key: is missing or too easy to guess"),
        ({"pepper": "short"}, "pepper: is missing or too easy to guess"),
        ({"pepper": FIT["secret_key"]}, "pepper: is the same as secret_key"),
        ({"debug": True}, "debug: is on"),
        ({"cheap_passwords": True}, "cheap_passwords: is on"),
        ({"base_url": "http://portal.example"}, "base_url: must begin with https://"),
        ({"smtp_host": ""}, "smtp_host: is missing, mail would go nowhere"),
        ({"mail_from": ""}, "mail_from: is missing"),
        ({"mail_from": "bad"}, "mail_from: is not an email address"),
        ({"mail_from": "a@b@portal.example"}, "mail_from: is not an email address"),
        ({"smtp_starttls": "off"}, "smtp_starttls: must be required"),
        ({"seal_pkcs12": None}, "seal_pkcs12: is missing, agreements could not be sealed"),
    ],
)
def test_production_refuses_and_names_the_fault(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(UnfitForProduction) as caught:
        fit(**changes).require_ready()
    assert caught.value.faults == [fault]


def test_a_server_without_work_inside_needs_a_database_that_others_can_work_on() -> None:
    assert fit(worker_in_server=False).require_ready()
    with pytest.raises(UnfitForProduction, match="worker_in_server: must be on with SQLite"):
        Settings(demo=True, worker_in_server=False).require_ready()


def test_all_faults_of_a_bare_production_are_named_at_once() -> None:
    with pytest.raises(UnfitForProduction) as caught:
        Settings().require_ready()
    assert len(caught.value.faults) == 6


@pytest.mark.parametrize("public", [{"base_url": "https://portal.example"}, {"host": "0.0.0.0"}])
def test_a_demo_is_refused_on_a_public_address(public: dict[str, Any]) -> None:
    assert Settings(demo=True).require_ready()
    with pytest.raises(UnfitForProduction, match="known to all"):
        Settings(demo=True, **public).require_ready()


def test_what_is_no_json_is_named_with_the_other_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_FORMER_SECRET_KEYS", "hunter2")
    monkeypatch.setenv("PORTAL_CONNECTOR_SECRETS", "{hunter2")
    monkeypatch.setenv("PORTAL_PORT", "many")
    with pytest.raises(SettingsFaults) as caught:
        load_settings()
    assert {fault.partition(":")[0] for fault in caught.value.faults} == {
        "former_secret_keys",
        "connector_secrets",
        "port",
    }
    assert 'must be JSON, like ["…"]' in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_lists_and_tables_are_read_from_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_FORMER_SECRET_KEYS", '["hunter2"]')
    monkeypatch.setenv("PORTAL_CONNECTOR_SECRETS", '{"pacs-token": "hunter3"}')
    settings = load_settings()
    assert [each.get_secret_value() for each in settings.former_secret_keys] == ["hunter2"]
    assert settings.connector_secrets["pacs-token"].get_secret_value() == "hunter3"


def test_addresses_follow_from_host_port_and_data_folder() -> None:
    settings = Settings(port=8123, data_folder=Path("/srv/portal"))
    assert settings.base_url == "http://127.0.0.1:8123"
    assert settings.database_url == "sqlite:////srv/portal/portal.sqlite"


def test_a_demo_makes_secrets_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first, second = load_settings(demo=True, data_folder=folder), load_settings(demo=True, data_folder=folder)
    assert first.secret_key == second.secret_key != first.pepper
    assert first.check_ready_for_production()[0] == "demo: is on"
    file = folder / "demo-secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(folder.iterdir()) == [file]


def test_given_secrets_are_kept_in_a_demo(tmp_path: Path) -> None:
    settings = load_settings(demo=True, data_folder=tmp_path, secret_key=FIT["secret_key"])
    assert settings.secret_key.get_secret_value() == FIT["secret_key"]


def test_production_gets_no_secrets_of_its_own_making(tmp_path: Path) -> None:
    assert load_settings(data_folder=tmp_path).secret_key.get_secret_value() == ""
    assert list(tmp_path.iterdir()) == []


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "portal.toml"
    file.write_text('site = "one"\nsmtp_host = "mail.example"\n', "utf-8")
    monkeypatch.setenv("PORTAL_CONFIG", str(file))
    monkeypatch.setenv("PORTAL_SITE", "two")
    settings = load_settings()
    assert (settings.site, settings.smtp_host) == ("two", "mail.example")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("smpt_host = 'mail.example'", "smpt_host: Extra inputs are not permitted"),
        ("smtp_port = 'hunter2'", "smtp_port: Input should be a valid integer"),
        ("smtp_port = ", "PORTAL_CONFIG: is not TOML"),
        (None, "PORTAL_CONFIG: there is no file"),
    ],
)
def test_a_file_with_a_fault_is_refused_without_showing_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, fault: str
) -> None:
    file = tmp_path / "portal.toml"
    if text is not None:
        file.write_text(text, "utf-8")
    monkeypatch.setenv("PORTAL_CONFIG", str(file))
    with pytest.raises(SettingsFaults, match=fault) as caught:
        load_settings()
    assert "hunter2" not in str(caught.value)


def test_a_misspelt_variable_is_named() -> None:
    names = {
        "PORTAL_STIE": "x",
        "PORTAL_SITE": "x",
        "PORTAL_CONFIG": "x",
        "PORTAL_TEST_POSTGRES": "x",
        "HOME": "x",
    }
    assert unknown_variables(names) == ["PORTAL_STIE: is not a known setting"]


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    for secret in (FIT["secret_key"], FIT["pepper"]):
        assert secret not in repr(fit())
