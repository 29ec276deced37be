"""Every fault of a profile is named with its path, all at once."""

import shutil
from pathlib import Path

import pytest

from core.site import SiteFaults, find_site, load_site
from core.site import loading as site_loading

BANNER = find_site("banner")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BANNER, tmp_path / "mine"))


def change(folder: Path, old: str, new: str) -> None:
    file = folder / "profile.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def faults(folder: Path) -> list[str]:
    with pytest.raises(SiteFaults) as caught:
        load_site(folder)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'Boswell Medical Center", region = "arizona"',
            'Boswell Medical Center", region = "utah"',
            'facilities[1].region: "utah" is not one of the regions',
        ),
        (
            'jurisdiction = "WY"',
            'jurisdiction = "XX"',
            'regions[2].jurisdiction: "XX" is not one of the jurisdictions',
        ),
        (
            'code = "MD", kind = "provider"',
            'code = "MD", kind = "doctor"',
            'suffixes[0].kind: "doctor" is not one of the suffix kinds',
        ),
        (
            '"surgery-scheduler"]\nhint = "Everybody',
            '"surgeon"]\nhint = "Everybody',
            'staff_types[3].suffix_kinds[1]: "surgeon" is not one of the suffix kinds',
        ),
        (
            '"arizona", "northern-colorado", "wyoming"',
            '"arizona", "tucson"',
            'plugins.dsm.regions[1]: "tucson" is not one of the regions',
        ),
        (
            'email = "ccsupport@bannerhealth.com"',
            'email = ""',
            "support[0].email: value is not a valid email address: An email address must have an @-sign.",
        ),
        ('"BTMC"]', '"BTM"]', 'plugins.qventus.facilities[3]: "BTM" is not one of the facilities'),
        (
            "iecg = 3",
            "ekg = 3",
            'expected_days.ekg: "ekg" is not one of the plugins that are switched on',
        ),
        (
            "# Business days from portal ID",
            '[[announcements]]\nslug = "down"\ntext = "Closed"\napplication = "ekg"\n'
            "first_day = 2026-12-01\nlast_day = 2026-12-04\n#",
            'announcements[0].application: "ekg" is not one of the plugins that are switched on',
        ),
        (
            "# Business days from portal ID",
            '[[announcements]]\nslug = "down"\ntext = "Closed"\nregion = "utah"\n'
            "first_day = 2026-12-01\nlast_day = 2026-12-04\n#",
            'announcements[0].region: "utah" is not one of the regions',
        ),
        (
            "# Business days from portal ID",
            '[[announcements]]\nslug = "down"\ntext = "Closed"\n'
            "first_day = 2026-12-04\nlast_day = 2026-12-01\n#",
            "announcements[0].last_day: must not be before the first day",
        ),
        (
            'signers = ["sponsor", "administrator", "officer"]',
            'signers = ["sponsor", "administrator", "member"]',
            'agreements[0].signers: "member" signs alone, an agreement of their own',
        ),
        (
            'signers = ["sponsor", "administrator", "officer"]',
            'signers = ["member"]',
            "agreements: need one that binds the whole group, besides that of each member",
        ),
        ('code = "BDWMC"', 'code = "BDMC"', 'facilities[5].code: "BDMC" is used twice'),
        (
            "texts/privacy-1.md",
            "texts/no.md",
            'texts.privacy.file: "texts/no.md" is not a file of the profile',
        ),
        (
            "texts/terms-1.md",
            "../../../README.md",
            'texts.terms.file: "../../../README.md" is not a file of the profile',
        ),
        (
            'locale = "en-US"',
            'locale = "de-DE"',
            "locale: should be 'en-US', 'en-CA' or 'en-GB'",
        ),
        ("password_min_length", "pasword_min_length", "pasword_min_length: is not a known setting"),
        ("ehr = true", "her = true", "enrollment.her: is not a known setting"),
        ('group = "office group"\n', "", "terms.group: is missing"),
        ('"America/Phoenix"', '"America/Phenix"', 'timezone: "America/Phenix" is not a known time zone'),
        (
            "sponsor = true",
            "sponsor = false",
            'agreements[0].signers[0]: "sponsor" signs, but enrollment never asks for one',
        ),
        (
            "sponsor = true",
            "sponsor = false",
            'staff_types: need exactly 0 with role "sponsor", found 1',
        ),
        (
            'role = "member"',
            'role = "boss"',
            "staff_types[2].role: should be 'sponsor', 'administrator' or 'member'",
        ),
        (
            "expected_days]\ncerner = 3",
            "expected_days]\ncerner = 0",
            "expected_days.cerner: should be greater than 0",
        ),
        (
            "texts/data-access-agreement-1.md",
            "texts/no.md",
            'agreements[0].text.file: "texts/no.md" is not a file of the profile',
        ),
        (
            "texts/electronic-signature-1.md",
            "profile.toml",
            "agreements[0].consent.markdown: line 1: it may not have a ",
        ),
        ("[brand]", "[brand", "profile.toml: is not TOML"),
    ],
)
def test_a_planted_fault_is_named_with_its_path(folder: Path, old: str, new: str, fault: str) -> None:
    change(folder, old, new)
    assert any(found.startswith(fault) for found in faults(folder)), faults(folder)


def test_all_faults_are_named_at_once(folder: Path) -> None:
    change(folder, 'region = "wyoming"', 'region = "utah"')
    change(folder, "texts/privacy-1.md", "texts/no.md")
    change(folder, "ehr = true", "her = true")
    assert len(faults(folder)) == 3


def test_a_folder_without_a_profile_is_a_fault(tmp_path: Path) -> None:
    assert "profile.toml: cannot be read" in faults(tmp_path)[0]


def test_the_only_site_is_found_without_a_name_but_two_need_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_loading, "SITES", tmp_path)
    shutil.copytree(BANNER, tmp_path / "one")
    assert find_site("") == tmp_path / "one"
    shutil.copytree(BANNER, tmp_path / "two")
    with pytest.raises(SiteFaults, match="one, two"):
        find_site("")
    assert find_site("two") == tmp_path / "two"
