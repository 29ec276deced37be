"""Words of a particular site live in sites/, in plugin options and in tests; never in core or web."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SITE_WORDS = re.compile(
    r"banner|careconnect|arizona|colorado|wyoming|british columbia|\bbdmc\b|\bbumct\b|\bbumcp\b|\bbtmc\b"
    r"|phoenix|tucson|602.{0,2}747|bannerhealth",
    re.IGNORECASE,
)
# A part of GOV.UK Frontend and a landmark of ARIA carry one of the words in their names.
NOT_A_SITE = re.compile(
    r"(notification|phase|cookie|confirmation)[-_]?banner|role=.banner|Notification ?Banner", re.IGNORECASE
)
KINDS = {".py", ".html", ".txt", ".css", ".js", ".md", ".toml", ".json"}


def site_words(text: str) -> list[str]:
    return SITE_WORDS.findall(NOT_A_SITE.sub("", text))


def test_the_search_finds_a_planted_word() -> None:
    assert site_words("Welcome to Banner Health") == ["Banner"]
    assert site_words('class="govuk-notification-banner"') == []


def test_core_and_web_know_no_site() -> None:
    found = {
        str(file.relative_to(ROOT)): words
        for part in ("core", "web")
        for file in sorted((ROOT / part).rglob("*"))
        if file.suffix in KINDS
        and "vendor" not in file.parts
        and (words := site_words(file.read_text("utf-8")))
    }
    assert found == {}
