"""Files of the product are 0600 in folders 0700; production refuses wider ones and says which."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.seal.key_files import demo_key
from tests.certificates import locked_seal_files
from tests.web.test_commands import run


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """A careful production but for its folder."""
    seal = {name.upper(): str(value) for name, value in locked_seal_files(tmp_path).items()}
    given = {
        "SITE": "banner",
        "DATA_FOLDER": str(tmp_path / "data"),
        "SECRET_KEY": "k3yk3y-One-very-long-random-text-0123456789",
        "PEPPER": "p3pper-Another-long-random-text-9876543210",
        "BASE_URL": "https://portal.example",
        "SMTP_HOST": "mail.example",
        "MAIL_FROM": "portal@portal.example",
        "TRAIL_KEY": str(tmp_path / "trail-key"),
        **seal,
    }
    return {f"PORTAL_{name}": value for name, value in given.items()}


def modes(folder: Path) -> Iterator[tuple[bool, int]]:
    for each in [folder, *folder.rglob("*")]:
        yield each.is_dir(), stat.S_IMODE(each.stat().st_mode)


def test_what_a_command_writes_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    given = {"PORTAL_DEMO": "true", "PORTAL_SITE": "banner", "PORTAL_DATA_FOLDER": str(folder)}
    assert run("migrate", **given).exit_code == 0
    assert set(modes(folder)) == {(True, 0o700), (False, 0o600)}


def test_production_names_the_file_that_others_may_read(tmp_path: Path, production: dict[str, str]) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    assert run("audit", "key", "--new", **production).exit_code == 0
    folder.chmod(0o755)
    refused = run("serve", **production)
    assert refused.exit_code == 1
    assert refused.output == f"data_folder: {folder} has the mode 0755 and must have 0700\n"


def test_a_demo_closes_what_was_open(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    given = {"PORTAL_DEMO": "true", "PORTAL_SITE": "banner", "PORTAL_DATA_FOLDER": str(folder)}
    run("migrate", **given)
    for each in (folder, folder / "portal.sqlite", folder / "demo-secrets.json"):
        each.chmod(0o755)
    run("demo", "--codes", **given)
    assert set(modes(folder)) == {(True, 0o700), (False, 0o600)}


def test_production_refuses_the_seal_of_a_demo_and_a_key_that_lies_open(
    tmp_path: Path, production: dict[str, str]
) -> None:
    seal = {"PORTAL_SEAL_PKCS12": str(demo_key(tmp_path, "Someone"))}
    others = {name: value for name, value in production.items() if not name.startswith("PORTAL_SEAL")}
    refused = run("serve", **others, **seal)
    assert refused.exit_code == 1
    assert refused.output.splitlines() == [
        "seal_pkcs12: is the seal of a demonstration",
        "seal_passphrase: is missing, the key of the seal lies open in its file",
    ]
