"""Members from a spreadsheet: the template to fill in, and reading what comes back (W10)."""

from core.groups.spreadsheet.limits import Unreadable
from core.groups.spreadsheet.opening import open_table
from core.groups.spreadsheet.reading import ReadRow, Sheet, read_sheet
from core.groups.spreadsheet.template import csv_template, xlsx_template

__all__ = ["ReadRow", "Sheet", "Unreadable", "csv_template", "open_table", "read_sheet", "xlsx_template"]
