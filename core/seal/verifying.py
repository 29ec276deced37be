"""Is this document as it was sealed? Judged from its bytes and the site's certificate, without a database."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto.cms import SignedData
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from core.seal.layout import envelope_faults, layout_faults


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults` is empty when the document is whole and the seal is the site's."""

    sha256: str
    faults: tuple[str, ...]
    sealed_by: str = ""
    sealed_at: datetime | None = None
    stamped_by: str = ""
    stamped_at: datetime | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


async def verify(pdf: bytes, trusted: Sequence[Certificate]) -> Verdict:
    """Find every fault; a document that cannot even be read has one."""
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
    stamp = _token_on(seal)
    faults = [
        *await _seal_faults(seal, trusted),
        *await _stamp_faults(reader, trusted),
        *layout_faults(pdf, list(reader.embedded_signatures)[-1]),
        *([] if list(reader.embedded_timestamp_signatures) else envelope_faults(seal, trusted)),
    ]
    sealed_by, said = str(seal.signer_cert.subject.human_friendly), seal.self_reported_timestamp
    if stamp is None:
        return Verdict(sha256, tuple(faults), sealed_by, said)
    return Verdict(sha256, tuple(faults), sealed_by, said, _maker_of(stamp), _moment_of(stamp))


async def _seal_faults(seal: EmbeddedPdfSignature, trusted: Sequence[Certificate]) -> list[str]:
    stamp = _token_on(seal)
    moment = seal.self_reported_timestamp if stamp is None else _moment_of(stamp)
    context = ValidationContext(trust_roots=list(trusted), moment=moment)
    # The site chose its certificate; what its issuer wrote into it about its use does not matter.
    any_use = KeyUsageConstraints()
    status = await async_validate_pdf_signature(seal, context, context, key_usage_settings=any_use)
    stamped = status.timestamp_validity
    checks = {
        "The text or the seal was changed.": status.intact and status.valid,
        "The seal was made with another key than the site's.": status.trusted
        and _is_among(seal.signer_cert, trusted),
        "Something was added after sealing.": bool(status.docmdp_ok),
        "The time stamp on the seal is not valid.": stamp is None or bool(stamped and _stands(stamped)),
        "The seal is not valid as a whole.": status.bottom_line,
    }
    return [words for words, right in checks.items() if not right]


async def _stamp_faults(reader: PdfFileReader, trusted: Sequence[Certificate]) -> list[str]:
    """A time stamp is judged at its own time: in later years its authority's certificate is over."""
    faults = []
    for stamp in reader.embedded_timestamp_signatures:
        context = ValidationContext(trust_roots=list(trusted), moment=_moment_of(stamp.signed_data))
        if not _stands(await async_validate_pdf_timestamp(stamp, context)):
            faults.append("A time stamp of the document is not valid.")
    return faults


def _is_among(certificate: Certificate, trusted: Sequence[Certificate]) -> bool:
    """An authority may be trusted for its time stamps; whatever else it certifies, itself too, is no seal."""
    uses = certificate.extended_key_usage_value
    stamps = uses is not None and "time_stamping" in uses.native
    return not stamps and certificate.dump() in {each.dump() for each in trusted}


def _stands(status: TimestampSignatureStatus) -> bool:
    return bool(status.intact and status.valid and status.trusted)


def _token_on(seal: EmbeddedPdfSignature) -> SignedData | None:
    """The time stamp that the envelope of the seal carries, if there is one."""
    return next(iter(extract_tst_data_iter(seal.signer_info, signed=False)), None)


def _moment_of(token: SignedData) -> datetime:
    moment: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return moment


def _maker_of(token: SignedData) -> str:
    return str(extract_certificate_info(token).signer_cert.subject.human_friendly)
