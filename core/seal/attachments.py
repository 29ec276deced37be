"""Files that are attached to a document."""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader


def attached_file(pdf: bytes, name: str) -> bytes:
    """Return the file of this name that is attached to a document; ValueError when there is none."""
    try:
        listed = PdfFileReader(BytesIO(pdf), strict=True).root["/Names"]["/EmbeddedFiles"]["/Names"]
        for place in range(0, len(listed), 2):
            if str(listed[place]) == name:
                return bytes(listed[place + 1]["/EF"]["/F"].data)
    # A document of a stranger may break its reader anywhere.
    except Exception as problem:
        raise ValueError(f"it cannot be read ({type(problem).__name__})") from problem
    raise ValueError("nothing of this kind is attached to it")
