"""The script that draws the pictures of the guides, at work on two of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.drawing_pictures import FOLDER, Artist, demo_of_the_guides
from tests.browser.few_colors import size_of
from tests.browser.pictures import PICTURES

pytestmark = pytest.mark.browser


def test_two_pictures_are_drawn_as_those_of_the_guides_were(browser: Browser, tmp_path: Path) -> None:
    """A way of several steps, and a page on a phone, of somebody who signs in."""
    wanted = [each for each in PICTURES if each.name in {"leaving", "progress-phone"}]
    with demo_of_the_guides(tmp_path) as demo:
        artist = Artist(demo, browser)
        drawn = {each.name: artist.draw(each) for each in wanted}
    for name, png in drawn.items():
        width, height = size_of(png)
        kept_width, kept_height = size_of((FOLDER / f"{name}.png").read_bytes())
        # The fonts of another machine break lines elsewhere.
        assert width == kept_width and abs(height - kept_height) <= kept_height // 4
        assert len(png) > 5_000, "nearly nothing is on it"
