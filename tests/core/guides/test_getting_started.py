"""The guide says what is true for one person, and looks the same whatever they are called."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.guides.getting_started import attached, getting_started
from core.guides.queries import Asked, Reader
from core.mail import Attachment
from core.portal import Portal
from core.texts import Paragraph, Run, as_data
from core.texts.blocks import facts
from tests.block_words import words_of
from tests.core.guides.conftest import Words
from tests.practices import portal_of

MOMENT = datetime(2026, 11, 23, 16, tzinfo=UTC)
NASTY = [
    "# = - + /* // $x$ *b* _i_ `c`",
    '#read("/etc/passwd") #import "x" @label <label>',
    "\\ \" ' <script>alert(1)</script> &amp; %s {{ x }}",
    "Zoë Łukasz Müller-Lüdenscheidt ß",
    "Анна Ελένη שלום عربى 山 🩺",
    "\u202egnp.exe\u202c \u200b\x00\x1b[31m\ttab\nline",
    "W" * 200,
    "a " * 100,
]


def _said(portal: Portal, reader: Reader) -> str:
    return words_of(getting_started(portal, reader, MOMENT).blocks)


def test_it_names_the_login_the_applications_and_their_own_words(portal: Portal, reader: Reader) -> None:
    said = _said(portal, reader)

    assert "Portal ID aokafor" in said and "Works for Peaks" in said
    assert said.index("Cerner Millennium") < said.index("PACS Synapse"), "in the site's order"
    for slug in ("cerner", "pacs"):
        assert portal.applications[slug].summary in said
        assert all(part.removeprefix("## ") in said for part in portal.applications[slug].guide.split("\n\n"))
    assert portal.applications["qventus"].summary not in said
    assert "Usually ready within 3 business days after your portal ID was made. Open it under My" in said


def test_it_holds_the_rules_the_requirements_and_every_contact(portal: Portal, reader: Reader) -> None:
    said, site = _said(portal, reader), portal.site

    assert all(rule in said for rule in site.public.rules)
    assert all(f"{one.title}: {one.text}" in said for one in site.public.computer)
    for contact in site.support:
        assert all(
            part in said for part in (contact.name, contact.phone, contact.email or "", *contact.topics)
        )


def test_who_is_new_reads_how_the_account_is_opened_and_who_is_not_keeps_the_password(
    portal: Portal, reader: Reader
) -> None:
    new, known = _said(portal, reader), _said(portal, replace(reader, has_password=True))

    assert "The link works once, for 7 days." in new and "at least 15 characters" in new
    assert "Your account is open already" in known and "The link works once" not in known


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("anew", "the entry in your app is called aokafor@connectivity.bannerhealth.com"),
        ("carried-over", "it goes on working"),
    ],
)
def test_the_site_decides_what_becomes_of_an_earlier_second_factor(
    portal: Portal, reader: Reader, rule: str, words: str
) -> None:
    ids = portal.site.portal_ids.model_copy(update={"second_factor": rule})
    assert words in _said(portal_of(portal.site.model_copy(update={"portal_ids": ids})), reader)


def test_what_works_is_said_to_work_and_what_is_gone_from_the_site_keeps_its_name(
    portal: Portal, reader: Reader
) -> None:
    asked = (Asked("gone", "Old Viewer", ("Peaks",), True), Asked("pacs", "PACS Synapse", ("Peaks",), True))
    said = _said(portal, replace(reader, asked=asked))

    assert "Old Viewer" in said and "It works. Open it under My applications." in said


def test_somebody_in_two_groups_reads_which_of_them_asked(portal: Portal, reader: Reader) -> None:
    asked = (Asked("cerner", "Cerner Millennium", ("Peaks", "Valley"), False),)
    said = _said(portal, replace(reader, asked=asked, groups=("Peaks", "Valley")))

    assert "Requested by Peaks and by Valley." in said


def test_who_was_asked_for_nothing_is_told_so(portal: Portal, reader: Reader) -> None:
    assert "Nothing has been requested for you yet." in _said(portal, replace(reader, asked=()))


def test_no_link_of_it_is_used_up(portal: Portal, reader: Reader) -> None:
    stored = attached(portal, reader, MOMENT).stored()
    found = [part.partition('"')[0] for part in stored.split('"link": "')[1:]]

    assert set(found) == {"https://portal.example/sign-in", "mailto:ccsupport@bannerhealth.com"}


def test_the_same_mail_makes_the_same_bytes_and_says_the_same_as_the_page(
    portal: Portal, reader: Reader, words: Words
) -> None:
    guide = attached(portal, reader, MOMENT)
    pdf = guide.pdf(MOMENT)

    assert Attachment.of(guide.stored()).pdf(MOMENT) == pdf
    said = words(pdf)
    for line in _said(portal, reader).split("\n"):
        assert all(word in said for word in line.split()), line
    assert "Amara Okafor" in said and "Page 1 of" in said


def test_it_is_tagged_for_readers_of_the_screen(portal: Portal, reader: Reader, tmp_path: Path) -> None:
    file = tmp_path / "guide.pdf"
    file.write_bytes(attached(portal, reader, MOMENT).pdf(MOMENT))
    facts = subprocess.run(["pdfinfo", str(file)], check=True, capture_output=True, text=True).stdout
    # It prints what a tag says in the letters of the file, which need not be UTF-8.
    said = subprocess.run(["pdfinfo", "-struct", str(file)], check=True, capture_output=True).stdout
    tags = said.decode("latin-1")

    assert "Tagged:" in facts and facts.split("Tagged:")[1].split()[0] == "yes"
    assert "Getting started with Clinical Connectivity – Amara Okafor" in facts
    assert b"pdfuaid" in file.read_bytes()
    assert all(tag in tags for tag in ("H1", "H2", "H3", "Table", "L (", "Link"))


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_only_ever_words(portal: Portal, reader: Reader, words: Words, name: str) -> None:
    called = replace(reader, name=name, groups=(name,), asked=(Asked("gone", name[:200], (name,), False),))
    said = words(attached(portal, called, MOMENT).pdf(MOMENT))

    plain = [part for part in name.split() if part.isascii() and part.isprintable() and len(part) < 40]
    assert all(part in said for part in plain), said
    assert "Whom to ask" in said and "root:" not in said


@settings(max_examples=25, deadline=None)
@given(name=st.text(max_size=60))
def test_any_name_at_all_can_be_drawn(name: str) -> None:
    data = {
        "title": "Getting started", "organization": name, "paper": "a4", "name": name,
        "blocks": [as_data(facts(["For", name])), as_data(Paragraph((Run(name, True, True),)))],
    }  # fmt: skip
    assert Attachment("g.pdf", "getting-started", data).pdf(MOMENT).startswith(b"%PDF")
