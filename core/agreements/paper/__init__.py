"""The agreement on paper: its text, the signatures and the certificate of completion, as one PDF."""

from core.agreements.paper.data import certificate_data
from core.agreements.paper.drawing import draw_pdf

__all__ = ["certificate_data", "draw_pdf"]
