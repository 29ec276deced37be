"""`portal site check` names ten faults in ten lines, and `portal site new` begins a profile to fill in."""

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from core.applications.manifests import FOLDER
from core.settings import Settings
from core.site import PROFILE, SITES, find_site
from tests.core.applications.manifested import LONGER, SMALLEST, write_site
from tests.web.test_commands import run
from web.app import create_app

TEN = (
    ('region = "wyoming"', 'region = "wyomin"', 'facilities[24].region: "wyomin" is not one of the regions'),
    ("ehr = true", "her = true", 'enrollment.her: is not a known setting: do you mean "ehr"?'),
    ('group = "office group"\n', "", "terms.group: is missing"),
    ('timezone = "America/Phoenix"', 'timezone = "Phoenix"', 'timezone: "Phoenix" is not a known time zone'),
    ("texts/privacy-1.md", "texts/no.md", 'texts.privacy.file: "texts/no.md" is not a file of the profile'),
    ("[plugins.iecg]\n", "[plugins.ekg]\n", "plugins.ekg: is neither a folder of plugins/"),
    ("[plugins.pacs]\n", "[plugins.pacs]\nregoins = []\n", "plugins.pacs.regoins: is not a known setting"),
    ("[plugins.cerner]\n", "[plugins.cerner]\nconnector = { kind = 3 }\n", "plugins.cerner.connector"),
)
PLUGIN = '\n[plugins.careconnect]\nsuffix_kinds = ["practitioner"]'
WRONG_TEXT = "Fine.\n\n> A quotation.\n\nFine.\n\n```\ncode\n```\n"


def test_ten_faults_are_ten_lines(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(find_site("banner"), tmp_path / "mine"))
    text = (folder / PROFILE).read_text("utf-8")
    for old, new, _ in TEN:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / PROFILE).write_text(text.replace("\niecg = 3", ""), "utf-8")
    (folder / "texts" / "terms-1.md").write_text(WRONG_TEXT, "utf-8")

    result = run("site", "check", str(folder))

    assert result.exit_code == 1
    lines = result.output.splitlines()
    for fault in (*(words for _, _, words in TEN), *(f"texts.terms.markdown: line {n}: " for n in (3, 7))):
        assert sum(line.startswith(fault) for line in lines) == 1, (fault, lines)
    assert len(lines) == len(TEN) + 2


def test_a_new_profile_stands_where_the_command_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run("site", "new", "lakes")
    assert said.exit_code == 0 and "portal site check lakes" in said.output
    assert (tmp_path / "lakes" / PROFILE).is_file() and not (SITES / "lakes").exists()
    assert "choose another name" in run("site", "new", "banner").output
    assert not (tmp_path / "banner").exists()


def test_a_new_profile_asks_for_what_it_needs_until_it_is_served(tmp_path: Path, sqlite_url: str) -> None:
    folder = tmp_path / "lakes"
    assert run("site", "new", str(folder)).exit_code == 0
    assert "there is a profile already" in run("site", "new", str(folder)).output
    asked = run("site", "check", str(folder))
    assert asked.exit_code == 1
    for path in ("timezone", "brand.name", "terms.group", "address.country", "plugins", "texts.terms.file"):
        assert any(line.startswith(path) for line in asked.output.splitlines()), path

    fill_in(folder / PROFILE)
    for file in re.findall(r'file = "texts/([^"]+)"', (folder / PROFILE).read_text("utf-8")):
        (folder / "texts" / file).write_text("We keep what you write here.\n", "utf-8")

    checked = run("site", "check", str(folder))
    assert "lakes: no faults, 1 applications switched on" in checked.output, checked.output
    with TestClient(create_app(Settings(demo=True, site=str(folder), database_url=sqlite_url))) as client:
        page = client.get("/")
    assert page.status_code == 200 and "CareConnect" in page.text


def fill_in(profile: Path) -> None:
    """Write what the second site says at everything that is empty; of lists of tables the first one."""
    known = tomllib.loads((find_site("careconnect") / PROFILE).read_text("utf-8"))
    known["staff_types"][0]["suffix_kinds"] = [known["suffix_kinds"][0]["slug"]]
    known["support"][0]["email"] = ""
    lines, table = [], known
    for line in profile.read_text("utf-8").splitlines():
        if head := re.fullmatch(r"\[\[?(\w+)\]\]?", line):
            found = known[head[1]]
            table = found[0] if isinstance(found, list) else found
        if empty := re.match(r"(\w+) = ", line):
            lines.append(f"{empty[1]} = {written(table[empty[1]])}")
        else:
            lines.append(line + (PLUGIN if line == "[plugins]" else ""))
    profile.write_text("\n".join(lines), "utf-8")


def written(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {written(each)}' for name, each in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if not isinstance(value, str) else '"' + value.replace("\\", "\\\\") + '"'


@pytest.mark.parametrize("name", ["banner", "careconnect"])
def test_the_profiles_there_are_have_no_faults(name: str) -> None:
    assert "no faults" in run("site", "check", name).output


def test_an_application_without_code_is_checked_with_the_profile(tmp_path: Path) -> None:
    folder = write_site(tmp_path, {"board": LONGER, "labviewer": SMALLEST})
    (folder / FOLDER / "other.toml").write_text(SMALLEST, "utf-8")
    checked = run("site", "check", str(folder))
    assert checked.exit_code == 0 and "no faults, 2 applications switched on" in checked.output
    assert "applications/other.toml: isn’t switched on: write [plugins.other]" in checked.output
    wrong = {"board": LONGER.replace("nurse", "x"), "labviewer": SMALLEST.replace("[steps]", "[stesp]")}
    write_site(tmp_path, wrong)
    profile = folder / PROFILE
    profile.write_text(profile.read_text("utf-8").replace('locale = "en-US"', "locale = 1"), "utf-8")
    lines = run("site", "check", str(folder)).output.splitlines()
    assert [line.partition(": is ")[0] for line in lines[-2:]] == [
        "applications/labviewer.toml: steps",
        "applications/labviewer.toml: stesp",
    ]
    assert lines[0].startswith("locale: ")
