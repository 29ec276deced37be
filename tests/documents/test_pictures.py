"""The pictures of the guides: each is used, said in words, and small; `make pictures` draws them."""

from __future__ import annotations

import re

import pytest

from tests.browser.few_colors import size_of
from tests.browser.pictures import PICTURES, Picture
from tests.house.source import ROOT

FOLDER = ROOT / "docs" / "pictures"
LARGEST = 80_000
_SHOWN = re.compile(r"!\[([^\]]*)\]\(pictures/([\w-]+)\.png\)")
# Said in place of words of the site, or names of made-up people.
OF_THE_SITE = {"Priya Raman", "Direct Secure Messaging", "Change the sponsoring", "Edit your practice"}


def shown() -> list[tuple[str, str]]:
    """What is said of each picture on a page, and its name."""
    pages = (page.read_text("utf-8") for page in sorted((ROOT / "docs").glob("*.md")))
    return [each for page in pages for each in _SHOWN.findall(page)]


def test_each_picture_is_drawn_kept_and_shown_exactly_once() -> None:
    drawn = sorted(each.name for each in PICTURES)
    assert sorted(name for _, name in shown()) == drawn
    assert sorted(file.stem for file in FOLDER.iterdir()) == drawn


def test_whoever_sees_no_picture_is_told_what_it_shows() -> None:
    said = [words for words, _ in shown()]
    assert [words for words in said if not 25 <= len(words) <= 200] == []
    assert len({*said}) == len(said)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda each: each.name)
def test_a_picture_is_small_and_as_large_as_it_was_to_be(picture: Picture) -> None:
    png = (FOLDER / f"{picture.name}.png").read_bytes()
    width, height = size_of(png)
    assert len(png) <= LARGEST and width <= picture.width and 150 <= height <= picture.high


def test_what_is_pressed_on_the_way_to_a_picture_still_has_these_words() -> None:
    """A cheap look, without a browser: a button that was renamed stops the script."""
    files = [*(ROOT / "web").rglob("*.html"), *(ROOT / "web").rglob("*.py"), *(ROOT / "core").rglob("*.py")]
    product = " ".join(" ".join(file.read_text("utf-8").split()) for file in files)
    ways = [step for each in PICTURES for step in each.way]
    words = {found[1] for what, which in ways if (found := re.search(r'has-text\("(.+?)"\)', which))}
    assert len(words) > 8
    assert sorted(each for each in words - OF_THE_SITE if each not in product) == []
