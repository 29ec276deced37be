"""Documents on paper: a template and plain data, set as a PDF that any reader of the screen can read out.

A template is a typst file. Before it stands `core/texts/paper.typ`, which reads the data as JSON from
`sys.inputs.data` and sets them as text, so that nothing anybody typed is ever read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

# A font for names in Chinese, Japanese and Korean, which those of typst lack.
_OWN_FONTS = Path(__file__).parent / "fonts"
_BLOCKS = Path(__file__).parent / "texts" / "paper.typ"
# Fit for archives, with files attached, and tagged for readers of the screen.
STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]


def set_pdf(template: Path, data: dict[str, Any], moment: datetime) -> bytes:
    """Draw the document; the same template, data and moment give the same bytes.

    Only the fonts that come with typst and with the product are used, so that it looks alike on every
    machine. A character none of them has is written as its code point, [U+AC00], rather than as a blank.
    """
    source = _BLOCKS.read_bytes() + template.read_bytes()
    try:
        return _set(source, data, moment)
    # What typst raises is one of these.
    except RuntimeError:
        return _set(source, _spelled_out(data), moment)


def paper_of(country: str) -> str:
    """Return the size of paper that is usual in a country."""
    return "us-letter" if country in {"US", "CA"} else "a4"


def _set(source: bytes, data: dict[str, Any], moment: datetime) -> bytes:
    pdf = _compiler(source).compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=int(moment.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no PDF")
    return pdf


def _compiler(source: bytes) -> typst.Compiler:
    import typst  # noqa: PLC0415 - it is large, and pages do without

    return typst.Compiler(source, font_paths=_fonts(), ignore_system_fonts=True)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415 - see above

    return typst.Fonts(include_system_fonts=False, font_paths=[str(_OWN_FONTS)])


def _spelled_out(value: Any) -> Any:
    """The data with every character that cannot be drawn as its code point."""
    if isinstance(value, str):
        return "".join(letter if _has_glyph(letter) else f"[U+{ord(letter):04X}]" for letter in value)
    if isinstance(value, list):
        return [_spelled_out(each) for each in value]
    if isinstance(value, dict):
        return {key: _spelled_out(each) for key, each in value.items()}
    return value


def letters_not_drawn(text: str) -> str:
    """Return the first letters of a text, five at most, that would stand on paper as their code points."""
    return "".join(islice(_not_drawn("".join(sorted({each for each in text if not each.isascii()}))), 5))


def _not_drawn(letters: str) -> Iterator[str]:
    """All of them are tried at once, then each half of those with which that fails."""
    if not letters or _can_be_drawn(letters):
        return
    if len(letters) == 1:
        yield letters
        return
    half = len(letters) // 2
    yield from _not_drawn(letters[:half])
    yield from _not_drawn(letters[half:])


@lru_cache(maxsize=4096)
def _has_glyph(letter: str) -> bool:
    return letter.isprintable() if letter.isascii() else _can_be_drawn(letter)


def _can_be_drawn(letters: str) -> bool:
    probe = b'#set document(title: "x")\n#set text(font: "Libertinus Serif", lang: "en")\n#sys.inputs.data'
    try:
        _compiler(probe).compile(format="pdf", sys_inputs={"data": letters}, pdf_standards=STANDARDS)
    except RuntimeError:
        return False
    return True
