"""What a site profile may say of a directory, whether or not the library is installed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.applications import connectors
from core.provisioning.connectors.choosing import faults_of_secrets
from core.site import SiteFaults, find_site
from tests.house.source import ROOT
from tests.practices import portal_for
from web.commands import portal

SECTION: dict[str, Any] = {
    "kind": "ldap",
    "directory": "openldap",
    "url": "ldaps://directory.example",
    "bind_dn": "cn=portal,dc=example",
    "secret": "directory-password",
    "people_dn": "ou=people,dc=example",
    "group_dn": "cn=clinical,dc=example",
}


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a profile says can be judged on any machine."""
    monkeypatch.setattr(connectors, "find_spec", lambda name: name)


def read(**more: Any) -> Any:
    return connectors.READ.validate_python(SECTION | more)


@pytest.mark.parametrize(
    ("directory", "expected"),
    [
        ("openldap", ("uid", "uid", "description", "pwdAccountLockedTime")),
        ("389", ("uid", "uid", "description", "nsAccountLock")),
        ("active-directory", ("cn", "sAMAccountName", "extensionName", "userAccountControl")),
    ],
)
def test_each_kind_of_directory_has_its_usual_names(directory: str, expected: tuple[str, ...]) -> None:
    section = read(directory=directory)
    names = (section.name_attribute, section.login_attribute, section.marks_attribute, section.disabled_by)
    assert names == expected


def test_what_is_usual_is_written_down() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    kinds = ("openldap", "389", "active-directory")
    rows = re.findall(r"^\| `(\w+)`[^|]*\| `(\w+)` \| `(\w+)` \| `(\w+)` \|$", page, re.MULTILINE)
    sections = [read(directory=kind).model_dump() for kind in kinds]
    names = {"name_attribute", "login_attribute", "key_attribute", "marks_attribute", "member_attribute"}
    assert {row[0] for row in rows} == names | {"object_classes", "disabled_by"}
    for name, *told in rows:
        usual = [section[name] for section in sections]
        assert told == [each[0] if isinstance(each, tuple) else each for each in usual]


def test_what_is_usual_can_be_said_otherwise() -> None:
    assert read(marks_attribute="seeAlso", disabled_by="nothing").marks_attribute == "seeAlso"


@pytest.mark.parametrize(
    "url", ["ldaps://directory.example:3269", "ldap://127.0.0.1:3890", "ldap://localhost"]
)
def test_an_address_is_protected_or_on_this_machine(url: str) -> None:
    assert read(url=url).url == url


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"url": "ldap://directory.example"}, "url"),
        ({"url": "ldap://127.0.0.1.example"}, "url"),
        ({"url": "ldaps://user:secret@directory.example"}, "url"),
        ({"url": "ldaps://directory.example?uid?sub"}, "url"),
        ({"url": "https://directory.example"}, "url"),
        ({"url": "ldaps://directory.example:notaport"}, "url"),
        ({"url": "ldaps://directory.example/dc=example"}, "url"),
        ({"directory": "filing cabinet"}, "directory"),
        ({"key_attribute": "uid)(x"}, "key_attribute"),
        ({"disabled_by": "hope"}, "disabled_by"),
        ({"people_dn": "people"}, "people_dn"),
        ({"group_dn": "ou=people,,dc=example"}, "group_dn"),
        ({"password": "hunter2"}, "password"),
        ({"seconds": 60}, "seconds"),
        ({"marks_attribute": "employeeNumber"}, ""),
    ],
)
def test_a_wrong_section_is_a_fault_with_its_path(wrong: dict[str, Any], path: str) -> None:
    with pytest.raises(SiteFaults) as problem:
        portal_for(cerner={"connector": SECTION | wrong})
    paths = {fault.path for fault in problem.value.faults}
    assert paths == {f"plugins.cerner.connector.{path}".rstrip(".")}


def test_a_missing_directory_kind_is_the_only_fault_that_is_told() -> None:
    with pytest.raises(SiteFaults) as problem:
        portal_for(cerner={"connector": {name: SECTION[name] for name in SECTION if name != "directory"}})
    assert [fault.path for fault in problem.value.faults] == ["plugins.cerner.connector.directory"]


def test_a_secret_that_nobody_gave_is_named() -> None:
    (fault,) = faults_of_secrets(portal_for(cerner={"connector": SECTION}).applications, {})
    assert "directory-password" in fault and "plugins.cerner" in fault


@pytest.mark.parametrize(("there", "code"), [(True, 0), (False, 1)])
def test_checking_a_site_names_a_library_that_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: bool, code: int
) -> None:
    monkeypatch.setattr(connectors, "find_spec", lambda name: name if there else None)
    folder = Path(shutil.copytree(find_site("banner"), tmp_path / "mine"))
    lines = [f'{name} = "{value}"' for name, value in SECTION.items()]
    profile = (folder / "profile.toml").read_text("utf-8")
    section = "\n".join(["", "[plugins.cerner.connector]", *lines, ""])
    (folder / "profile.toml").write_text(profile + section, "utf-8")
    result = CliRunner().invoke(portal, ["site", "check", str(folder)])
    assert result.exit_code == code
    fault = 'plugins.cerner.connector.kind: needs a library that is not installed: install the extra "ldap"'
    assert (fault in result.output) is not there


WITHOUT = """
import sys
sys.modules["bonsai"] = None
from tests.core.provisioning.test_ldap_settings import SECTION
from tests.practices import portal_for
from core.provisioning.connectors.choosing import Connectors
from core.site import SiteFaults
assert Connectors.open(portal_for().applications, {}).provisioners
"""


def test_everything_else_runs_without_the_library() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT], check=True, timeout=120)
