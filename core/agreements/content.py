"""What signers read: put together once, when the agreement goes out, and the same ever after."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from core.agreements.signers import Asked
from core.dates import Dates
from core.errors import Stale
from core.names import first_upper
from core.site import SiteProfile
from core.site.profile import Agreement, SignedText
from core.texts import Block, Facts
from core.texts.blocks import facts

# The part of who signs for themselves alone.
MEMBER = "member"


class TextChanged(Stale):
    """The text that was read is not the text that would be signed."""


@dataclass(frozen=True, slots=True)
class Practice:
    """The group that an agreement binds; `contact` is told by mail what becomes of the agreement."""

    key: UUID
    name: str
    address: tuple[str, ...]
    contact: str


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NamedSigner(_Frozen):
    """A signer as the text names them, with the parts they sign in; none for who signs for themselves."""

    parts: tuple[str, ...]
    name: str


class FrozenText(_Frozen):
    """A text as it stood in the site's profile on the day the agreement went out."""

    title: str
    version: str
    date: date
    blocks: tuple[Block, ...]

    def edition(self, dates: Dates) -> str:
        """Say which version of the text it is, and of which day, as people read it."""
        return f"{self.version} of {dates.day(self.date)}"


class Content(FrozenText):
    """Every word the signers are shown: the text, its parties, signers and term, and the consent.

    `term_from` is when the term begins of one that renews another, unless it is signed later than that.
    """

    organization: str
    group: str
    group_word: str
    address: tuple[str, ...]
    signers: tuple[NamedSigner, ...]
    term_months: int
    term_from: datetime | None = None
    consent: FrozenText

    def parties(self, dates: Dates) -> Facts:
        """Say who makes the agreement, in which version and for how long."""
        if not any(each.parts for each in self.signers):
            return self._of_one_person(dates)
        signers = (f"{each.name} – {' and '.join(each.parts)}" for each in self.signers)
        return facts(
            ["Between", self.organization],
            ["and", self.group, *self.address],
            ["Signed for it by", *signers],
            ["Version", self.edition(dates)],
            ["Term", self._term(dates)],
        )

    def _of_one_person(self, dates: Dates) -> Facts:
        return facts(
            ["Between", self.organization],
            ["and", *(each.name for each in self.signers)],
            ["At", self.group, *self.address],
            ["Version", self.edition(dates)],
            ["Term", self._term(dates)],
        )

    def _term(self, dates: Dates) -> str:
        return f"{self.term_months} months from {self._beginning(dates)}"

    def _beginning(self, dates: Dates) -> str:
        signed = "the last signature being received"
        if self.term_from is None:
            return signed
        return f"{dates.day(self.term_from)}, when the term before ends, or from {signed} if that is later"

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Read the content that a row holds; ValueError when it is not one that was written here."""
        return cls.model_validate(stored)

    def stored(self) -> dict[str, Any]:
        """Write the content as JSON, for a row and for paper."""
        return self.model_dump(mode="json")

    @property
    def text_hash(self) -> str:
        """SHA-256, in hex, over all of the content in canonical JSON."""
        canonical = json.dumps(self.stored(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def require_unchanged(self, frozen: str, read: str) -> None:
        """Raise TextChanged unless what is stored was `frozen`, and what was frozen is what was `read`."""
        if not (self.text_hash == frozen == read):
            raise TextChanged("The text isn’t the one you read. Open your link again and read it anew.")


def put_together(
    site: SiteProfile,
    kind: Agreement,
    practice: Practice,
    signers: Sequence[Asked],
    term_from: datetime | None = None,
) -> Content:
    """Put together the content for these signers of a practice, from the site's text of today."""
    return Content(
        **_text(kind.text),
        organization=site.brand.organization,
        group=practice.name,
        group_word=site.terms.group,
        address=practice.address,
        signers=tuple(
            NamedSigner(parts=parts_in_words(site, signer.roles), name=signer.name) for signer in signers
        ),
        term_months=kind.term_months,
        term_from=term_from,
        consent=FrozenText(**_text(kind.consent)),
    )


def parts_in_words(site: SiteProfile, roles: Sequence[str]) -> tuple[str, ...]:
    """Return the site's words for the parts somebody signs in; none for who signs for themselves."""
    return tuple(part(site, role) for role in roles if role != MEMBER)


def part(site: SiteProfile, role: str) -> str:
    """Return the site's word for the part somebody signs in, fit to begin a line."""
    return first_upper(str(getattr(site.terms, role)))


def _text(text: SignedText) -> dict[str, Any]:
    return {
        "title": text.title,
        "version": text.version,
        "date": text.date,
        "blocks": text.blocks,
    }
