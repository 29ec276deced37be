"""The signed agreement at hand for those it concerns: its practice's administrators, its sponsor, staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.actor import Actor
from core.agreements.queries import newest_sealed, sealed_pdf, sent_agreement
from core.agreements.records import AgreementState
from core.audit import note
from core.errors import NotFound
from core.groups.people import load_group
from core.groups.rights import administers, sponsored_by
from core.groups.states import MANAGED


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A sealed document, and the name of its file."""

    pdf: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Sponsored:
    """The newest signed agreement of a practice that somebody sponsors, and how it stands.

    `active` says that the practice is past its activation.
    """

    agreement: UUID
    practice: UUID
    group: str
    title: str
    state: AgreementState
    since: datetime | None
    ended_at: datetime | None
    active: bool


async def own_document(agreement: UUID, account: UUID) -> SignedDocument:
    """Find a signed agreement of a group that the account administers or sponsors; NotFound for others."""
    found = (await sent_agreement(agreement)).agreement
    theirs = {key for key, _ in await sponsored_by(account)}
    if found.group not in theirs and not await administers(account, found.group):
        raise NotFound
    return await _document(agreement)


async def document_for_staff(agreement: UUID, *, by: Actor) -> SignedDocument:
    """Find the health system's own copy; that somebody of the staff took it stands in the trail."""
    found = await _document(agreement)
    await note("agreement.downloaded", by=by, subject=("agreement", agreement))
    return found


async def sponsored(account: UUID) -> Sequence[Sponsored]:
    """List the newest signed agreement of each practice that the person behind an account sponsors."""
    found = []
    for group, name in await sponsored_by(account):
        if (key := await newest_sealed(group)) is not None:
            row = (await sent_agreement(key)).agreement
            title = row.content.title
            active = (await load_group(group)).state in MANAGED
            found.append(Sponsored(key, group, name, title, row.state, row.in_force_at, row.ended_at, active))
    return found


async def _document(agreement: UUID) -> SignedDocument:
    if (pdf := await sealed_pdf(agreement)) is None:
        raise NotFound
    row = (await sent_agreement(agreement)).agreement
    return SignedDocument(pdf, f"{row.slug}-{row.in_force_at:%Y-%m-%d}")
