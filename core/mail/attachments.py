"""A document that goes with a mail: stored as the data it is drawn from, drawn as a PDF when it is sent.

The template is `core/mail/templates/<template>.typ`. The data hold every word of the document, as they were
when the mail was written; with the moment at which it was, they make the same bytes at every attempt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from core.mail.writing import TEMPLATES, one_line
from core.paper import set_pdf


class CannotBeDrawn(Exception):
    """The document could not be made this time."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One PDF: the name people see, the template, and everything it says."""

    name: str
    template: str
    data: Mapping[str, Any]

    @classmethod
    def of(cls, stored: str) -> Self:
        """Read what was stored."""
        return cls(**json.loads(stored))

    def stored(self) -> str:
        """Write all of it as text."""
        whole = {"name": self.name, "template": self.template, "data": dict(self.data)}
        return json.dumps(whole, ensure_ascii=False)

    def pdf(self, moment: datetime) -> bytes:
        """Draw the document; CannotBeDrawn when it cannot be made."""
        try:
            return set_pdf(TEMPLATES / f"{self.template}.typ", _plain(self.data), moment)
        except (RuntimeError, OSError, TypeError) as problem:
            raise CannotBeDrawn(f"the attachment can’t be drawn: {problem}") from problem


def _plain(value: Any) -> Any:
    """The data without control characters, and without marks that turn the direction of the words around."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return one_line(value)
