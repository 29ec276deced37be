"""What signers read: put together once, when the agreement goes out, and the same ever after."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core.agreements.desk import Office, part
from core.dates import Dates
from core.errors import Stale
from core.site.profile import Agreement, SignedText
from core.texts import blocks_of


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named at submission who has to sign in a part: `sponsor`, `administrator` or `officer`."""

    role: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Practice:
    """The group that an agreement binds; `contact` is told by mail what becomes of the agreement."""

    key: UUID
    name: str
    address: tuple[str, ...]
    contact: str


class TextChanged(Stale):
    """The text that was read is not the text that would be signed."""


def put_together(
    office: Office, kind: Agreement, practice: Practice, signers: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Every word the signers are shown, as JSON: parties, signers, term, the text, the consent."""
    return {
        **_text(kind.text),
        "organisation": office.site.brand.organisation,
        "group": practice.name,
        "group_word": office.site.terms.group,
        "address": list(practice.address),
        "signers": [
            {"parts": [part(office.site, role) for role in signer["roles"]], "name": signer["name"]}
            for signer in signers
        ],
        "term_months": kind.term_months,
        "consent": _text(kind.consent),
    }


def edition(content: Mapping[str, Any], dates: Dates) -> str:
    """Say which version of the text it is, and of which day."""
    return f"{content['version']} of {dates.day(date.fromisoformat(content['date']))}"


def text_hash(content: Mapping[str, Any]) -> str:
    """SHA-256, in hex, over all of the content in canonical JSON."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def require_unchanged(agreement: Mapping[str, Any], read: str) -> None:
    """TextChanged unless what is stored is what was frozen, and what was frozen is what was read."""
    if not (text_hash(agreement["content"]) == agreement["text_hash"] == read):
        raise TextChanged("The text is not the one you read. Open your link again and read it anew.")


def _text(text: SignedText) -> dict[str, Any]:
    return {
        "title": text.title,
        "version": text.version,
        "date": text.date.isoformat(),
        "blocks": blocks_of(text.markdown),
    }
