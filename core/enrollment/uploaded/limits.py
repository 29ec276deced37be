"""How much a list may hold, and the words for one that cannot be taken."""

from __future__ import annotations

LARGEST_FILE = 2 * 1024 * 1024
MOST_ROWS = 1000
MOST_COLUMNS = 60
LONGEST_CELL = 1000
# A title and an empty line or two may stand above the headings.
MOST_ABOVE = 20
MOST_SHEETS = 100
MOST_ENTRIES = 500
MOST_UNPACKED = 24 * 1024 * 1024
MOST_ELEMENTS = 600_000
MOST_DEPTH = 40
MOST_TEXTS = 60_000
MOST_LETTERS = 2_000_000
MOST_STYLES = 20_000
MOST_SPANS = 1000
LARGEST_ANSWER = 24 * 1024 * 1024

TOO_MANY_ROWS = (
    f"The list has more than {MOST_ROWS:,} rows with something in them. Split it into smaller files."
)
TOO_MANY_COLUMNS = f"The list has more than {MOST_COLUMNS} columns with something in them. Use the template."
TOO_MANY_LETTERS = (
    "The list has more text than a list of people needs. Delete the columns that aren’t needed."
)
TOO_LARGE = f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Split it into smaller files."
TOO_MUCH_FORMAT = (
    "The workbook has very many empty rows, cells or formats. Delete the empty rows under the list, "
    "or copy the list into the template, and try again."
)
EMPTY = "The file is empty."
NOT_A_SHEET = "This isn’t a spreadsheet that can be read. Save it as .xlsx or .csv and try again."
DAMAGED = (
    "This workbook is damaged. Open it in your spreadsheet program, save it again as .xlsx and try again."
)
ODD = "This workbook holds more than a plain list. Copy the list into the template and try again."
BY_NAME = (
    "The file must be an Excel workbook (.xlsx) or a text file (.csv, .tsv or .txt). Save it as one of these."
)
LOCKED = "This workbook is protected with a password. Take the password off, save it and try again."
BINARY = (
    "This workbook has another format (.xls, .xlsb, .xlsm). Save it as Excel workbook (.xlsx) and try again."
)
OPEN_DOCUMENT = "This is an OpenDocument file. Save it as Excel workbook (.xlsx) and try again."
A_WORKBOOK = (
    "This is a workbook under the name of a text file. Give it a name that ends in .xlsx and try again."
)
A_TEXT = "This is a text file under the name of a workbook. Give it a name that ends in .csv and try again."
A_PAGE = (
    "This is a web page and isn’t a spreadsheet. Open it in your spreadsheet program and save it as .xlsx."
)
ONLY_HIDDEN = "Every sheet of this workbook is hidden. Unhide the one with the list, save it and try again."
SAVE_AS_UTF8 = "Save the list as .xlsx or as “CSV UTF-8” and try again."
NO_SHEET = "This workbook has no sheet with cells. Copy the list into the template and try again."


class Refused(Exception):
    """The file cannot be taken; `words` say why and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
