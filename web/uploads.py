"""A list of people that is handed in as a file, or pasted."""

from __future__ import annotations

from litestar.datastructures import UploadFile
from pydantic import BaseModel

from core.enrollment.spreadsheet import Unreadable
from core.enrollment.spreadsheet.opening import PASTED
from core.enrollment.uploaded.limits import LARGEST_FILE, NOT_A_SHEET
from core.errors import Invalid
from core.forms import Form, draw, field
from web.forms import Values, one


class Upload(BaseModel):
    """The file with the list."""

    file: str = field("Your file", kind="file", hint="An Excel workbook (.xlsx) or a CSV file.", width="full")
    pasted: str = field(
        "Or paste the rows here",
        kind="textarea",
        hint="Copy them in your spreadsheet, with the row of headings.",
        width="full",
        optional=True,
    )


async def uploaded(values: Values) -> tuple[str, bytes]:
    """Return name and bytes of the one file, or of what was pasted; raise Unreadable otherwise."""
    sent, pasted = values.get("file", []), one(values, "pasted")
    if len(sent) != 1 or not isinstance(sent[0], UploadFile) or not sent[0].filename:
        if pasted.strip() and len(sent) < 2:
            return PASTED, pasted.encode()
        raise Unreadable("Choose a file") if len(sent) < 2 else Unreadable(NOT_A_SHEET)
    # One byte more than is allowed shows that it is too much.
    return sent[0].filename, await sent[0].read(LARGEST_FILE + 1)


def refused_upload(values: Values, refused: Invalid) -> Form:
    """Draw the form again with words at the file, or at what was pasted."""
    pasted = one(values, "pasted")
    errors = {"pasted" if pasted.strip() else "file": words for words in refused.errors.values()}
    return draw(Upload, {"pasted": pasted}).with_errors(errors)
