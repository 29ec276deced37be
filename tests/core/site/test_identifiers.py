"""The numbers that a site asks of people: how they are read, of whom, and what a profile may not say."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from core.site import Identifier, Noun, SiteFaults, find_site, load_site
from core.site.harmless import harmless_pattern
from core.site.identifiers import TAKEN

CARECONNECT = find_site("careconnect")

COLLEGE = Identifier.model_validate(
    {
        "slug": "college",
        "name": {"one": "college number", "short": "CN"},
        "pattern": r"^[A-Z]\d{4}$",
        "example": "A1234",
    }
)


@pytest.mark.parametrize(
    "typed", ["a1234", " A-1234 ", "CN a 1234", "cn no. A1234", "CN#: A1234", "Ａ1234", "a–1 234"]
)
def test_however_it_is_written_it_is_one_number(typed: str) -> None:
    assert COLLEGE.read(typed) == COLLEGE.complete(typed) == "A1234"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("1234", "must look like A1234"), ("unknown", "Write the number"), ("A12345", "A1234")],
)
def test_what_is_none_is_refused_in_words(typed: str, words: str) -> None:
    assert COLLEGE.complete(typed) == ""
    with pytest.raises(ValueError, match=words):
        COLLEGE.read(typed)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        "A*",
        ".{3}",
        "(A?){20}",
        r"\d{1,9}" * 4,
        "(?=A)",
        "[",
        r"\w{3}",
        "",
        "(A{1,9})?",
        "A|",
        r"\1",
        "A{9999}",
    ],
)
def test_a_pattern_that_could_hang_is_no_pattern(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"must be made of|is no pattern"):
        harmless_pattern(pattern)


def test_every_pattern_that_is_taken_is_read_at_once() -> None:
    worst = Identifier(
        slug="worst", name=Noun("number"), pattern=r"\d{0,30}" * 3 + "1?" * 6, example="1" * 20, left_out=""
    )
    began = time.monotonic()
    assert worst.complete("1" * 40 + "!") == ""
    assert time.monotonic() - began < 5


def test_each_profession_has_its_own_and_one_of_them_tells_people_apart() -> None:
    site = load_site(CARECONNECT)
    asked = {code: [each.slug for each in site.identifiers_of(code)] for code in ("MD", "NP", "RPh", "MOA")}
    assert asked == {"MD": ["physician", "msp"], "NP": ["nurse", "msp"], "RPh": ["pharmacist"], "MOA": []}
    assert [each.slug for each in site.asks_identifiers("practitioner", "")] == ["msp"]
    assert site.known_by({"msp": "J4821", "physician": "20 145"}) == "physician:20145"
    assert site.known_by({"msp": "J4821", "physician": "2014"}) == ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_site("banner"), tmp_path / "mine"))


def faults(folder: Path, old: str, new: str) -> list[str]:
    file = folder / "profile.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(SiteFaults) as caught:
        load_site(folder)
    return [str(each) for each in caught.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('check = "npi"', "pattern = '(a+)+'", "identifiers[0].pattern: must be made of letters"),
        ('check = "npi"\n', "", 'identifiers[0]: needs a "pattern" or a "check", and not both'),
        ('example = "1234567893"', 'example = "12"', 'identifiers[0]: has the example "12", which is none'),
        ('slug = "npi"', 'slug = "phone"', 'identifiers[0].slug: "phone" is the name of another question'),
        ('slug = "npi"', 'slug = "np"', "registers[0].address: {npi} is neither {license} nor one of the"),
        ('slug = "npi"', 'slug = "npi"\nsuffixes = ["XX"]', 'identifiers[0].suffixes[0]: "XX" is not one of'),
        ('slug = "npi"', 'slug = ["npi"]', "identifiers[0].slug: must be text"),
        (
            "[[identifiers]]",
            "[[identifiers]]\nslug = 'one'\nname = 'one'\npattern = 'A'\nexample = 'A'\n[[identifiers]]",
            "identifiers: one and npi both tell people with the suffix MD apart",
        ),
        (
            'check = "npi"',
            "pattern = '\\d{10}'\n[npi_register]",
            "npi_register: asks about a number of which no",
        ),
    ],
)
def test_a_fault_of_an_identifier_is_named(folder: Path, old: str, new: str, fault: str) -> None:
    found = faults(folder, old, new)
    assert any(each.startswith(fault) for each in found), found


def test_no_identifier_may_have_the_name_of_another_question() -> None:
    from core.enrollment.forms.people import every_name

    for site in (load_site(find_site("banner")), load_site(CARECONNECT)):
        assert every_name(site) - {each.slug for each in site.identifiers} <= TAKEN
