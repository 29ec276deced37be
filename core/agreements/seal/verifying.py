"""Is this document as it was sealed? Judged from its bytes and the site's certificate, without a database."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko_certvalidator import ValidationContext

from core.agreements.seal.layout import envelope_faults, layout_faults


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults` is empty when the document is whole and the seal is the site's."""

    sha256: str
    faults: tuple[str, ...]
    sealed_by: str = ""
    sealed_at: datetime | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


async def verify(pdf: bytes, trusted: Sequence[Certificate]) -> Verdict:
    """Every fault found; a document that cannot even be read has one."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    # pyHanko logs what it meets in a broken document; the verdict says it in words.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        return await _judge(pdf, sha256, trusted)
    except Exception as problem:
        # A document that was tampered with may break its reader anywhere; whatever happens, it is refused.
        return Verdict(sha256, (f"It cannot be read as a sealed document ({type(problem).__name__}).",))


async def _judge(pdf: bytes, sha256: str, trusted: Sequence[Certificate]) -> Verdict:
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    seals = list(reader.embedded_regular_signatures)
    if len(seals) != 1:
        return Verdict(sha256, (f"It has {len(seals)} signatures where one seal is expected.",))
    (seal,) = seals
    moment = seal.self_reported_timestamp
    faults = [
        *await _seal_faults(seal, trusted, moment),
        *await _stamp_faults(reader, trusted),
        *layout_faults(pdf, list(reader.embedded_signatures)[-1]),
        *([] if list(reader.embedded_timestamp_signatures) else envelope_faults(seal, trusted)),
    ]
    return Verdict(sha256, tuple(faults), str(seal.signer_cert.subject.human_friendly), moment)


async def _seal_faults(
    seal: EmbeddedPdfSignature, trusted: Sequence[Certificate], moment: datetime | None
) -> list[str]:
    context = ValidationContext(trust_roots=list(trusted), moment=moment)
    stamps = ValidationContext(trust_roots=list(trusted))
    status = await async_validate_pdf_signature(seal, context, stamps)
    checks = {
        "The text or the seal was changed.": status.intact and status.valid,
        "The seal was made with another key than the site's.": status.trusted,
        "Something was added after sealing.": bool(status.docmdp_ok),
        "The seal is not valid as a whole.": status.bottom_line,
    }
    return [words for words, right in checks.items() if not right]


async def _stamp_faults(reader: PdfFileReader, trusted: Sequence[Certificate]) -> list[str]:
    context = ValidationContext(trust_roots=list(trusted))
    found = [
        await async_validate_pdf_timestamp(stamp, context) for stamp in reader.embedded_timestamp_signatures
    ]
    return [
        "A time stamp of the document is not valid."
        for status in found
        if not (status.intact and status.valid and status.trusted)
    ]
