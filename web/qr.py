"""QR codes as pictures inside the page: no request of their own, no style attribute, nothing stored."""

import segno
from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """Draw an SVG element; the page gives it its name for people who do not see it."""
    drawn = segno.make(text, micro=False, error="m")
    # Without a size of its own it has a viewBox, and so is drawn whole at whatever size the page gives it.
    svg = drawn.svg_inline(border=3, light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return Markup(svg)  # noqa: S704 - drawn from squares; the text itself is not in it
