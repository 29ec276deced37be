"""What is wrong with a manifest is said at once, with its file and its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.applications import PluginFaults, faults_of_sections, load_applications
from core.applications.manifests import FOLDER, not_switched_on
from core.site import SiteProfile
from tests.core.applications.manifested import LONGER, SMALLEST, site_with

FILE = "applications/board.toml"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteProfile:
    return site_with(tmp_path_factory.mktemp("site"), board=LONGER)


def faults(site: SiteProfile, text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    (site.folder / FOLDER / "board.toml").write_bytes(content)
    try:
        load_applications(site)
    except PluginFaults as refused:
        return [str(each) for each in refused.faults]
    return []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('name = "Operating', 'nam = "Operating', 'nam: is not a known setting: do you mean "name"?'),
        ('name = "Operating Room Board"', 'name = ""', "name: must not be empty"),
        ('name = "Operating', 'name = "{practice} ', 'name: "{practice}" would stand here as it is written'),
        ("expected_days = 2", "expected_days = 90", "expected_days: should be less than or equal to 60"),
        ('"https://board.example"', '"javascript:alert(1)"', "launch_url: String should match pattern"),
        ("## Your", "# Your", "guide: line 1"),
        ('kinds = ["provider"', 'kinds = ["prvider"',
         'eligibility.suffix_kinds[0]: "prvider" is not one that this site defines: do you mean "provider"?'),
        ("practice.state", "practice.stat",
         'eligibility.conditions[0].about: "practice.stat" is nothing that is known'),
        ('one_of = ["AZ", "CA"]', "", "eligibility.conditions[0]: needs one of one_of, pattern and given"),
        ('kind = "radios"', 'kind = "password"', "fields.role.kind: should be 'text', 'email'"),
        ('kind = "radios"', 'kind = "tel"', "fields.role: has choices, and its kind is not one of"),
        ("[fields.role.choices]", "[fields.role.choises]", 'fields.role.choises: is not a known setting: do'),
        ('{ role = "other" }', '{ rol = "other" }',
         'fields.other_role.shown_when: "rol" is not one of the fields: do you mean "role"?'),
        ('{ role = "other" }', '{ role = "othr" }',
         'fields.other_role.shown_when: "othr" is no answer to "role": do you mean "other"?'),
        ('{ role = "other" }', '{ badge = "x" }', '"badge" must stand above this question'),
        ('{ role = "other" }', '{ other_role = "x" }', '"other_role" must stand above this question'),
        ('label = "Role"', 'label = "Role"\nscope = "practice"', '"role" has another scope'),
        ("[A-Za-z]{2}", "([A-Z]+)+", "fields.badge.pattern: must be made of letters, digits"),
        ("pattern_words =", "#", "fields.badge: needs pattern and pattern_words, or neither"),
        ("optional = true", 'needless_with = "role"', 'fields.fax.needless_with: "role" is no question'),
        ("[fields.fax]", "[fields.model_dump]", "fields.model_dump: can’t be the name of a question"),
        ("[fields.fax]", '[fields."../Fax"]', "fields.../Fax: must be a name of lower-case letters"),
        ('label = "Fax', 'label = "Two\\nlines', "fields.fax.label: must be one line"),
        ("Badge: {answers.badge}", "Badge: {answers.bage}",
         'steps.give[1]: "{answers.bage}" is no name that can stand here: do you mean "answers.badge"?'),
        ("{person.name}", "{group.name}", 'steps.give[0]: "{group.name}" is no name that can stand here'),
        ("{person.login}", "{person.npj}", 'steps.give[0]: "{person.npj}" is no name that can stand here'),
        ('"Note the date here."', '"Was {before.role}."', 'steps.take_away[1]: "{before.role}" is no name'),
        ("your {practice}", "your {practise}", 'summary: "{practise}" is no name that can stand'),
        ("take_away =", "takeaway =", 'steps.takeaway: is not a known setting: do you mean "take_away"?'),
        ('job = "role"', 'job = "rule"', 'upgrade.2.renamed.job: "rule" is not a question of that version'),
        ("fields_version = 2", "fields_version = 1", "upgrade.2: is a later version than fields_version"),
        ("[upgrade.2]", "[upgrade.two]", "upgrade.two: should be a valid integer"),
        ("[fields.fax]", "fields_version = 3\n[fields.fax]",
         "fields.facilities.fields_version: is not a known setting here: it belongs above the first line"),
        ("optional = true", "optional = 'maybe'", "fields.fax.optional: should be a valid boolean"),
        ("[fields.badge]", "[fields.role]", f"{FILE}: is not TOML: Cannot declare"),
        ('summary = "Which', "summary = “Which", "quotation marks must be straight"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_file_and_its_place(
    site: SiteProfile, before: str, after: str, fault: str
) -> None:
    assert before in LONGER
    found = faults(site, LONGER.replace(before, after, 1))
    assert any(fault in each for each in found) and all(each.startswith(f"{FILE}: ") for each in found), found


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LONGER.replace("Badge number", "x" * 10_000_000).encode(), "is larger than 200,000 bytes"),
        (
            LONGER.replace("Badge number", "x" * 1_000).encode(),
            "fields.badge.label: String should have at most",
        ),
        (b"x = " + b"[" * 100_000, "too many brackets in brackets"),
        ("name = “Board”".encode("cp1252"), "must be saved as UTF-8"),
        (b"fields = 3\nsteps = [1]\neligibility = 'x'\nupgrade = [[]]", "fields: must be a table"),
    ],
)
def test_a_hostile_file_is_refused_in_words(site: SiteProfile, content: bytes, words: str) -> None:
    found = faults(site, content)
    assert any(words in each for each in found), found


def test_every_fault_of_a_file_is_said_at_once_also_where_the_profile_is_wrong(site: SiteProfile) -> None:
    text = LONGER.replace('name = "Op', 'nam = "Op').replace("{person.name}", "{nobody}").replace('"AZ"', "7")
    found = faults(site, text)
    assert len(found) == 5
    sections = {"board": {}, "../board": {}}
    assert [str(each) for each in faults_of_sections(sections, site.folder)][:5] == found


def test_a_file_as_a_plain_editor_of_windows_saves_it_is_read(site: SiteProfile) -> None:
    assert faults(site, b"\xef\xbb\xbf" + SMALLEST.replace("\n", "\r\n").encode()) == []


def test_a_link_out_of_the_profile_is_not_followed(site: SiteProfile, tmp_path: Path) -> None:
    faults(site, SMALLEST)
    elsewhere = (site.folder / FOLDER / "board.toml").rename(tmp_path / "board.toml")
    (site.folder / FOLDER / "board.toml").symlink_to(elsewhere)
    with pytest.raises(PluginFaults, match="is not a file of the profile"):
        load_applications(site)
    (site.folder / FOLDER / "board.toml").unlink()
    with pytest.raises(PluginFaults, match=r"has no applications/board\.toml"):
        load_applications(site)


def test_files_that_nothing_reads_are_named(site: SiteProfile) -> None:
    names = ("board.toml", "other.toml", "Lab Viewer.toml", "board.toml.txt")
    for name in names:
        (site.folder / FOLDER / name).write_text(SMALLEST, "utf-8")
    found = [*not_switched_on(site)]
    for name in names:
        (site.folder / FOLDER / name).unlink()
    assert len(found) == 3 and "applications/other.toml: isn’t switched on" in found[2]
    assert all("isn’t read" in each for each in found[:2])
