"""The agreement as a PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from core.paper import set_pdf

TEMPLATE = Path(__file__).with_name("agreement.typ")


def draw_pdf(data: dict[str, Any], moment: datetime) -> bytes:
    """Draw the document; the same data and moment give the same bytes."""
    return set_pdf(TEMPLATE, data, moment)
