"""What access may be used for at a site, and what for it is refused."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from core.site.faults import Fault
from core.site.parts import Part, Words


class Purposes(Part):
    """The purposes that people choose from when they register.

    Whoever chooses one of `refused` gets no further, and reads the `reason`. The attestation names each of
    them, so that people rule it out in words as well.
    """

    question: Words = "What is the access for?"
    allowed: tuple[Words, ...] = Field(min_length=1)
    refused: tuple[Words, ...] = Field(min_length=1)
    reason: Words

    @property
    def offered(self) -> tuple[str, ...]:
        """All of them, in the order in which they are shown."""
        return (*self.allowed, *self.refused)


def faults_of_purposes(raw: dict[str, Any]) -> list[Fault]:
    """List refused purposes that the attestation does not name; tolerate any shape."""
    purposes, enrollment = raw.get("purposes"), raw.get("enrollment")
    attestation = enrollment.get("attestation") if isinstance(enrollment, dict) else None
    text = attestation.get("markdown") if isinstance(attestation, dict) else None
    refused = purposes.get("refused") if isinstance(purposes, dict) else None
    if not isinstance(text, str) or not isinstance(refused, list):
        return []
    return [
        Fault("enrollment.attestation", f'does not name "{each}", which purposes.refused does')
        for each in refused
        if isinstance(each, str) and each.lower() not in text.lower()
    ]
