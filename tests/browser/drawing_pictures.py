"""Draws the pictures of the guides: `make pictures`, or this module with the names of some."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, FloatRect, Page, sync_playwright

from core.demo import PASSWORD
from tests import today
from tests.browser.conftest import CHROMIUM, FLAGS, Portal
from tests.browser.few_colors import in_few_colors
from tests.browser.pictures import PICTURES, Picture, Step
from tests.browser.running import portal

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
# High enough that nothing has to be scrolled: what stays at the top of a window would stand in the middle.
TALL = 4000
MILLISECONDS = 20_000


class Artist:
    """Draws pages of one running demo; whoever looks at them signs in once."""

    def __init__(self, demo: Portal, browser: Browser) -> None:
        self._demo = demo
        self._browser = browser
        self._blank = browser.new_page()
        self._signed_in: dict[str, BrowserContext] = {}

    def draw(self, picture: Picture) -> bytes:
        """Go the way of a picture; return it as a PNG."""
        page = self._of(picture.who).new_page()
        try:
            page.set_viewport_size({"width": picture.width, "height": TALL})
            page.goto(picture.at)
            for step in picture.way:
                _take(page, step)
            page.wait_for_load_state("networkidle")
            drawn = page.screenshot(clip=_part(page, picture), full_page=True, caret="initial")
            return in_few_colors(self._blank, drawn)
        finally:
            page.close()

    def _of(self, who: str) -> BrowserContext:
        if who not in self._signed_in:
            context = self._browser.new_context(base_url=self._demo.address)
            context.set_default_timeout(MILLISECONDS)
            sign_in(context.new_page(), who, portal(self._demo.environment, "demo", "--codes"))
            self._signed_in[who] = context
        return self._signed_in[who]


def sign_in(page: Page, who: str, printed: str) -> None:
    """Sign a made-up person in, with the code that `portal demo --codes` printed."""
    found = re.search(rf"^({who}@\S+) +(\d+) ", printed, re.MULTILINE)
    if found is None:
        raise LookupError(f"nobody of the demo is called {who}")
    page.goto("/sign-in")
    page.locator("main input[type=email], main input[name=email]").fill(found[1])
    page.locator("main input[type=password]").fill(PASSWORD)
    page.locator("main form button").last.click()
    page.locator("main input[autocomplete=one-time-code]").fill(found[2])
    page.locator("main form button").first.click()
    page.locator("a[href='/account']").first.wait_for()
    page.close()


@contextmanager
def demo_of_the_guides(folder: Path) -> Iterator[Portal]:
    """The demo of one site, made and served at the hour of the tests."""
    served = Portal(folder)
    portal(served.environment, "demo")
    served.start()
    try:
        yield served
    finally:
        served.stop()


def draw_all(names: list[str]) -> None:
    """Draw the pictures with these names into docs/, or all; keep none that isn't in the list."""
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.glob("*.png"):
        if file.stem not in {each.name for each in PICTURES}:
            file.unlink()
    with (
        tempfile.TemporaryDirectory() as place,
        demo_of_the_guides(Path(place)) as demo,
        sync_playwright() as it,
    ):
        browser = it.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        artist = Artist(demo, browser)
        for picture in PICTURES:
            # What is done on the way to one picture is seen in the next ones: every way is gone.
            drawn = artist.draw(picture)
            if picture.name in names or not names:
                (FOLDER / f"{picture.name}.png").write_bytes(drawn)
                sys.stdout.write(f"{picture.name}: {len(drawn) // 1000} kB\n")
        browser.close()


def _take(page: Page, step: Step) -> None:
    what, which = step
    if what == "press":
        page.locator(which).first.click()
    elif what == "type":
        label, _, text = which.partition(": ")
        page.get_by_label(label, exact=True).locator("visible=true").fill(text)
    else:
        page.keyboard.press(which)
    page.wait_for_load_state()


def _part(page: Page, picture: Picture) -> FloatRect:
    first, last = (
        page.locator(each).first.bounding_box() for each in (picture.part, picture.to or picture.part)
    )
    if first is None or last is None:
        raise LookupError(f"{picture.name}: the page has no {picture.part} or {picture.to}")
    top = first["y"]
    high = min(last["y"] + last["height"] - top, picture.high)
    return {"x": 0, "y": top, "width": picture.width, "height": high}


if __name__ == "__main__":
    today.arrange()
    draw_all(sys.argv[1:])
