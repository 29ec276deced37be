"""Members from a spreadsheet: the template to fill in, and reading what comes back."""

from core.enrollment.spreadsheet.limits import Unreadable
from core.enrollment.spreadsheet.opening import open_book
from core.enrollment.spreadsheet.rows import ReadRow
from core.enrollment.spreadsheet.template import csv_template, xlsx_template

__all__ = ["ReadRow", "Unreadable", "csv_template", "open_book", "xlsx_template"]
