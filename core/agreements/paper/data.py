"""What the certificate of completion says, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.agreements.content import parts_in_words
from core.agreements.paper.lines import LogLine, log_of
from core.agreements.records import AgreementRecord, LoggedEvent, SentAgreement, SignerRecord
from core.agreements.signature import Signature, strokes_of
from core.agreements.words import event_words, noun_of
from core.dates import Dates
from core.names import first_upper
from core.paper import paper_of
from core.site import SiteProfile
from core.texts import Facts, as_data
from core.texts.blocks import facts


def certificate_data(
    site: SiteProfile, sent: SentAgreement, events: Sequence[LoggedEvent], now: datetime, proof: str = ""
) -> dict[str, Any]:
    """Collect all that is drawn: the frozen content, the signatures, and what the trail knows of them.

    `proof` is that of the last event, and goes with the document as a file of its own.
    """
    agreement, dates = sent.agreement, site.dates
    content = agreement.content
    return {
        "content": content.stored(),
        "noun": first_upper(noun_of(site, agreement)),
        "number": str(agreement.id),
        "paper": paper_of(site.address.country),
        "description": f"{content.title} between {content.organization} and {content.group}",
        "zone": f"Times are those of {site.timezone} (now {dates.offset(now)}).",
        "parties": as_data(content.parties(dates)),
        "document": as_data(_document(site, agreement, now)),
        "signers": [_signer(site, signer) for signer in sent.signers],
        "events": _events(events, dates),
        "last_leaf": events[-1].leaf if events else "",
        "proof": proof,
    }


def _document(site: SiteProfile, agreement: AgreementRecord, now: datetime) -> Facts:
    content, dates = agreement.content, site.dates
    return facts(
        ["Document", f"{content.title}, version {content.version}"],
        [f"{first_upper(noun_of(site, agreement))} number", str(agreement.id)],
        ["SHA-256 of the text", agreement.text_hash],
        ["Sent out", _moment(agreement.sent_at, dates)],
        ["Completed", _moment(now, dates)],
    )


def _signer(site: SiteProfile, row: SignerRecord) -> dict[str, Any]:
    dates, parts = site.dates, " and ".join(parts_in_words(site, row.roles))
    signature = Signature("drawn" if row.signature_kind == "drawn" else "typed", row.signature)
    drawn = signature.kind == "drawn"
    return {
        "name": row.name,
        "parts": parts,
        "signed": _moment(row.signed_at, dates),
        "signature": {
            "kind": signature.kind,
            "text": "" if drawn else signature.value,
            "strokes": strokes_of(signature) if drawn else [],
        },
        "facts": as_data(_signer_facts(row, parts, signature, dates)),
    }


def _signer_facts(row: SignerRecord, parts: str, signature: Signature, dates: Dates) -> Facts:
    address = row.email + (" (corrected after sending; see the event log)" if row.corrected else "")
    both = ["One person in both parts, as stated at submission; signs once for both."] * (len(row.roles) > 1)
    return facts(
        ["Signs as", parts or "Themselves", *both],
        ["Email address", address],
        [
            "How it was proved",
            "Personal link, and an 8-digit code sent to this address and entered in the same browser",
        ],
        ["Link sent", _moment(row.sent_at, dates)],
        ["Link opened", _moment(row.opened_at, dates)],
        ["Address proved", _moment(row.proved_at, dates)],
        ["Text confirmed as read", _moment(row.read_at, dates), f"SHA-256 {row.read_hash}"],
        [
            "Agreed to sign electronically",
            f"{_moment(row.consented_at, dates)}, consent version {row.consent_version}",
        ],
        ["Signed", _moment(row.signed_at, dates), f"SHA-256 {row.signed_hash}"],
        ["Signature", *_signature(row, signature)],
        ["Network address", row.address or "not known"],
        ["Browser", row.agent or "not known"],
    )


def _signature(row: SignerRecord, signature: Signature) -> list[str]:
    if signature.kind == "drawn":
        return ["Drawn by hand"]
    other = ["Typed a different name than the one they sign as, and confirmed it when asked."]
    return [f"Typed: {signature.value}", *(other * row.typed_another_name)]


def _events(events: Sequence[LoggedEvent], dates: Dates) -> list[dict[str, str]]:
    log = log_of(events)
    words = f"{log.left_out} more events, which are in the trail"
    left_out = [{"number": "–", "at": "–", "words": words, "by": "", "address": ""}] * (log.left_out > 0)
    first, last = ([_event(line, dates) for line in lines] for lines in (log.first, log.last))
    return [*first, *left_out, *last]


def _event(line: LogLine, dates: Dates) -> dict[str, str]:
    event = line.event
    more = f" ({line.times} times, the last on {_moment(line.last_at, dates)})" if line.times > 1 else ""
    return {
        "number": str(event.number),
        "at": _moment(event.at, dates),
        "words": event_words(event.action, event.details) + more,
        "by": event.actor_name,
        "address": event.address,
    }


def _moment(moment: datetime | None, dates: Dates) -> str:
    return "–" if moment is None else dates.moment(moment, seconds=True)
